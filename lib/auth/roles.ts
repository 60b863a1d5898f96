/** The one table of roles and rights. Everything not named here is refused. */
export type Role = "developer" | "lead" | "admin";

export type Right =
  /** Orders, traces, executions, sources: masked. */
  | "read"
  /** Acknowledge, assign, comment, snooze, resolve; markers. */
  | "manage-cases"
  /** See a masked value, with a reason, on record. */
  | "reveal"
  /** What is promised of each step. */
  | "deadlines"
  /** What the chains recognise, routes, sampling. */
  | "configure"
  /** Who did what. */
  | "audit";

const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  developer: ["read", "manage-cases"],
  lead: ["read", "manage-cases", "reveal", "deadlines"],
  admin: ["read", "manage-cases", "reveal", "deadlines", "configure", "audit"],
};

/** From least to greatest. */
export const ROLES: readonly Role[] = ["developer", "lead", "admin"];

export const isRole = (value: string): value is Role => (ROLES as readonly string[]).includes(value);

export const mayDo = (role: Role, right: Right): boolean => RIGHTS[role].includes(right);

/** The greatest role that any of the groups gives; null: not a user of Loupe. A group is named by its DN or by its first RDN's value. */
export function roleOfGroups(groups: readonly string[], groupRoles: Readonly<Record<string, string>>): Role | null {
  const wanted = new Map(Object.entries(groupRoles).map(([group, role]) => [group.toLowerCase(), role]));
  let best = -1;
  for (const group of groups) {
    const name = group.toLowerCase();
    const role = wanted.get(name) ?? wanted.get(firstValue(name));
    if (role !== undefined) best = Math.max(best, ROLES.indexOf(role as Role));
  }
  return ROLES[best] ?? null;
}

/** `cn=loupe-leads,ou=groups,dc=example` → `loupe-leads`. */
const firstValue = (dn: string): string => /^[^=,]+=((?:\\.|[^,\\])*)/.exec(dn)?.[1]?.trim() ?? dn;
