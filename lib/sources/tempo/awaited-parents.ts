import type { Clock, Ms } from "../../base/time.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import { mayHideFragments, orphansIn } from "./orphans.ts";

/**
 * Near the present most traces miss a parent for a while: a caller's span ends after its callees', and each service exports when it likes.
 *
 *     crm-api   POST /orders  |=====================|           exported 2 s after its callee's
 *     pricing     GET /price      |=====|                       a search finds this one first
 *
 * The next sweep brings the caller, so nothing is asked for by its id until that is overdue. Not so for who reads a message: it may have been
 * sent long before the range that a sweep looks at.
 */
export interface AwaitedParents {
  /** The parents that this trace misses may come by themselves: remembered, until they are overdue. */
  mayCome(trace: Trace): boolean;
  /** Seen again: where nothing is missing any more, nothing is waited for. */
  seen(trace: Trace): void;
  /** Fetched by its id: there is no more to be had. */
  forget(traceId: TraceId): void;
  /** Waited for long enough, the longest first: now to be fetched by id. Told again until they are forgotten. */
  overdue(): readonly TraceId[];
}

/** An exporter's usual 5 s, and the time that Tempo gathers a trace before it writes it. */
const PATIENCE_MS: Ms = 20_000;
const MOST_AWAITED = 20_000;

export function createAwaitedParents(clock: Clock): AwaitedParents {
  /** By trace, when it was first seen without them; in the order of that. */
  const since = new Map<TraceId, number>();
  return {
    mayCome(trace) {
      if (mayHideFragments(trace) || orphansIn(trace).some(({ kind }) => kind === "consumer")) return false;
      if (since.has(trace.traceId)) return true;
      if (since.size >= MOST_AWAITED) return false;
      since.set(trace.traceId, clock());
      return true;
    },
    seen(trace) {
      if (since.has(trace.traceId) && orphansIn(trace).length === 0) since.delete(trace.traceId);
    },
    forget: (traceId) => void since.delete(traceId),
    overdue() {
      const latest = clock() - PATIENCE_MS;
      const due: TraceId[] = [];
      for (const [traceId, at] of since) {
        if (at > latest) break;
        due.push(traceId);
      }
      return due;
    },
  };
}
