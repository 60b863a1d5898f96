import { type UnixMs, type UnixNs, unixNs } from "../base/time.ts";
import { sameSpan } from "./same-span.ts";
import type { ArrivingSpan, Span, SpanId, Trace, TraceId, TraceWarning } from "./span.ts";
import { parentsOf } from "./tree.ts";

/** A span with the moment Loupe's source first saw it, where known. */
export type ReceivedSpan = ArrivingSpan & { readonly receivedAt?: UnixMs | null };

/**
 * One immutable trace of what arrived under one id, in order of arrival:
 * sorted by start, exact copies (a retried export) dropped and counted, and everything odd about it as warnings.
 * Different spans under one id (Zipkin's client and server, a span sent again with changes) all stay.
 */
export function buildTrace(traceId: TraceId, arriving: readonly ReceivedSpan[]): Trace {
  const warnings: TraceWarning[] = [];
  const kept = idsDiffer(arriving) ? arriving : dropCopies(arriving, warnings);
  let first = kept[0]?.startUnixNs ?? unixNs(0n);
  for (const span of kept) if (span.startUnixNs < first) first = span.startUnixNs;
  const spans: Span[] = [];
  for (const span of kept) spans.push(placeSpan(span, first));
  return traceOf(traceId, first, spans, warnings);
}

/** Sorts the spans, which are the caller's to give away; what is odd about their tree is added to the warnings. */
function traceOf(traceId: TraceId, startUnixNs: UnixNs, spans: Span[], warnings: TraceWarning[]): Trace {
  if (spans.length > 1) spans.sort((a, b) => a.startNs - b.startNs); // stable: equal starts stay in order of arrival
  let durationNs = 0;
  for (const span of spans) durationNs = Math.max(durationNs, span.startNs + span.durationNs);
  const trace: Trace = { traceId, startUnixNs, durationNs, spans, warnings };
  for (const warning of parentsOf(trace).warnings) warnings.push(warning);
  return trace;
}

/** Of spans that have their offsets already, the caller's to give away; their offsets must be exact. */
export function buildPlacedTrace(traceId: TraceId, startUnixNs: UnixNs, spans: Span[]): Trace {
  if (idsDiffer(spans)) return traceOf(traceId, startUnixNs, spans, []);
  return buildTrace(
    traceId,
    spans.map((span) => ({ ...span, startUnixNs: unixNs(startUnixNs + BigInt(span.startNs)) })),
  );
}

/** Offsets beyond 2^53 ns (104 days) lose single nanoseconds, no more. */
export function placeSpan(span: ReceivedSpan, traceStart: bigint): Span {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    startNs: Number(span.startUnixNs - traceStart),
    durationNs: span.durationNs,
    status: span.status,
    attributes: span.attributes,
    events: span.events,
    links: span.links,
    resource: span.resource,
    scope: span.scope,
    traceState: span.traceState,
    receivedAt: span.receivedAt ?? null,
  };
}

/** So many ids are compared with one another faster than a set of them is made. */
const FEW = 8;

/** Then nothing can be a copy. */
function idsDiffer(spans: readonly { readonly spanId: SpanId }[]): boolean {
  if (spans.length > FEW) return new Set(spans.map(({ spanId }) => spanId)).size === spans.length;
  for (let i = 1; i < spans.length; i++) for (let j = 0; j < i; j++) if (spans[i]!.spanId === spans[j]!.spanId) return false;
  return true;
}

/** Copies are looked for among this many latest spans of an id: thousands of different ones under one id stay linear. */
const VARIANTS_COMPARED = 64;

interface Variant {
  readonly span: ReceivedSpan;
  copies: number;
}

/** Of exact copies the first to arrive stays. */
function dropCopies(arriving: readonly ReceivedSpan[], warnings: TraceWarning[]): readonly ReceivedSpan[] {
  const byId = new Map<SpanId, Variant[]>();
  const kept: ReceivedSpan[] = [];
  for (const span of arriving) {
    const known = byId.get(span.spanId);
    const copy = known?.slice(-VARIANTS_COMPARED).find((variant) => sameSpan(variant.span, span));
    if (copy) {
      copy.copies++;
      continue;
    }
    kept.push(span);
    if (known) known.push({ span, copies: 1 });
    else byId.set(span.spanId, [{ span, copies: 1 }]);
  }
  for (const [spanId, variants] of byId) {
    for (const { copies } of variants) if (copies > 1) warnings.push({ kind: "duplicate-span", spanId, count: copies });
    if (variants.length > 1) warnings.push({ kind: "shared-span-id", spanId, count: variants.length });
  }
  return kept;
}
