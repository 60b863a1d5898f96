import { type Client, EqualityFilter, OrFilter } from "ldapts";
import type { DirectoryConfig } from "./config.ts";
import { valuesOf } from "./ldap-connection.ts";

const DEEPEST = 5;
/** A person in more groups than this is an error of the directory; the search must end. */
const MOST_GROUPS = 1_000;
/** DNs in one filter: keeps a request small. */
const PER_SEARCH = 50;

/**
 * The DNs of all groups that hold the person, groups in groups included: breadth-first from the person upwards, by who lists whom.
 * `memberOf` alone would give direct groups only, and Active Directory's in-chain rule answers nothing, without an error, elsewhere.
 *
 *   ada ∈ platform ∈ loupe-leads   →   level 1: platform   level 2: loupe-leads
 */
export async function groupsOf(client: Client, config: DirectoryConfig, userDn: string, uid: string): Promise<readonly string[]> {
  const found = new Map<string, string>();
  let level: readonly string[] = [userDn];
  for (let depth = 0; depth < DEEPEST && level.length > 0 && found.size < MOST_GROUPS; depth++) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += PER_SEARCH) {
      for (const dn of await groupsWith(client, config, level.slice(at, at + PER_SEARCH), depth === 0 ? uid : null)) {
        if (found.has(dn.toLowerCase())) continue;
        found.set(dn.toLowerCase(), dn);
        next.push(dn);
      }
    }
    level = next;
  }
  return [...found.values()];
}

async function groupsWith(
  client: Client,
  config: DirectoryConfig,
  members: readonly string[],
  uid: string | null,
): Promise<readonly string[]> {
  const filters = members.flatMap((dn) => [
    new EqualityFilter({ attribute: "member", value: dn }),
    new EqualityFilter({ attribute: "uniqueMember", value: dn }),
  ]);
  if (uid !== null) filters.push(new EqualityFilter({ attribute: "memberUid", value: uid }));
  const { searchEntries } = await client.search(config.groupBase, { scope: "sub", filter: new OrFilter({ filters }), attributes: ["cn"] });
  return searchEntries.map((entry) => valuesOf(entry, "dn")[0] ?? "").filter((dn) => dn !== "");
}
