import type { Ms, UnixMs } from "../base/time.ts";
import type { TracePage, TraceQuery } from "../trace/search.ts";
import type { ArrivingSpan, Trace, TraceId } from "../trace/span.ts";

/** The embedded source's spans. SQLite on a laptop; the same suite runs on PostgreSQL. */
export interface SpanStore {
  /** Durable when it resolves. A span that is there already (same trace id, span id and content) is not kept twice. */
  append(spans: readonly ArrivingSpan[], receivedAt: UnixMs): Promise<void>;
  getTraces(traceIds: readonly TraceId[]): Promise<ReadonlyMap<TraceId, Trace>>;
  /** Traces with spans that arrived after `seq`, oldest arrivals first. */
  changedAfter(
    seq: number,
    limit: number,
  ): Promise<{ readonly traceIds: readonly TraceId[]; readonly seq: number; readonly caughtUp: boolean; readonly receivedUpTo: UnixMs }>;
  /** Traces that carry `orderId`, and those one link away from them in either direction. */
  tracesOfOrder(orderId: string): Promise<readonly TraceId[]>;
  search(query: TraceQuery): Promise<TracePage>;
  /** Deletes oldest arrivals first until both limits hold. */
  retain(limits: { readonly maxAgeMs: Ms; readonly maxBytes: number }, now: UnixMs): Promise<{ readonly deletedSpans: number }>;
  /** Waiting work, so that the receiver can answer 429 before it drowns. */
  backlog(): number;
  close(): Promise<void>;
}
