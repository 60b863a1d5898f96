import type { SpanId, Trace, TraceId } from "./span.ts";

/** One span link between two traces: `from` is the span that carries it (a consumer), `to` what it points at (the producer). */
export interface TraceLink {
  readonly from: { readonly traceId: TraceId; readonly spanId: SpanId };
  readonly to: { readonly traceId: TraceId; readonly spanId: SpanId };
}

/** Links of many traces, to be followed both ways: a consumer knows its producer, never the other way round. */
export interface LinkIndex {
  readonly outgoing: ReadonlyMap<TraceId, readonly TraceLink[]>;
  readonly incoming: ReadonlyMap<TraceId, readonly TraceLink[]>;
}

/** Links that leave their trace, in order of their spans; links within one trace tie nothing together. */
export function linksOf(trace: Trace): readonly TraceLink[] {
  const links: TraceLink[] = [];
  for (const span of trace.spans) {
    for (const link of span.links) {
      if (link.traceId === trace.traceId) continue;
      links.push({ from: { traceId: trace.traceId, spanId: span.spanId }, to: { traceId: link.traceId, spanId: link.spanId } });
    }
  }
  return links;
}

export function indexLinks(traces: Iterable<Trace>): LinkIndex {
  const outgoing = new Map<TraceId, TraceLink[]>();
  const incoming = new Map<TraceId, TraceLink[]>();
  for (const trace of traces) {
    for (const link of linksOf(trace)) {
      add(outgoing, link.from.traceId, link);
      add(incoming, link.to.traceId, link);
    }
  }
  return { outgoing, incoming };
}

function add(index: Map<TraceId, TraceLink[]>, traceId: TraceId, link: TraceLink): void {
  const links = index.get(traceId);
  if (links) links.push(link);
  else index.set(traceId, [link]);
}

/** Traces one link away, in either direction, each once. A linked trace may be unknown to the index. */
export function neighbours(index: LinkIndex, traceId: TraceId): readonly TraceId[] {
  const found = new Set<TraceId>();
  for (const link of index.outgoing.get(traceId) ?? []) found.add(link.to.traceId);
  for (const link of index.incoming.get(traceId) ?? []) found.add(link.from.traceId);
  return [...found];
}

/** All traces that links reach from `start` in any number of steps, `start` first. Each trace is visited once: circles end. */
export function reachable(index: LinkIndex, start: Iterable<TraceId>): readonly TraceId[] {
  const found = new Set(start);
  for (const traceId of found) for (const next of neighbours(index, traceId)) found.add(next); // a Set yields what is added while it is walked
  return [...found];
}
