import { type Entry, EqualityFilter, type Filter, FilterParser } from "ldapts";
import { closedBy, lockedBy, STATE_ATTRIBUTES } from "./ldap-account-state.ts";
import { rawValuesOf, valuesOf } from "./ldap-connection.ts";
import { fold, isUnder, normaliseDn, parseDn } from "./ldap-dn.ts";
import { isRefusedQuestion } from "./ldap-failure.ts";
import { allOf, anyOf, inSlices, type Reading, searchAll } from "./ldap-search.ts";

export interface LdapUser {
  readonly dn: string;
  /** The DN, normalised: what memberships are compared by. */
  readonly key: string;
  /** As the directory spells it. */
  readonly sub: string;
  /** What `memberUid` holds. */
  readonly posixName: string;
  readonly name: string;
  readonly email: string | null;
  /** DNs of groups that the entry itself names, those under the group base only. */
  readonly memberOf: readonly string[];
  /** Why the account may not be used; null: it may. */
  readonly closed: string | null;
  /** Why the directory may refuse the right password for now; null: no such reason is known. */
  readonly locked: string | null;
  /** Active Directory's first group, which lists nobody: its security identifier. */
  readonly primaryGroup: Buffer | null;
}

/** Asked on the person's own entry and on groups: OpenLDAP, 389 and AD; OpenDJ and Oracle; eDirectory; IBM. */
export const MEMBER_OF = ["memberOf", "isMemberOf", "groupMembership", "ibm-allGroups"];

export const userAttributeOf = ({ config, dialect }: Pick<Reading, "config" | "dialect">): string =>
  config.userAttribute || (dialect.activeDirectory ? "sAMAccountName" : "uid");

/** By what was typed: `CORP\ada` too, where the password says which of the names it is. */
export const findByLogin = (reading: Reading, typed: string): Promise<LdapUser | null> =>
  findByName(reading, reading.dialect.activeDirectory ? typed.replace(/^[^\\]*\\/, "") : typed);

/** By any of the attributes that sign-in takes. Exactly one entry, or nobody. */
export async function findByName(reading: Reading, name: string): Promise<LdapUser | null> {
  const { config, dialect } = reading;
  const more = config.loginAttributes ?? (dialect.activeDirectory ? ["userPrincipalName"] : []);
  const names = [...new Set([userAttributeOf(reading), ...more])].map((attribute) => new EqualityFilter({ attribute, value: name }));
  try {
    const [entry, another] = await search(reading, names);
    return entry === undefined || another !== undefined ? null : readUser(reading, entry, null);
  } catch (error) {
    // No value of the attribute can look like what was typed.
    if (name !== "" && isRefusedQuestion(error) && (await isAskable(reading))) return null;
    throw error;
  }
}

/** By canonical names. Those that are not there, or more than once, are not in the answer. */
export async function findBySubs(reading: Reading, subs: readonly string[]): Promise<ReadonlyMap<string, LdapUser>> {
  const attribute = userAttributeOf(reading);
  const asked = [...new Set(subs)].filter((sub) => sub.trim() !== "");
  const entries = await inSlices(asked, (slice) =>
    search(
      reading,
      slice.map((value) => new EqualityFilter({ attribute, value })),
    ),
  );
  // The same entry may answer in two slices; another entry of the same name makes the name nobody's.
  const holders = new Map<string, Map<string, Entry>>();
  for (const entry of entries)
    for (const value of valuesOf(entry, attribute)) {
      const named = holders.get(fold(value)) ?? new Map<string, Entry>();
      holders.set(fold(value), named.set(normaliseDn(entry.dn), entry));
    }
  const found = new Map<string, LdapUser>();
  for (const sub of asked) {
    const [entry, another] = holders.get(fold(sub))?.values() ?? [];
    // Another spelling that merely matches is another account.
    if (entry === undefined || another !== undefined || !valuesOf(entry, attribute).includes(sub)) continue;
    const user = readUser(reading, entry, sub);
    if (user !== null) found.set(sub, user);
  }
  return found;
}

/** Filter objects only: they escape, a string template would let `*` match everyone. The configured filter is the operator's text. */
function search(reading: Reading, names: readonly Filter[]): Promise<readonly Entry[]> {
  const { config, dialect } = reading;
  const filters: Filter[] = [anyOf(names)];
  if (config.userFilter) filters.push(FilterParser.parseString(config.userFilter));
  // Groups have a sAMAccountName as well.
  else if (dialect.activeDirectory) filters.push(new EqualityFilter({ attribute: "objectClass", value: "user" }));
  const own = dialect.activeDirectory ? ["primaryGroupID", "objectSid"] : [];
  const shown = ["uid", "cn", "displayName", "mail", ...memberOfOf(reading), ...STATE_ATTRIBUTES, ...own];
  return searchAll(reading, config.userBase, allOf(filters), [...new Set([userAttributeOf(reading), ...shown])]);
}

/** Whether the configured attribute can be asked for at all: else every name would look like nobody's. */
async function isAskable(reading: Reading): Promise<boolean> {
  await search(reading, [new EqualityFilter({ attribute: userAttributeOf(reading), value: "a" })]);
  return true;
}

export const memberOfOf = ({ config }: Reading): readonly string[] => config.memberOfAttributes ?? MEMBER_OF;

function readUser(reading: Reading, entry: Entry, asked: string | null): LdapUser | null {
  const attribute = userAttributeOf(reading);
  const sub = asked ?? canonicalName(entry, attribute);
  if (sub === undefined) return null;
  const first = (name: string) => valuesOf(entry, name).find((value) => value.trim() !== "");
  return {
    ...{ dn: entry.dn, key: normaliseDn(entry.dn), sub },
    posixName: attribute.toLowerCase() === "uid" ? sub : (first("uid") ?? sub),
    name: first("displayName") ?? first("cn") ?? sub,
    email: first("mail") ?? null,
    memberOf: groupsNamedBy(reading, entry),
    closed: closedBy(entry, reading.now),
    locked: lockedBy(entry, reading.now),
    primaryGroup: reading.dialect.activeDirectory ? primaryGroupOf(entry) : null,
  };
}

/** Of several names the one that the entry is called by: the others' order is the server's whim. */
function canonicalName(entry: Entry, attribute: string): string | undefined {
  const values = valuesOf(entry, attribute).filter((value) => value.trim() !== "");
  const own = parseDn(entry.dn)?.[0]?.find((pair) => pair.attribute === attribute.toLowerCase());
  return values.find((value) => own !== undefined && fold(value) === fold(own.value)) ?? values[0];
}

/** FreeIPA lists rules and roles there too, and anybody's name may be a rule's: groups are what stands under the group base. */
export function groupsNamedBy(reading: Reading, entry: Entry): readonly string[] {
  const base = normaliseDn(reading.config.groupBase);
  return memberOfOf(reading).flatMap((name) => valuesOf(entry, name).filter((dn) => isUnder(normaliseDn(dn), base)));
}

/** The account's own identifier with another last number. */
function primaryGroupOf(entry: Entry): Buffer | null {
  const id = Number(valuesOf(entry, "primaryGroupID")[0]);
  const raw = rawValuesOf(entry, "objectSid")[0];
  if (!Number.isInteger(id) || !Buffer.isBuffer(raw) || raw.length < 12) return null;
  const sid = Buffer.from(raw);
  sid.writeUInt32LE(id >>> 0, sid.length - 4);
  return sid;
}
