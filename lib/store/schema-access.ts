/** Rows of who is signed in where; see `migration-access.ts`. */
export interface AccessTables {
  readonly sessions: {
    readonly sid: string;
    readonly sub: string;
    readonly name: string;
    readonly email: string | null;
    readonly role: string;
    readonly may_reveal: number;
    readonly created_at: number;
    readonly last_seen_at: number;
    readonly directory_checked_at: number;
    /** Whence and with what it began, as people recognise it. */
    readonly address: string | null;
    readonly agent: string | null;
    /** The issuer's own session, named by its back-channel logout. */
    readonly issuer_sid: string | null;
    /** Sealed: the issuer wants it as a hint when a session ends there. */
    readonly id_token: string | null;
    /** The issuer's own name of the person, where the directory has another. */
    readonly issuer_sub: string | null;
    /** Sealed: asks the issuer again whether its person is still there. */
    readonly refresh_token: string | null;
    readonly refreshed_at: number | null;
  };
  readonly issuer_records: {
    readonly model: string;
    readonly id: string;
    readonly payload: string;
    readonly grant_id: string | null;
    readonly uid: string | null;
    readonly user_code: string | null;
    readonly expires_at: number | null;
    readonly consumed_at: number | null;
    /** Fingerprint of whose it is, and its client: to list and revoke by. */
    readonly account: string | null;
    readonly client: string | null;
    readonly created_at: number | null;
    readonly last_used_at: number | null;
  };
  readonly marks: {
    readonly id: string;
    readonly key: string;
    readonly at: number;
    readonly until_at: number;
  };
  readonly reveals: {
    readonly id: string;
    /** Fingerprint of the session or token that may see. */
    readonly credential: string;
    readonly sub: string;
    /** `order/…` or `trace/…`. */
    readonly subject: string;
    readonly reason: string;
    readonly given_at: number;
    readonly until_at: number;
  };
}
