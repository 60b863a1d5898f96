/** The one table of roles and rights. Everything not named here is refused. */
export type Role = "developer" | "lead" | "admin";

/** What a group may give besides a role: a right that no role includes. */
export const REVEAL_GRANT = "reveal";

export type Right =
  /** Orders, traces, executions, sources: masked. */
  | "read"
  /** Acknowledge, assign, comment, snooze, resolve; markers. */
  | "manage-cases"
  /** Many rows at once, out of Loupe: series and lists as files. */
  | "export"
  /** The weekly report. */
  | "report"
  /** What is promised of each step, and the objectives. */
  | "deadlines"
  /** What the chains recognise, routes, sampling. */
  | "configure"
  /** Who did what. */
  | "audit"
  /** Other people's sessions and tokens. */
  | "sessions"
  /** See a masked value, with a reason, on record. In no role: groups give it by itself. */
  | "reveal";

const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  developer: ["read", "manage-cases"],
  lead: ["read", "manage-cases", "export", "report", "deadlines"],
  admin: ["read", "manage-cases", "export", "report", "deadlines", "configure", "audit", "sessions"],
};

/** From least to greatest. */
export const ROLES: readonly Role[] = ["developer", "lead", "admin"];

export const isRole = (value: string): value is Role => (ROLES as readonly string[]).includes(value);

/** What configuration may map a group to. */
export const isGrant = (value: string): boolean => isRole(value) || value === REVEAL_GRANT;

/** Every right of a role, and the one that stands apart. */
export const rightsOf = (role: Role, mayReveal: boolean): readonly Right[] => (mayReveal ? [...RIGHTS[role], "reveal"] : RIGHTS[role]);

/** May this viewer? Asked of the viewer's own rights: a token's scopes can leave out some of its owner's. */
export const mayDo = (viewer: { readonly rights: readonly Right[] }, right: Right): boolean => viewer.rights.includes(right);

export interface Grants {
  readonly role: Role;
  readonly mayReveal: boolean;
}

/**
 * The greatest role that any of the groups gives, and whether one of them reveals; null: not a user of Loupe (revealing alone lets nobody in).
 * A group is named by its DN or by its first RDN's value.
 */
export function grantsOfGroups(groups: readonly string[], groupRoles: Readonly<Record<string, string>>): Grants | null {
  const wanted = new Map(Object.entries(groupRoles).map(([group, grant]) => [group.toLowerCase(), grant]));
  const given = groups.map((group) => wanted.get(group.toLowerCase()) ?? wanted.get(firstValue(group.toLowerCase())));
  const role = ROLES[Math.max(-1, ...given.map((grant) => ROLES.indexOf(grant as Role)))];
  return role === undefined ? null : { role, mayReveal: given.includes(REVEAL_GRANT) };
}

/** `cn=loupe-leads,ou=groups,dc=example` → `loupe-leads`. */
const firstValue = (dn: string): string => /^[^=,]+=((?:\\.|[^,\\])*)/.exec(dn)?.[1]?.trim() ?? dn;
