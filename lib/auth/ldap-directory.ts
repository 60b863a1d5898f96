import { type Client, EqualityFilter, InvalidCredentialsError } from "ldapts";
import { err, ok, type Result } from "../base/result.ts";
import type { DirectoryConfig } from "./config.ts";
import type { Directory, DirectoryDown, Person } from "./directory.ts";
import { valuesOf, withConnection } from "./ldap-connection.ts";
import { groupsOf } from "./ldap-groups.ts";
import { grantsOfGroups } from "./roles.ts";

interface Found {
  readonly dn: string;
  readonly sub: string;
  readonly name: string;
  readonly email: string | null;
}

export function ldapDirectory(config: DirectoryConfig): Directory {
  /** As the reading account. */
  const look = <T>(use: (client: Client) => Promise<T>): Promise<Result<T, DirectoryDown>> =>
    withConnection(config, async (client) => {
      await client.bind(config.bindDn, config.bindPassword);
      return use(client);
    });

  const person = async (client: Client, found: Found): Promise<Person | null> => {
    const grants = grantsOfGroups(await groupsOf(client, config, found.dn, found.sub), config.groupRoles);
    return grants === null ? null : { sub: found.sub, name: found.name, email: found.email, ...grants };
  };

  return {
    async signIn(name, password) {
      // An empty password is an *unauthenticated bind*, which many servers answer with success.
      if (name.trim() === "" || name.length > 256 || password === "" || password.length > 1024) return err({ kind: "refused" });
      const found = await look((client) => findUser(client, config, name));
      if (!found.ok) return found;
      // An unknown name costs a bind too, so that the time of the answer does not tell which names exist.
      const dn = found.value?.dn ?? `${config.userAttribute}=nobody,${config.userBase}`;
      const bound = await withConnection(config, (client) => tryBind(client, dn, password));
      if (!bound.ok) return bound;
      if (found.value === null || !bound.value) return err({ kind: "refused" });
      const known = found.value;
      const who = await look((client) => person(client, known));
      if (!who.ok) return who;
      return who.value === null ? err({ kind: "no-role" }) : ok(who.value);
    },
    find: (sub) =>
      look(async (client) => {
        const found = await findUser(client, config, sub);
        // The subject is the directory's own spelling: another one that merely matches is another account.
        return found === null || found.sub !== sub ? null : person(client, found);
      }),
    findAll: (subs) =>
      look(async (client) => {
        const found = new Map<string, Person | null>();
        for (const sub of new Set(subs)) {
          const user = await findUser(client, config, sub);
          found.set(sub, user === null || user.sub !== sub ? null : await person(client, user));
        }
        return found;
      }),
    async isUp() {
      return (await look(async () => true)).ok;
    },
  };
}

async function tryBind(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    // NoSuchObject, InvalidDNSyntax for the made-up DN of an unknown user: refused as well. Anything else is the directory's trouble.
    if (["NoSuchObjectError", "InvalidDNSyntaxError"].includes((error as Error).name)) return false;
    throw error;
  }
}

/** Exactly one entry, or nobody. Filter objects only: they escape, a string template would let `*` match everyone. */
async function findUser(client: Client, config: DirectoryConfig, name: string): Promise<Found | null> {
  const { searchEntries } = await client.search(config.userBase, {
    scope: "sub",
    filter: new EqualityFilter({ attribute: config.userAttribute, value: name }),
    attributes: [config.userAttribute, "cn", "displayName", "mail"],
    sizeLimit: 2,
  });
  const entry = searchEntries[0];
  const sub = entry && valuesOf(entry, config.userAttribute)[0];
  const dn = entry && valuesOf(entry, "dn")[0];
  if (entry === undefined || searchEntries.length !== 1 || !sub || !dn) return null;
  const shown = valuesOf(entry, "displayName")[0] ?? valuesOf(entry, "cn")[0] ?? sub;
  return { dn, sub, name: shown, email: valuesOf(entry, "mail")[0] ?? null };
}
