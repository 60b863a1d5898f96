import type { TraceId } from "#lib/trace/span";
import type { RawTrace } from "./to-trace.ts";

/**
 * Which traces were given already, and as what, so that re-reading costs no decoding and no matching. It saves work only: forgetting
 * is harmless, remembering what the caller lost would not be. So what a scan gave counts once its cursor comes back:
 *
 *   scan(c1) → gives a, cursor c2      scan(c2): a is known      scan(c1) again: a is given again      any other cursor: forget all
 */
export function createSeenTraces(most = 100_000) {
  const seen = new Map<TraceId, number>();
  let pending: readonly RawTrace[] = [];
  let asked: string | null = null;
  let given: string | null = null;
  const markOf = ({ mark, spanCount }: RawTrace): number => (Math.imul(mark, 31) + spanCount) | 0;
  return {
    begin(cursor: string | null): void {
      if (cursor !== null && cursor === given) {
        for (const trace of pending) {
          seen.delete(trace.traceId); // to the end of the map: the oldest are forgotten first
          seen.set(trace.traceId, markOf(trace));
        }
        for (const traceId of seen.keys()) {
          if (seen.size <= most) break;
          seen.delete(traceId);
        }
      } else if (cursor !== asked) seen.clear();
      pending = [];
      asked = cursor;
    },
    isNew: (trace: RawTrace): boolean => seen.get(trace.traceId) !== markOf(trace),
    end(cursor: string, traces: Iterable<RawTrace>): void {
      given = cursor;
      pending = [...traces].map(({ traceId, mark, spanCount }) => ({ traceId, mark, spanCount, read: forgotten }));
    },
  };
}

/** Marks are kept, not the JSON behind them. */
const forgotten = (): never => {
  throw new Error("only the mark was kept");
};
