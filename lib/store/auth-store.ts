import type { UnixMs } from "../base/time.ts";
import type { IssuerStore } from "./issuer-store.ts";

export type { IssuerRecord } from "./issuer-store.ts";

/** Sessions, the issuer's records, audit: small rows, read at every request. */
export interface AuthStore extends IssuerStore {
  putSession(session: SessionRow): Promise<void>;
  getSession(sid: string): Promise<SessionRow | null>;
  /** @returns whether it was done: not where the session is gone, or has not (any more) what `only` says: of several who would change it, one does */
  touchSession(
    sid: string,
    change: Partial<Pick<SessionRow, "role" | "mayReveal" | "lastSeenAt" | "directoryCheckedAt">>,
    only?: Pick<SessionRow, "role" | "mayReveal">,
  ): Promise<boolean>;
  /** True for one caller alone: two processes never use one refresh token at once, which many issuers take for theft. */
  claimRefresh(sid: string, seen: UnixMs | null, at: UnixMs): Promise<boolean>;
  putRefreshToken(sid: string, sealed: string | null): Promise<void>;
  deleteSessions(where: { readonly sid?: string; readonly sub?: string; readonly begunBefore?: UnixMs }): Promise<number>;
  /** The last seen first; of everybody, or of one. */
  listSessions(sub?: string): Promise<readonly SessionRow[]>;
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
  /** The issuer's own name of the person, where the directory has another. */
  readonly issuerSub: string | null;
  /** Sealed: asks the issuer again whether its person is still there. */
  readonly refreshToken: string | null;
  readonly refreshedAt: UnixMs | null;
}

export interface AuditEntry {
  readonly at: UnixMs;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}
