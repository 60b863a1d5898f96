import { EqualityFilter, type Filter } from "ldapts";
import { valuesOf } from "./ldap-connection.ts";
import { normaliseDn, parseDn } from "./ldap-dn.ts";
import { hasCode, isRefusedQuestion } from "./ldap-failure.ts";
import { type LdapGroup, readGroup, type WantedGroups } from "./ldap-group-names.ts";
import { anyOf, inSlices, type Reading, searchAll } from "./ldap-search.ts";
import { groupsNamedBy, type LdapUser, memberOfOf } from "./ldap-users.ts";

const DEEPEST = 5;
/** A batch in more groups than this is an error of the directory; the search must end. */
const MOST_GROUPS = 5_000;

/** What lists a group's members. `:name` after an attribute: it holds names of people, not DNs. */
export const GROUP_MEMBERS = ["member", "uniqueMember", "memberUid:name"];

/** Groups met on the way up. */
interface Above {
  readonly groups: Map<string, LdapGroup>;
  /** Group or person → groups that its own entry names (`memberOf`). */
  readonly named: Map<string, readonly string[]>;
}

/**
 * For each person the groups of configuration that hold them, groups in groups included. On the way up two things count: who lists whom
 * (`member`), and what an entry says of itself (`memberOf`), since each is missing from some servers.
 *
 *   ada ∈ platform ∈ loupe-leads   →   level 1: platform   level 2: loupe-leads
 *
 * One person's groups are all that are met. Of many, a search for any of fifty does not tell whose a group is: the members of configuration's
 * groups, and of groups met that are in them, are read once and walked back down.
 */
export async function groupsOfAll(
  reading: Reading,
  users: readonly LdapUser[],
  wanted: WantedGroups,
): Promise<ReadonlyMap<string, readonly LdapGroup[]>> {
  const above = await climb(reading, users);
  const [only] = users;
  if (users.length === 1 && only) return new Map([[only.key, [...above.groups.values()]]]);
  const goals = [...above.groups.values()].filter((group) => wanted.matching(group).length > 0);
  const holders = await holdersOf(reading, above, goals);
  return new Map(users.map((user) => [user.key, reachable(above, holders, user)]));
}

/** Every group that holds any of the people, over at most five steps. */
async function climb(reading: Reading, users: readonly LdapUser[]): Promise<Above> {
  const above: Above = { groups: new Map(), named: new Map(users.map((user) => [user.key, user.memberOf])) };
  let level: readonly Member[] = users;
  for (let depth = 0; depth < DEEPEST && level.length > 0 && above.groups.size < MOST_GROUPS; depth++) {
    const listed = await entriesHolding(reading, level, depth === 0);
    const met = new Map(listed.map((one) => [one.group.key, one]));
    const unlisted = level.flatMap(({ key }) => above.named.get(key) ?? []).filter((dn) => !met.has(normaliseDn(dn)));
    const fresh = [...new Map(unlisted.map((dn) => [normaliseDn(dn), dn]))].filter(([key]) => !above.groups.has(key));
    for (const one of await entriesOf(
      reading,
      fresh.map(([, dn]) => dn),
      memberOfOf(reading),
    ))
      met.set(one.group.key, one);
    level = [...met.values()].filter(({ group }) => !above.groups.has(group.key)).map(({ group }) => group);
    for (const { group, entry } of met.values()) {
      above.groups.set(group.key, group);
      above.named.set(group.key, groupsNamedBy(reading, entry));
    }
  }
  return above;
}

interface Member {
  readonly dn: string;
  readonly key: string;
  readonly posixName?: string;
}
type Met = { readonly group: LdapGroup; readonly entry: Parameters<typeof valuesOf>[0] };

const memberAttributes = ({ config }: Reading): readonly { readonly attribute: string; readonly holdsNames: boolean }[] =>
  (config.groupMemberAttributes ?? GROUP_MEMBERS).map((text) => {
    const [attribute = "", kind] = text.split(":");
    return { attribute, holdsNames: kind === "name" };
  });

/** Groups that list any of the members. */
async function entriesHolding(reading: Reading, members: readonly Member[], arePeople: boolean): Promise<readonly Met[]> {
  const attributes = memberAttributes(reading).filter(({ holdsNames }) => arePeople || !holdsNames);
  const askFor = (some: typeof attributes) => (slice: readonly Member[]) => {
    const filters: Filter[] = slice.flatMap((member) =>
      some.map(({ attribute, holdsNames }) => new EqualityFilter({ attribute, value: holdsNames ? (member.posixName ?? "") : member.dn })),
    );
    return searchGroups(reading, anyOf(filters), memberOfOf(reading));
  };
  if (attributes.length === 0) return [];
  try {
    return await inSlices(members, askFor(attributes));
  } catch (error) {
    if (!isUnanswerable(error)) throw error;
    return askEach(
      members,
      attributes.map((one) => askFor([one])),
      arePeople,
    );
  }
}

/** A server that refuses what it has no schema or no index for is asked attribute by attribute; what it refuses alone matches nothing. */
async function askEach(
  members: readonly Member[],
  questions: readonly ((slice: readonly Member[]) => Promise<readonly Met[]>)[],
  arePeople: boolean,
): Promise<readonly Met[]> {
  const found: Met[] = [];
  const refusals: unknown[] = [];
  for (const question of questions) {
    try {
      found.push(...(await inSlices(members, question)));
    } catch (error) {
      if (!isUnanswerable(error)) throw error;
      refusals.push(error);
    }
  }
  // lldap knows no groups in groups and refuses a group's name as a member: nothing above. Where nobody can be asked for, nothing is known.
  const knowsOtherwise = !arePeople || members.every((member) => (member as LdapUser).memberOf.length > 0);
  if (refusals.length === questions.length && !knowsOtherwise) throw refusals[0];
  return found;
}

/** 53: 389 with `nsslapd-require-index`. */
const isUnanswerable = (error: unknown): boolean => isRefusedQuestion(error) || hasCode(error, [53]);

async function searchGroups(reading: Reading, filter: Filter, attributes: readonly string[]): Promise<readonly Met[]> {
  const { groupBase, groupNameAttribute = null } = reading.config;
  const entries = await searchAll(reading, groupBase, filter, [...new Set(["cn", groupNameAttribute ?? "cn", ...attributes])]);
  return entries.map((entry) => ({ entry, group: readGroup(entry, groupNameAttribute) }));
}

/** Groups by their DNs, many in one search: by what each DN begins with. One that is not to be seen counts by its DN. */
async function entriesOf(reading: Reading, dns: readonly string[], attributes: readonly string[]): Promise<readonly Met[]> {
  const wanted = new Map(dns.map((dn) => [normaliseDn(dn), dn]));
  const entries = await inSlices([...wanted.values()], async (slice) => {
    const pairs = slice.flatMap((dn) => parseDn(dn)?.[0]?.[0] ?? []);
    if (pairs.length === 0) return [];
    try {
      return await searchGroups(reading, anyOf(pairs.map((pair) => new EqualityFilter(pair))), attributes);
    } catch (error) {
      if (isUnanswerable(error)) return [];
      throw error;
    }
  });
  const seen = entries.filter(({ group }) => wanted.has(group.key));
  for (const { group } of seen) wanted.delete(group.key);
  const unseen = [...wanted.values()].map((dn) => ({ entry: { dn }, group: readGroup({ dn }, reading.config.groupNameAttribute ?? null) }));
  return [...seen, ...unseen];
}

/** Member's key or name → groups that list it, for the goals and what leads to them. */
async function holdersOf(reading: Reading, above: Above, goals: readonly LdapGroup[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const attributes = memberAttributes(reading);
  const holders = new Map<string, string[]>();
  const read = new Set<string>();
  for (let level = goals; level.length > 0; ) {
    for (const { key } of level) read.add(key);
    const inside = new Set<string>();
    const entries = await entriesOf(
      reading,
      level.map(({ dn }) => dn),
      attributes.map(({ attribute }) => attribute),
    );
    for (const { group, entry } of entries)
      for (const { attribute, holdsNames } of attributes)
        for (const value of valuesOf(entry, attribute)) {
          const member = holdsNames ? nameKey(value) : normaliseDn(value);
          holders.set(member, [...(holders.get(member) ?? []), group.key]);
          inside.add(member);
        }
    level = [...inside].flatMap((key) => above.groups.get(key) ?? []).filter(({ key }) => !read.has(key));
  }
  return holders;
}

/** No DN begins so. */
const nameKey = (name: string): string => `name ${name}`;

function reachable(above: Above, holders: ReadonlyMap<string, readonly string[]>, user: LdapUser): readonly LdapGroup[] {
  const met = new Set<string>();
  let level: readonly string[] = [user.key, nameKey(user.posixName)];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next = level.flatMap((key) => [...(holders.get(key) ?? []), ...(above.named.get(key) ?? []).map(normaliseDn)]);
    level = [...new Set(next)].filter((key) => !met.has(key));
    for (const key of level) met.add(key);
  }
  return [...met].flatMap((key) => above.groups.get(key) ?? []);
}
