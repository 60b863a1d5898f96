import "server-only";
import type { Trace, TraceId } from "../trace/span.ts";

/**
 * The traces of the last waterfalls, for the clicks that follow: one span of a 100,000-span trace must not cost the whole trace again.
 * A span once seen does not change, so what is found here is right; what is not found is asked for. Unmasked: nothing leaves from here
 * but through `read-traces.ts`. On `globalThis`, because routes may hold copies of this module.
 */
const MOST_SPANS = 150_000;
const KEPT_MS = 60_000;

interface Recent {
  readonly traces: Map<TraceId, Trace>;
  timer: ReturnType<typeof setTimeout> | null;
}

const slot = Symbol.for("loupe.recent-traces");

function recent(): Recent {
  const shared = globalThis as { [slot]?: Recent };
  shared[slot] ??= { traces: new Map(), timer: null };
  return shared[slot];
}

export const recall = (traceId: TraceId): Trace | undefined => recent().traces.get(traceId);

export function remember(traces: readonly Trace[]): void {
  const kept = recent();
  for (const trace of traces) {
    kept.traces.delete(trace.traceId);
    if (trace.spans.length <= MOST_SPANS) kept.traces.set(trace.traceId, trace);
  }
  let spans = 0;
  for (const trace of kept.traces.values()) spans += trace.spans.length;
  for (const [id, trace] of kept.traces) {
    if (spans <= MOST_SPANS) break;
    kept.traces.delete(id);
    spans -= trace.spans.length;
  }
  if (kept.timer) clearTimeout(kept.timer);
  kept.timer = setTimeout(() => kept.traces.clear(), KEPT_MS);
  kept.timer.unref?.();
}
