import { FilterParser } from "ldapts";
import type { DirectoryConfig } from "./config.ts";
import { urlsOf } from "./ldap-connection.ts";
import { parseDn } from "./ldap-dn.ts";

/** What would only be noticed at the first sign-in stops the start, each with its variable's name and cure. */
export function faultsOfDirectory(config: DirectoryConfig): readonly string[] {
  const faults: string[] = [];
  const urls = urlsOf(config.url);
  if (urls.length === 0 || !urls.every(isLdap))
    faults.push("LDAP_URL must be an ldap or ldaps address, or several by commas, e.g. ldaps://ldap.example.internal");
  if (config.startTls && urls.some((url) => /^ldaps:/i.test(url)))
    faults.push("LDAP_STARTTLS goes with ldap:// addresses: those of ldaps:// are encrypted from the start");
  const bases = { LDAP_USER_BASE: config.userBase, LDAP_GROUP_BASE: config.groupBase };
  for (const [name, dn] of Object.entries(bases))
    if (parseDn(dn) === null) faults.push(`${name} is no distinguished name, e.g. ou=people,dc=example,dc=com`);
  const attributes = [
    ...[config.userAttribute, config.groupNameAttribute ?? ""].filter((name) => name !== ""),
    ...(config.loginAttributes ?? []),
    ...(config.memberOfAttributes ?? []),
    ...(config.groupMemberAttributes ?? []).map((text) => text.replace(/:(name|dn)$/, "")),
  ];
  for (const name of attributes.filter((one) => !/^[a-z\d][a-z\d.;-]*$/i.test(one)))
    faults.push(
      `"${name}" is no attribute's name: check the LDAP_…_ATTRIBUTE variables (lists go by commas, "attribute:name" in members only)`,
    );
  if (config.userFilter && !isFilter(config.userFilter))
    faults.push("LDAP_USER_FILTER is no filter, e.g. (&(objectClass=person)(!(status=left)))");
  return faults;
}

const isLdap = (text: string): boolean => URL.canParse(text) && /^ldaps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "";

function isFilter(text: string): boolean {
  try {
    FilterParser.parseString(text);
    // The parser forgives a missing end. Brackets in values are escaped, so that those that are there must meet.
    return text.split("(").length === text.split(")").length;
  } catch {
    return false;
  }
}
