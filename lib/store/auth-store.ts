import type { UnixMs } from "../base/time.ts";

/** Sessions, the issuer's records, audit: small rows, read at every request. */
export interface AuthStore {
  putSession(session: SessionRow): Promise<void>;
  getSession(sid: string): Promise<SessionRow | null>;
  touchSession(sid: string, change: Partial<Pick<SessionRow, "role" | "mayReveal" | "lastSeenAt" | "directoryCheckedAt">>): Promise<void>;
  deleteSessions(where: { readonly sid?: string; readonly sub?: string; readonly expiredBefore?: UnixMs }): Promise<number>;
  listSessions(): Promise<readonly SessionRow[]>;
  /** oidc-provider's adapter, as its documentation shapes it. */
  putGrantRecord(record: IssuerRecord): Promise<void>;
  getIssuerRecord(
    model: string,
    by: { readonly id?: string; readonly uid?: string; readonly userCode?: string },
  ): Promise<IssuerRecord | null>;
  consumeIssuerRecord(model: string, id: string, at: UnixMs): Promise<void>;
  deleteIssuerRecords(where: {
    readonly model?: string;
    readonly id?: string;
    readonly grantId?: string;
    readonly expiredBefore?: UnixMs;
  }): Promise<void>;
  /** Signing keys, cookie keys, pseudonym key: made once, kept. */
  getSecret(name: string): Promise<string | null>;
  /** Keeps the first value put under a name and returns it: two starters agree. */
  putSecretOnce(name: string, value: string): Promise<string>;
  audit(entry: AuditEntry): Promise<void>;
  listAudit(limit: number): Promise<readonly AuditEntry[]>;
}

export interface SessionRow {
  readonly sid: string;
  readonly sub: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: string;
  readonly mayReveal: boolean;
  readonly createdAt: UnixMs;
  readonly lastSeenAt: UnixMs;
  readonly directoryCheckedAt: UnixMs;
  /** Whence and with what it began, as people recognise it. */
  readonly address: string | null;
  readonly agent: string | null;
  /** The issuer's own session, named by its back-channel logout. */
  readonly issuerSid: string | null;
  /** Sealed: the issuer wants it as a hint when a session ends there. */
  readonly idToken: string | null;
}

export interface IssuerRecord {
  readonly model: string;
  readonly id: string;
  readonly payload: string;
  readonly grantId: string | null;
  readonly uid: string | null;
  readonly userCode: string | null;
  readonly expiresAt: UnixMs | null;
  readonly consumedAt: UnixMs | null;
  /** Fingerprint of whose it is, and its client: to list and revoke by. */
  readonly account: string | null;
  readonly client: string | null;
  readonly createdAt: UnixMs | null;
}

export interface AuditEntry {
  readonly at: UnixMs;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}
