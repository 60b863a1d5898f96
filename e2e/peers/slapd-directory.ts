import type { DirectoryConfig } from "#lib/auth/config";
import type { Directory } from "#lib/auth/directory";
import { ldapDirectory } from "#lib/auth/ldap-directory";
import { unixMs } from "#lib/base/time";
import type { Slapd } from "./start-slapd.ts";

/** How Loupe is told of it: LDAPS with its own authority, unless `change` says otherwise. */
export const configOfSlapd = (slapd: Slapd, change: Partial<DirectoryConfig> = {}): DirectoryConfig => ({
  ...{ url: slapd.ldapsUrl, startTls: false, caPem: slapd.caPem, bindDn: slapd.bindDn, bindPassword: slapd.bindPassword },
  ...{ userBase: slapd.userBase, userAttribute: "", groupBase: slapd.groupBase, timeoutMs: 2_000 },
  groupRoles: { "loupe-developers": "developer", "loupe-leads": "lead", "loupe-admins": "admin", "loupe-revealers": "reveal" },
  ...change,
});

export const directoryOf = (slapd: Slapd, change: Partial<DirectoryConfig> = {}): Directory =>
  ldapDirectory(configOfSlapd(slapd, change), () => unixMs(Date.now()));

/** Questions that reached the server while `act` ran, by its own log. */
export async function countOperations(
  slapd: Slapd,
  act: () => Promise<unknown>,
): Promise<{ readonly binds: number; readonly searches: number }> {
  const before = slapd.log().length;
  await act();
  const said = slapd.log().slice(before);
  return { binds: said.match(/ BIND dn="[^"]*" method=/g)?.length ?? 0, searches: said.match(/ SRCH base=/g)?.length ?? 0 };
}
