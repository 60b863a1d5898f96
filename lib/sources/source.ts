import type { Result } from "../base/result.ts";
import type { Ms, UnixMs } from "../base/time.ts";
import type { TracePage, TraceQuery } from "../trace/search.ts";
import type { Trace, TraceId } from "../trace/span.ts";

export type { TracePage, TraceQuery, TraceSummary } from "../trace/search.ts";

/** Where traces come from. Three implementations, one contract suite (`contract.ts`). */
export interface TraceSource {
  readonly id: string;
  readonly kind: "embedded" | "jaeger" | "tempo";
  /** Asking again costs it something though nothing came: after a scan that was caught up it is left alone this long. */
  readonly restMs?: Ms;
  /**
   * Every trace that changed after `cursor`, completely: a source that searches by time windows halves them while its silent
   * limit is hit and re-reads an overlap for late data; one that knows arrivals reads those. `null` starts from what is kept.
   * Returned traces are whole, as known now. Call again with the returned cursor; `caughtUp` says nothing more was waiting.
   */
  scan(cursor: string | null, limit: number, signal: AbortSignal): Promise<Result<ScanBatch, SourceFailure>>;
  /** Those of `traceIds` that the source has; missing ones are absent from the map, never an error. */
  getTraces(traceIds: readonly TraceId[], signal?: AbortSignal): Promise<Result<TracesAnswer, SourceFailure>>;
  /** Traces that carry the order's id under any of `keys`, or link to / are linked from such (one hop; callers repeat). */
  findOrder(orderId: string, keys: readonly string[], signal?: AbortSignal): Promise<Result<OrderTraces, SourceFailure>>;
  search(query: TraceQuery, signal?: AbortSignal): Promise<Result<TracePage, SourceFailure>>;
  status(): Promise<SourceStatus>;
  /** What asking has cost so far; left out by one that is asked over no network. */
  counters?(): SourceCounters;
  /** Lets its connections go; nothing is asked after it. Left out by one that holds none of its own. */
  close?(): void;
}

/** Since the start. */
export interface SourceCounters {
  /** Attempts that were sent. */
  readonly requests: number;
  /** Of bodies, as received (compressed where they were). */
  readonly bytes: number;
  /** Of these, for scans; the rest was asked for readers. */
  readonly scanRequests: number;
  readonly scanBytes: number;
  readonly retries: number;
  /** By kind, of questions, not of attempts. */
  readonly failures: Readonly<Partial<Record<SourceFailure["kind"], number>>>;
  readonly breaker: "closed" | "open" | "half-open";
  readonly lastFailure: SourceFailure | null;
  readonly lastFailureAt: UnixMs | null;
}

export interface ScanBatch {
  readonly traces: readonly Trace[];
  readonly cursor: string;
  readonly caughtUp: boolean;
  /** Arrivals up to here are included. */
  readonly scannedUpTo: UnixMs;
  /** What the backend holds of it and does not give, whatever is asked: shown with the source. */
  readonly warnings?: readonly string[];
}

export interface TracesAnswer {
  readonly traces: ReadonlyMap<TraceId, Trace>;
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

export interface OrderTraces {
  readonly traceIds: readonly TraceId[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

/** Why a source could not answer: never the same as "nothing there". */
export interface SourceFailure {
  readonly kind: "unreachable" | "timeout" | "rejected" | "throttled" | "broken-answer" | "unavailable";
  readonly source: string;
  /** Safe to show: no secrets, no addresses with credentials. */
  readonly detail: string;
  readonly retryAfterMs: Ms | null;
}

export interface SourceStatus {
  readonly id: string;
  readonly kind: TraceSource["kind"];
  readonly state: "ok" | "degraded" | "failed";
  readonly lastError: string | null;
}
