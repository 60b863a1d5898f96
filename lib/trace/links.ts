import type { SpanId, Trace, TraceId } from "./span.ts";

/** One span link between two traces: `from` is the span that carries it (a consumer), `to` what it points at (the producer). */
export interface TraceLink {
  readonly from: { readonly traceId: TraceId; readonly spanId: SpanId };
  readonly to: { readonly traceId: TraceId; readonly spanId: SpanId };
}

/** Links that leave their trace, in order of their spans; links within one trace tie nothing together. */
export function linksOf(trace: Trace): readonly TraceLink[] {
  let links: TraceLink[] | null = null;
  for (const span of trace.spans) {
    for (const link of span.links) {
      if (link.traceId === trace.traceId) continue;
      links ??= [];
      links.push({ from: { traceId: trace.traceId, spanId: span.spanId }, to: { traceId: link.traceId, spanId: link.spanId } });
    }
  }
  return links ?? NONE;
}

const NONE: readonly TraceLink[] = Object.freeze([]);
