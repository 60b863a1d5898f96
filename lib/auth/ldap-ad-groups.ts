import { EqualityFilter, ExtensibleFilter, type Filter } from "ldapts";
import { rawValuesOf, valuesOf } from "./ldap-connection.ts";
import { normaliseDn, parseDn } from "./ldap-dn.ts";
import { type LdapGroup, readGroup, type WantedGroups } from "./ldap-group-names.ts";
import { allOf, anyOf, inSlices, type Reading, searchAll } from "./ldap-search.ts";
import { type LdapUser, userAttributeOf } from "./ldap-users.ts";

/** LDAP_MATCHING_RULE_IN_CHAIN: the server itself walks groups in groups. Elsewhere it answers nothing, without an error. */
const IN_CHAIN = "1.2.840.113556.1.4.1941";
/** People in one question. */
const PER_QUESTION = 100;

interface AdGroup extends LdapGroup {
  readonly sid: string;
}

/**
 * Active Directory: configuration's groups are found first, and each is asked which of the people it holds. The first group of an account
 * ("Domain Users") lists nobody and is in no chain: it is found by its security identifier, and counts with the groups that hold it.
 */
export async function adGroupsOfAll(
  reading: Reading,
  users: readonly LdapUser[],
  wanted: WantedGroups,
): Promise<ReadonlyMap<string, readonly LdapGroup[]>> {
  const goals = await findGoals(reading, wanted);
  const found = new Map<string, LdapGroup[]>(users.map((user) => [user.key, []]));
  const attribute = userAttributeOf(reading);
  for (const goal of goals) {
    const inside = await inSlices(
      users,
      (slice) => {
        const people = anyOf(slice.map(({ sub }) => new EqualityFilter({ attribute, value: sub })));
        return searchAll(reading, reading.config.userBase, allOf([people, inChain("memberOf", goal.dn)]), [attribute]);
      },
      PER_QUESTION,
    );
    for (const entry of inside) found.get(normaliseDn(entry.dn))?.push(goal);
  }
  const holding = new Map<string, readonly LdapGroup[]>();
  for (const user of users) {
    if (user.primaryGroup === null) continue;
    const sid = user.primaryGroup.toString("hex");
    const groups = holding.get(sid) ?? (await goalsHolding(reading, user, goals));
    holding.set(sid, groups);
    found.get(user.key)?.push(...groups);
  }
  return found;
}

async function findGoals(reading: Reading, wanted: WantedGroups): Promise<readonly AdGroup[]> {
  const { groupBase, groupNameAttribute = null } = reading.config;
  const attributes = groupNameAttribute === null ? ["cn", "sAMAccountName"] : [groupNameAttribute];
  const filters: Filter[] = [
    ...wanted.names.flatMap((value) => attributes.map((attribute) => new EqualityFilter({ attribute, value }))),
    ...wanted.dns.map((value) => new EqualityFilter({ attribute: "distinguishedName", value })),
  ];
  const areGroups = new EqualityFilter({ attribute: "objectClass", value: "group" });
  const entries = await inSlices(filters, (slice) =>
    searchAll(reading, groupBase, allOf([areGroups, anyOf(slice)]), [...attributes, "objectSid"]),
  );
  const groups = entries.map((entry): AdGroup => {
    const group = readGroup(entry, groupNameAttribute);
    const names = groupNameAttribute === null ? [...group.names, ...valuesOf(entry, "sAMAccountName")] : group.names;
    return { ...group, names, sid: sidOf(rawValuesOf(entry, "objectSid")[0]) };
  });
  return [...new Map(groups.map((group) => [group.key, group])).values()].filter((group) => wanted.matching(group).length > 0);
}

/** The first group may stand anywhere in the domain, outside the group base too. */
async function goalsHolding(reading: Reading, user: LdapUser, goals: readonly AdGroup[]): Promise<readonly LdapGroup[]> {
  const sid = user.primaryGroup ?? Buffer.alloc(0);
  const itself = goals.filter((goal) => goal.sid === sid.toString("hex"));
  const [first] = await searchAll(reading, domainOf(user.dn), new EqualityFilter({ attribute: "objectSid", value: sid }), ["cn"]);
  if (first === undefined) return itself;
  const above = await searchAll(reading, reading.config.groupBase, inChain("member", first.dn), ["cn"]);
  const keys = new Set(above.map((entry) => normaliseDn(entry.dn)));
  return [...itself, ...goals.filter((goal) => keys.has(goal.key) && !itself.includes(goal))];
}

const inChain = (matchType: string, value: string): Filter => new ExtensibleFilter({ matchType, rule: IN_CHAIN, value });

const sidOf = (raw: string | Buffer | undefined): string => (Buffer.isBuffer(raw) ? raw.toString("hex") : "");

/** `CN=ada,OU=people,DC=corp,DC=test` → `dc=corp,dc=test` */
const domainOf = (dn: string): string =>
  (parseDn(dn) ?? []).flatMap(([pair]) => (pair?.attribute === "dc" ? [`dc=${pair.value}`] : [])).join(",");
