import type { UnixMs } from "../base/time.ts";

/** Who may see what unmasked, and until when. The reason's place for good is the audit log; here it is kept for a day. */
export interface RevealStore {
  /** Ends what the same sign-in had for the same subject, and forgets what ended a day ago. */
  give(reveal: RevealRow): Promise<void>;
  /** What this sign-in may see now, newest first. */
  activeOf(credential: string, now: UnixMs): Promise<readonly RevealRow[]>;
  /** Over at once. Null: this sign-in has no such, or it was over. */
  end(id: string, credential: string, now: UnixMs): Promise<RevealRow | null>;
}

export interface RevealRow {
  readonly id: string;
  /** Fingerprint of the session: with it the reveal is gone. */
  readonly credential: string;
  readonly sub: string;
  /** `order/…` or `trace/…`. */
  readonly subject: string;
  /** Masked before it comes here. */
  readonly reason: string;
  readonly givenAt: UnixMs;
  readonly until: UnixMs;
}
