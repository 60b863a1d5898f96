import type { Generated } from "kysely";

/** Rows of cases, what happened to them, and what is to be told of them; see `migration-cases.ts`. */
export interface CasesTables {
  readonly cases: CaseRow;
  /** Append-only. `version` is the case's after it, `position` the event's among those of one change. */
  readonly case_events: {
    readonly case_id: string;
    readonly version: number;
    readonly position: number;
    readonly at: number;
    readonly payload: string;
  };
  readonly outbox: {
    readonly id: Generated<number>;
    /** `signal`: something happened to a case; `message`: what is sent of it. */
    readonly stage: Generated<string>;
    readonly dedupe_key: string;
    readonly route: string;
    readonly group_id: string | null;
    readonly payload: string;
    readonly created_at: number;
    readonly next_at: number;
    readonly tries: number;
    readonly sent_at: number | null;
    readonly last_error: string | null;
  };
}

export interface CaseRow {
  readonly id: string;
  readonly subject_hash: string;
  readonly nth: number;
  readonly order_hash: string | null;
  readonly kind: string;
  readonly group_id: string;
  readonly chain_id: string;
  readonly step_id: string | null;
  /** Index into CASE_STATES. */
  readonly state: number;
  /** What its verdict said: index into STATES. */
  readonly hangs: number;
  /** Index into SEVERITIES. */
  readonly severity: number;
  readonly opened_at: number;
  readonly breach_at: number;
  readonly acknowledged_at: number | null;
  readonly resolved_at: number | null;
  readonly snoozed_until: number | null;
  /** 1: what is judged of its subject may still change it. */
  readonly watched: number;
  readonly updated_at: number;
  readonly version: number;
  /** The whole record as JSON; the columns beside it are what is searched by. */
  readonly payload: string;
}
