export interface DirectoryConfig {
  /** `ldaps://…`, or `ldap://…` (plain: only sensible on loopback). Several by spaces or commas: tried in turn. */
  readonly url: string;
  readonly startTls: boolean;
  /** PEM of the authority that signed the directory's certificate; null: Node's own list. */
  readonly caPem: string | null;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly userBase: string;
  /** The attribute that holds what people type: `uid`, `sAMAccountName`, `mail`. Empty: what the directory's kind suggests. */
  readonly userAttribute: string;
  /** Further attributes that people may type: `mail`. Left out: none, in Active Directory the user principal name. */
  readonly loginAttributes?: readonly string[];
  /** Who counts as a person, as a filter's text: `(objectClass=employee)`. The operator's own words, never a visitor's. */
  readonly userFilter?: string | null;
  readonly groupBase: string;
  /** What lists a group's members, `attribute` (DNs) or `attribute:name`. Left out: member, uniqueMember, memberUid:name. */
  readonly groupMemberAttributes?: readonly string[];
  /** What an entry says of its own groups. Left out: memberOf and its like elsewhere; empty: not believed. */
  readonly memberOfAttributes?: readonly string[];
  /** What groups are called by in `groupRoles`. Left out: what their DN begins with, or cn. */
  readonly groupNameAttribute?: string | null;
  /** Group's common name (or DN) → role. A person in several groups has the greatest. */
  readonly groupRoles: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface ExternalIssuerConfig {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claim that lists groups, by name or along dots; with null they are looked up in the directory. */
  readonly groupsClaim: string | null;
  /** Claim with a person's name in the directory, or here; null: `preferred_username` for looking up in the directory, else `sub`. */
  readonly userClaim?: string | null;
  /** What is asked for at sign-in, `openid` among it. */
  readonly scopes?: string;
  /** Sent as `prompt` where the issuer does not say that it knows no such; `off`: none. */
  readonly prompt?: string;
  /** Whom bearer tokens may be for, besides our client id and our address. */
  readonly audiences?: readonly string[];
  /** PEM of the authority that signed the issuer's certificate; null: Node's own list. */
  readonly caPem?: string | null;
  /** One question, from asking to the last byte. */
  readonly timeoutMs?: number;
  readonly groupRoles: Readonly<Record<string, string>>;
}

/** With everything that was left out. */
export type SettledIssuerConfig = Required<ExternalIssuerConfig>;

export const DEFAULT_ISSUER: Pick<SettledIssuerConfig, "userClaim" | "scopes" | "prompt" | "audiences" | "caPem" | "timeoutMs"> = {
  userClaim: null,
  scopes: "openid profile email",
  // Whoever signed out, or was put out, comes back with a password.
  prompt: "login",
  audiences: [],
  caPem: null,
  timeoutMs: 10_000,
};

export interface ApiClientConfig {
  readonly id: string;
  readonly secret: string;
  readonly role: string;
}

export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** A session's person is looked up in the directory again after this long. */
  readonly recheckMs: number;
  /** How long sessions outlive the last good look while the directory is down. */
  readonly graceMs: number;
}

export const DEFAULT_SESSION: SessionLimits = {
  idleMs: 30 * 60_000,
  absoluteMs: 12 * 3_600_000,
  recheckMs: 60_000,
  graceMs: 15 * 60_000,
};
