import { unixNs } from "../base/time.ts";
import { buildTrace, type ReceivedSpan } from "./build-trace.ts";
import type { Span, Trace } from "./span.ts";

/** One trace as one source gave it. */
export interface TraceCopy {
  readonly source: string;
  readonly trace: Trace;
}

/**
 * One trace out of its copies from several sources: the union of their spans. A backend may round times, drop attributes or rename tags,
 * so two copies of a span never look the same; they are known by id, service, kind and name (a client's and a server's span may share an
 * id). The copy that says more is taken; each span tells which sources gave it.
 *
 *   jaeger   a b c          →   a (jaeger, tempo)   b (jaeger, tempo)   c (jaeger)   d (tempo)
 *   tempo    a b   d
 */
export function mergeTraces(copies: readonly TraceCopy[]): Trace {
  const [first, ...others] = copies;
  if (first === undefined) throw new RangeError("a trace has at least one copy");
  if (others.length === 0) return { ...first.trace, spans: first.trace.spans.map((span) => ({ ...span, sources: [first.source] })) };
  const slots = new Map<string, { copy: TraceCopy; spans: readonly Span[]; readonly sources: string[] }>();
  for (const copy of copies) {
    // Within one source what shares a key is different data (a span sent again with changes): it stays together.
    for (const [key, spans] of Map.groupBy(copy.trace.spans, keyOf)) {
      const known = slots.get(key);
      if (!known) slots.set(key, { copy, spans, sources: [copy.source] });
      else {
        known.sources.push(copy.source);
        if (saysMore(spans, known.spans)) Object.assign(known, { copy, spans });
      }
    }
  }
  const arriving = [...slots.values()].flatMap(({ copy, spans }) => spans.map((span) => toArriving(span, copy.trace)));
  const merged = buildTrace(first.trace.traceId, arriving);
  const origins = new Map([...slots].map(([key, { sources }]) => [key, sources]));
  const kept = copies.flatMap(({ trace }) => trace.warnings.filter(({ kind }) => kind === "partial" || kind === "clock-skew"));
  return {
    ...merged,
    spans: merged.spans.map((span) => ({ ...span, sources: origins.get(keyOf(span))! })),
    warnings: [...merged.warnings, ...kept],
  };
}

const keyOf = ({ spanId, kind, name, resource }: Span): string => `${spanId} ${kind} ${resource.service} ${name}`;

const richness = (spans: readonly Span[]): number =>
  spans.reduce((sum, span) => sum + Object.keys(span.attributes).length + span.events.length + span.links.length, spans.length * 1_000);

const saysMore = (spans: readonly Span[], than: readonly Span[]): boolean => richness(spans) > richness(than);

const toArriving = ({ startNs, sources: _, ...span }: Span, { startUnixNs }: Trace): ReceivedSpan => ({
  ...span,
  startUnixNs: unixNs(startUnixNs + BigInt(Math.round(startNs))),
});
