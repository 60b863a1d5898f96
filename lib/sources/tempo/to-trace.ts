import { unixNs } from "../../base/time.ts";
import { buildPlacedTrace, buildTrace } from "../../trace/build-trace.ts";
import { decodeOtlpObject } from "../../trace/otlp-json.ts";
import type { Span, SpanId, Trace, TraceId } from "../../trace/span.ts";
import { clearDraft, finishSpan, newDraft, plainOf, putAttribute, type SpanDraft } from "./draft-span.ts";
import { type Doubt, type Hit, type HitSet, type HitSpan, printOf, spanIdOf, startOf, traceIdOf } from "./hit.ts";
import type { WireHit, WireSpan, WireTrace } from "./wire.ts";

export interface SelectedTrace {
  readonly trace: Trace;
  readonly doubt: Doubt | null;
}

/** A hit as the schema reads it. */
export function hitOfWire(wire: WireHit, orderKeys: ReadonlySet<string>): Hit {
  const traceId = traceIdOf(wire.traceID);
  const draft = newDraft();
  const sets = (wire.spanSets ?? (wire.spanSet ? [wire.spanSet] : [])).map(({ spans, matched }) => {
    const read = spans.map((span) => readSpan(traceId, span, draft, orderKeys));
    return { matched, print: printOf(matched, read[0]), spans: read };
  });
  return { traceId, ...timeOf(wire.startTimeUnixNano), sets };
}

const timeOf = (nano: string) => ({ startS: Number(nano.slice(0, -9)), startNanos: Number(nano.slice(-9)) });

function readSpan(traceId: TraceId, wire: WireSpan, draft: SpanDraft, orderKeys: ReadonlySet<string>): HitSpan {
  clearDraft(draft);
  const spanId = spanIdOf(wire.spanID);
  const { startS, startNanos } = timeOf(wire.startTimeUnixNano);
  for (const { key, value } of wire.attributes) {
    const plain = plainOf(key, value);
    if (plain === undefined) return { spanId, startS, startNanos, span: null, doubt: "unreadable" };
    putAttribute(draft, key, plain, orderKeys);
  }
  return finishSpan(draft, traceId, spanId, wire.name, startS, startNanos, Number(wire.durationNanos));
}

/** A trace from a search with `select`: whole in spans where nothing is doubted; attributes are those that were selected. */
export function traceOfHit({ traceId, sets }: Hit): SelectedTrace {
  const shown = sets.length === 1 ? sets[0]!.spans : withoutTwins(sets);
  let doubt: Doubt | null = sets.some(({ matched, spans }) => matched > spans.length) ? "cut" : null;
  let first: HitSpan | null = null;
  for (const hit of shown) {
    doubt ??= hit.doubt;
    if (hit.span !== null && (first === null || isEarlier(hit, first))) first = hit;
  }
  const spans: Span[] = [];
  for (const { span, startS, startNanos } of shown) {
    if (span === null) continue;
    span.startNs = (startS - first!.startS) * 1e9 + (startNanos - first!.startNanos);
    spans.push(span);
  }
  if (doubt === null && isParentMissing(spans, shown)) doubt = "parent-elsewhere";
  if (spans.length === 0) doubt ??= "cut";
  return { trace: buildPlacedTrace(traceId, unixNs(first === null ? 0n : startOf(first)), spans), doubt };
}

const isEarlier = (one: HitSpan, other: HitSpan): boolean =>
  one.startS < other.startS || (one.startS === other.startS && one.startNanos < other.startNanos);

/** The same span in two fragments is one that two ingesters keep; twice within one it is two that share their id. */
function withoutTwins(sets: readonly HitSet[]): readonly HitSpan[] {
  const known = new Set<SpanId>();
  return sets.flatMap(({ spans }) => {
    const fresh = spans.filter(({ spanId }) => !known.has(spanId));
    for (const { spanId } of spans) known.add(spanId);
    return fresh;
  });
}

function isParentMissing(spans: readonly Span[], shown: readonly HitSpan[]): boolean {
  let known: Set<SpanId> | null = null;
  for (const { parentSpanId } of spans) {
    if (parentSpanId === null) continue;
    known ??= new Set(shown.map(({ spanId }) => spanId));
    if (!known.has(parentSpanId)) return true;
  }
  return false;
}

/** A trace by id. Null where there is none: Tempo says so with 200 and nothing in it. */
export function traceOfAnswer(traceId: TraceId, answer: WireTrace): { readonly trace: Trace | null; readonly problem: string | null } {
  const decoded = decodeOtlpObject({ resourceSpans: answer.resourceSpans }, { base64Ids: true });
  if (!decoded.ok) return { trace: null, problem: `A trace of Tempo's could not be read: ${decoded.error.message}` };
  const spans = decoded.value.spans.filter((span) => span.traceId === traceId);
  if (spans.length === 0) return { trace: null, problem: null };
  const trace = buildTrace(
    traceId,
    spans.map((span) => ({ ...span, receivedAt: null })),
  );
  const reason = answer.partial
    ? (answer.message ?? "Tempo gave a part of this trace only: it is larger than its limit")
    : decoded.value.rejected > 0
      ? `${decoded.value.rejected} spans could not be read`
      : null;
  return { trace: reason === null ? trace : { ...trace, warnings: [...trace.warnings, { kind: "partial", reason }] }, problem: null };
}
