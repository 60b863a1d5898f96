import type { UnixMs } from "../base/time.ts";

/** What the bundled issuer keeps: its records, the keys and secrets of the house, and the marks by which guessing is slowed down. */
export interface IssuerStore {
  /** oidc-provider's adapter, as its documentation shapes it. What was said of a record's use stays when it is put again. */
  putGrantRecord(record: IssuerRecord): Promise<void>;
  getIssuerRecord(
    model: string,
    by: { readonly id?: string; readonly uid?: string; readonly userCode?: string },
  ): Promise<IssuerRecord | null>;
  /** All that has not expired by `now`, oldest first. */
  listIssuerRecords(where: {
    readonly models: readonly string[];
    readonly now: UnixMs;
    readonly account?: string;
    readonly client?: string;
    readonly grantId?: string;
    readonly id?: string;
  }): Promise<readonly IssuerRecord[]>;
  /** False: it had been consumed before, or is not there. Of two at the same time one is told true. */
  consumeIssuerRecord(model: string, id: string, at: UnixMs): Promise<boolean>;
  /** Every record of a grant, or the one with this id, was used. */
  touchIssuerRecords(where: { readonly grantId: string } | { readonly model: string; readonly id: string }, at: UnixMs): Promise<void>;
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
  /** By name, those that begin with `prefix`. */
  listSecrets(prefix: string): Promise<readonly { readonly name: string; readonly value: string }[]>;
  /** False: somebody else had changed it from `from` already. */
  replaceSecret(name: string, from: string, to: string): Promise<boolean>;
  deleteSecret(name: string): Promise<void>;
  putMarks(marks: readonly Mark[]): Promise<void>;
  /** Made since, newest first. */
  listMarks(keys: readonly string[], since: UnixMs): Promise<readonly Mark[]>;
  deleteMarks(where: { readonly ids?: readonly string[]; readonly key?: string; readonly expiredBefore?: UnixMs }): Promise<void>;
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
  readonly lastUsedAt: UnixMs | null;
}

/** One event to be counted, under a key that tells nothing of whom it is about. */
export interface Mark {
  readonly id: string;
  readonly key: string;
  readonly at: UnixMs;
  /** Afterwards it may be swept. */
  readonly until: UnixMs;
}
