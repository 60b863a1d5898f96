import { usToNs } from "./jaeger-json-parts.ts";
import type { ArrivingSpan, SpanId } from "./span.ts";

/** A span whose start may be missing: Jaeger's storages lose it now and then, and its own interface repairs it. */
export type TimedSpan = Omit<ArrivingSpan, "startUnixNs"> & { readonly startUs: number | null };

/** A span without a start stands at its nearest ancestor's that has one; one without such an ancestor is lost. */
export function repairTimes(spans: readonly TimedSpan[]): {
  readonly placed: readonly ArrivingSpan[];
  readonly lost: number;
  readonly repaired: number;
} {
  const byId = new Map<SpanId, TimedSpan>(spans.map((span) => [span.spanId, span]));
  const known = new Map<SpanId, number | null>();
  const placed: ArrivingSpan[] = [];
  let lost = 0;
  let repaired = 0;
  for (const { startUs, ...span } of spans) {
    const found = startUs ?? startOfAncestor(span.parentSpanId, byId, known);
    if (found === null) {
      lost++;
      continue;
    }
    if (startUs === null) repaired++;
    const startUnixNs = usToNs(found);
    placed.push({
      ...span,
      startUnixNs,
      events: span.events.map((event) => (event.timeUnixNs === 0n ? { ...event, timeUnixNs: startUnixNs } : event)),
    });
  }
  return { placed, lost, repaired };
}

/** Each ancestor is looked at once for all: chains of thousands stay linear, cycles end. */
function startOfAncestor(from: SpanId | null, byId: ReadonlyMap<SpanId, TimedSpan>, known: Map<SpanId, number | null>): number | null {
  const passed: SpanId[] = [];
  let found: number | null = null;
  for (let id = from; id !== null; ) {
    const settled = known.get(id);
    if (settled !== undefined) {
      found = settled;
      break;
    }
    const span = byId.get(id);
    if (!span) break;
    if (span.startUs !== null) {
      found = span.startUs;
      break;
    }
    known.set(id, null); // so that a cycle meets itself
    passed.push(id);
    id = span.parentSpanId;
  }
  for (const id of passed) known.set(id, found);
  return found;
}
