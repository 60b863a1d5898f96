import type { Entry } from "ldapts";
import { valuesOf } from "./ldap-connection.ts";
import { fold, normaliseDn, parseDn } from "./ldap-dn.ts";

export interface LdapGroup {
  readonly dn: string;
  /** The DN, normalised. */
  readonly key: string;
  /** What configuration may call it. */
  readonly names: readonly string[];
}

/** `attribute`: what names groups; null: what their DN begins with, and `cn`. */
export function readGroup(entry: Pick<Entry, "dn">, attribute: string | null): LdapGroup {
  const first = (parseDn(entry.dn)?.[0] ?? []).map((pair) => pair.value);
  const names = attribute === null ? [...first, ...valuesOf(entry as Entry, "cn")] : valuesOf(entry as Entry, attribute);
  return { dn: entry.dn, key: normaliseDn(entry.dn), names: [...new Set(names)] };
}

/** The groups of configuration (`GROUP_ROLES`), each by a name or by a DN. */
export interface WantedGroups {
  readonly names: readonly string[];
  readonly dns: readonly string[];
  /** As configuration writes those that are this group. A name never matches a DN: whoever may name a group could write one. */
  matching(group: LdapGroup): readonly string[];
}

export function wantedGroups(groupRoles: Readonly<Record<string, string>>): WantedGroups {
  const all = Object.keys(groupRoles);
  const isDn = (text: string) => text.includes("=") && parseDn(text) !== null;
  const byName = new Map(all.filter((key) => !isDn(key)).map((key) => [fold(key), key]));
  const byDn = new Map(all.filter(isDn).map((key) => [normaliseDn(key), key]));
  return {
    names: [...byName.values()],
    dns: [...byDn.values()],
    matching: (group) => [byDn.get(group.key), ...group.names.map((name) => byName.get(fold(name)))].filter((key) => key !== undefined),
  };
}
