import type { Ms, UnixMs } from "../base/time.ts";
import type { AuditEntry } from "./auth-store.ts";

/** Who did what, and who saw what: rows are added, never changed, each sealed by a hash over itself and the row before it. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>;
  /** Not where the same actor did the same to the same subject less than `withinMs` before; true: it was written. */
  appendOnce(entry: AuditEntry, withinMs: Ms): Promise<boolean>;
  /** Newest first. */
  list(query: AuditQuery): Promise<readonly AuditRow[]>;
  /** Actions and actors that rows have, for the filters' suggestions; at most so many of each. */
  names(limit: number): Promise<{ readonly actions: readonly string[]; readonly actors: readonly string[] }>;
  head(): Promise<AuditHead>;
  /** Walks the whole chain in slices. `expected`: a head that somebody wrote down elsewhere, which must still be part of it. */
  verify(expected?: string): Promise<AuditVerdict>;
  /** Forgets what is older, as one piece from the beginning, and says so in a row of its own, which holds on to the first row that is left. */
  retain(olderThan: UnixMs, now: UnixMs): Promise<number>;
}

export interface AuditQuery {
  readonly actor?: string | undefined;
  /** `config` finds `config.chains` too. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: UnixMs | undefined;
  /** Exclusive. */
  readonly to?: UnixMs | undefined;
  /** Rows with smaller ids. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface AuditRow extends AuditEntry {
  /** Grows from row to row, with holes. */
  readonly id: number;
  readonly hash: string;
}

export interface AuditHead {
  /** 0 while there is none. */
  readonly id: number;
  readonly hash: string;
  readonly count: number;
}

export type AuditVerdict =
  | { readonly whole: true; readonly rows: number; readonly head: string; readonly from: UnixMs | null }
  | { readonly whole: false; readonly rows: number; readonly brokenAt: number; readonly reason: string };

/** What retention writes: the anchor that the rest of the chain hangs on. */
export const AUDIT_RETAINED = "audit.retained";
