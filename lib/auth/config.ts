export interface DirectoryConfig {
  /** `ldaps://…`, or `ldap://…` (plain: only sensible on loopback). */
  readonly url: string;
  readonly startTls: boolean;
  /** PEM of the authority that signed the directory's certificate; null: Node's own list. */
  readonly caPem: string | null;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly userBase: string;
  /** The attribute that holds what people type: `uid`, `sAMAccountName`, `mail`. */
  readonly userAttribute: string;
  readonly groupBase: string;
  /** Group's common name (or DN) → role. A person in several groups has the greatest. */
  readonly groupRoles: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface ExternalIssuerConfig {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claim that lists groups; with null they are looked up in the directory. */
  readonly groupsClaim: string | null;
  readonly groupRoles: Readonly<Record<string, string>>;
}

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
  recheckMs: 90_000,
  graceMs: 15 * 60_000,
};
