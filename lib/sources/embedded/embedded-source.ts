import { err, ok, type Result } from "#lib/base/result";
import type { SpanStore } from "#lib/store/span-store";
import type { SourceFailure, TraceSource } from "../source.ts";

/** Trace ids come with their spans in one answer: 10,000-span traces make a page of a thousand heavy. */
const MOST_A_SCAN = 1_000;

/** Loupe's own receiver as a source: it knows every arrival, so its cursor is simply the last one read. */
export function createEmbeddedSource(spans: SpanStore, id = "embedded"): TraceSource {
  let lastError: string | null = null;

  const attempt = async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<Result<T, SourceFailure>> => {
    if (signal?.aborted) return err(failure("timeout", "The search was called off", null));
    try {
      const value = await work();
      lastError = null;
      return ok(value);
    } catch (reason) {
      if (reason instanceof RangeError) return err(failure("rejected", reason.message, null));
      lastError = reason instanceof Error ? reason.message : String(reason);
      return err(failure("unavailable", "Loupe's own store could not answer", 5_000));
    }
  };
  const failure = (kind: SourceFailure["kind"], detail: string, retryAfterMs: number | null): SourceFailure => ({
    kind,
    source: id,
    detail,
    retryAfterMs,
  });

  return {
    id,
    kind: "embedded",
    scan: (cursor, limit, signal) =>
      attempt(async () => {
        const changed = await spans.changedAfter(readSeq(cursor), Math.min(limit, MOST_A_SCAN));
        // Read after the sequence was taken: a trace that changes in between is here in its newer form, and comes again.
        const traces = await spans.getTraces(changed.traceIds);
        return {
          traces: changed.traceIds.flatMap((traceId) => traces.get(traceId) ?? []),
          cursor: String(changed.seq),
          caughtUp: changed.caughtUp,
          scannedUpTo: changed.receivedUpTo,
        };
      }, signal),
    getTraces: (traceIds, signal) =>
      attempt(async () => ({ traces: await spans.getTraces(traceIds), partial: false, warnings: [] }), signal),
    // The store knows the order keys since it took the spans in: `keys` are those it was opened with.
    findOrder: (orderId, _keys, signal) =>
      attempt(async () => ({ traceIds: await spans.tracesOfOrder(orderId), partial: false, warnings: [] }), signal),
    search: (query, signal) => attempt(() => spans.search(query), signal),
    status: async () => ({ id, kind: "embedded", state: lastError === null ? "ok" : "failed", lastError }),
  };
}

function readSeq(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw new RangeError("Unknown cursor");
  return Number(cursor);
}
