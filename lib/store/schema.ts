import type { AccessTables } from "./schema-access.ts";
import type { AuditTables } from "./schema-audit.ts";
import type { CasesTables } from "./schema-cases.ts";
import type { RollupsTables } from "./schema-rollups.ts";
import type { SettingsTables } from "./schema-settings.ts";

/** The tables as the queries see them. Times are milliseconds since 1970 as doubles; see `migrations.ts` for keys and indexes. */
export interface Tables extends AccessTables, AuditTables, CasesTables, RollupsTables, SettingsTables {
  readonly dictionary: { readonly id: number; readonly hash: string; readonly json: string; readonly last_used: number };
  readonly traces: TraceRow;
  readonly spans: SpanRow;
  readonly postings: { readonly term: number; readonly minute: number; readonly trace_pk: number };
  readonly trace_orders: { readonly order_hash: string; readonly trace_pk: number };
  readonly trace_links: { readonly trace_id: string; readonly linked_trace_id: string };
  readonly counters: { readonly name: string; readonly value: number };
  readonly orders: OrderTableRow;
  readonly order_traces: { readonly trace_id: string; readonly order_hash: string };
  readonly executions: ExecutionRow;
  readonly documents: { readonly key: string; readonly value: string };
  readonly secrets: { readonly name: string; readonly value: string };
}

/** What is known of one trace as a whole, kept up at every append so that searches need no spans. */
export interface TraceRow {
  /** Given by first arrival, so that the rows of one trace, and of one time, lie together. */
  readonly trace_pk: number;
  readonly trace_id: string;
  /** Grows with every append that touched the trace: what `changedAfter` follows. */
  readonly seq: number;
  readonly first_received: number;
  readonly last_received: number;
  readonly start_ms: number;
  readonly end_ms: number;
  /** end − start as computed in nanoseconds. */
  readonly duration_ms: number;
  /** Exact start and end as decimal digits (a double holds them to 0.25 µs only). */
  readonly start_ns: string;
  readonly end_ns: string;
  readonly span_count: number;
  readonly error_count: number;
  readonly bytes: number;
  /** JSON: see `TraceFacts` in `trace-facts.ts`. */
  readonly facts: string;
}

export interface SpanRow {
  readonly trace_pk: number;
  readonly span_id: string;
  /** Of the content: spans that share an id but differ are both data. */
  readonly hash: string;
  readonly received_at: number;
  readonly position: number;
  readonly failed: number;
  readonly payload: string;
}

export interface OrderTableRow {
  readonly order_hash: string;
  readonly order_id: string;
  readonly order_prefix: string;
  readonly trace_ids: string;
  readonly trace_count: number;
  readonly first_ms: number;
  readonly last_ms: number;
  /** Index into STATES; −1 without an execution. */
  readonly state: number;
  readonly verdict: string | null;
  readonly updated_at: number;
}

export interface ExecutionRow {
  readonly execution_hash: string;
  readonly key_hash: string;
  readonly chain_id: string;
  readonly attempt: number;
  /** 1 for the last attempt of its chain and key. */
  readonly latest: number;
  readonly has_order: number;
  readonly state: number;
  readonly step_id: string | null;
  readonly last_ms: number;
  readonly since_ms: number;
  readonly judge_at: number | null;
  readonly payload: string;
  readonly updated_at: number;
}
