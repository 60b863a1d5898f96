import { buildPlacedTrace, buildTrace } from "#lib/trace/build-trace";
import { type DecodedSpans, type DecodeError, emptyAttributes } from "#lib/trace/decoded-spans";
import { decodeJaegerObject } from "#lib/trace/jaeger-json";
import { decodeOtlpObject } from "#lib/trace/otlp-json";
import type { Span, Trace, TraceId, TraceWarning } from "#lib/trace/span";
import type { Result } from "../../base/result.ts";
import type { UnixNs } from "../../base/time.ts";
import type { V1Trace } from "./wire.ts";

/**
 * A trace as it came, undecoded. Most of a re-read window is known already: `spanCount` and `mark` (a sum over span ids) tell what
 * has not changed, at a tenth of decoding's cost.
 */
export interface RawTrace {
  readonly traceId: TraceId;
  readonly spanCount: number;
  readonly mark: number;
  /** Decodes once, and lets go of the JSON. */
  read(): Trace;
}

function rawTrace(traceId: TraceId, spanCount: number, mark: number, decode: () => Result<DecodedSpans, DecodeError>): RawTrace {
  let from: (() => Result<DecodedSpans, DecodeError>) | null = decode;
  let trace: Trace | null = null;
  const read = (): Trace => {
    if (trace === null && from !== null) trace = toTrace(traceId, from());
    from = null;
    return trace!;
  };
  return { traceId, spanCount, mark, read };
}

export const V3_TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/i;

interface Entry {
  readonly resource?: unknown;
  readonly scopeSpans?: unknown;
}
interface Scoped {
  readonly scope?: unknown;
  readonly spans?: unknown;
}
interface Gathered {
  spanCount: number;
  mark: number;
  readonly resourceSpans: { resource: unknown; scopeSpans: { scope: unknown; spans: unknown[] }[] }[];
}

/**
 * v3 merges all traces of a search into one list; regrouped here by trace id, span by span:
 *
 *   [{R1, spans a1 b1}, {R2, spans a2}]  →  a: [{R1, a1}, {R2, a2}]   b: [{R1, b1}]
 */
export function groupV3(resourceSpans: readonly unknown[]): ReadonlyMap<TraceId, RawTrace> {
  const gathered = new Map<string, Gathered>();
  for (const value of resourceSpans) {
    const entry = objectOf<Entry>(value);
    for (const inner of arrayOf(entry.scopeSpans)) {
      const scoped = objectOf<Scoped>(inner);
      for (const span of arrayOf(scoped.spans)) {
        const { traceId, spanId } = objectOf<{ traceId?: unknown; spanId?: unknown }>(span);
        if (typeof traceId !== "string" || !V3_TRACE_ID.test(traceId)) continue;
        const trace = getOrAdd(gathered, traceId.toLowerCase());
        trace.spanCount++;
        trace.mark = (trace.mark + hashText(String(spanId))) | 0;
        let last = trace.resourceSpans.at(-1);
        if (last?.resource !== entry.resource || last === undefined) {
          last = { resource: entry.resource, scopeSpans: [] };
          trace.resourceSpans.push(last);
        }
        const scope = last.scopeSpans.at(-1);
        if (scope !== undefined && scope.scope === scoped.scope) scope.spans.push(span);
        else last.scopeSpans.push({ scope: scoped.scope, spans: [span] });
      }
    }
  }
  const traces = new Map<TraceId, RawTrace>();
  for (const [id, { spanCount, mark, resourceSpans }] of gathered) {
    const traceId = id as TraceId;
    traces.set(
      traceId,
      rawTrace(traceId, spanCount, mark, () => decodeOtlpObject({ resourceSpans })),
    );
  }
  return traces;
}

export function groupV1(data: readonly V1Trace[]): ReadonlyMap<TraceId, RawTrace> {
  const traces = new Map<TraceId, RawTrace>();
  for (const value of data) {
    // Printed without its leading zeros when the high half is 0.
    const traceId = value.traceID.toLowerCase().padStart(32, "0") as TraceId;
    if (!V3_TRACE_ID.test(traceId)) continue;
    let mark = 0;
    for (const span of value.spans) mark = (mark + hashText(String(objectOf<{ spanID?: unknown }>(span).spanID))) | 0;
    traces.set(
      traceId,
      rawTrace(traceId, value.spans.length, mark, () => decodeJaegerObject({ data: [value] })),
    );
  }
  return traces;
}

function toTrace(traceId: TraceId, decoded: Result<DecodedSpans, DecodeError>): Trace {
  if (!decoded.ok) {
    const empty = buildTrace(traceId, []);
    return { ...empty, warnings: [partial(`Jaeger's trace could not be read: ${decoded.error.message}`)] };
  }
  const { spans, rejected, rejectedReasons } = decoded.value;
  const notes = new Set<string>();
  const own = spans.filter((span) => span.traceId === traceId).map((span) => withoutWarnings(span, notes));
  const trace = warnedOf(buildTrace(traceId, own), notes);
  if (rejected === 0) return trace;
  return { ...trace, warnings: [...trace.warnings, partial(`${rejected} spans could not be read: ${rejectedReasons[0]}`)] };
}

/** Of spans that have their offsets already, the caller's to give away. */
export function placedTrace(traceId: TraceId, startUnixNs: UnixNs, spans: Span[]): Trace {
  const notes = new Set<string>();
  for (let i = 0; i < spans.length; i++) spans[i] = withoutWarnings(spans[i]!, notes);
  return warnedOf(buildPlacedTrace(traceId, startUnixNs, spans), notes);
}

/** The trace with those of Jaeger's own warnings that Loupe cannot find itself. */
function warnedOf(trace: Trace, notes: ReadonlySet<string>): Trace {
  const warnings = [...notes].filter((note) => CUT_SHORT.test(note)).map(partial);
  return warnings.length === 0 ? trace : { ...trace, warnings: [...trace.warnings, ...warnings] };
}

const partial = (reason: string): TraceWarning => ({ kind: "partial", reason });

const WARNINGS_KEY = "@jaeger@warnings";
/** `max_trace_size` cuts a trace and says so on its first span; Loupe finds everything else that Jaeger warns of itself. */
const CUT_SHORT = /truncat|max[ _-]?trace[ _-]?size|exceed/i;
/** Jaeger gives a span without length one nanosecond, and a warning. */
const STRETCHED = /^Negative duration detected/;

function withoutWarnings<T extends Pick<Span, "attributes" | "durationNs">>(span: T, notes: Set<string>): T {
  const value = span.attributes[WARNINGS_KEY];
  if (value === undefined) return span;
  const texts = (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === "string");
  for (const text of texts) notes.add(text);
  const attributes = emptyAttributes();
  for (const [key, kept] of Object.entries(span.attributes)) if (key !== WARNINGS_KEY) attributes[key] = kept;
  const stretched = span.durationNs === 1 && texts.some((text) => STRETCHED.test(text));
  return { ...span, attributes, durationNs: stretched ? 0 : span.durationNs };
}

function getOrAdd(gathered: Map<string, Gathered>, traceId: string): Gathered {
  const known = gathered.get(traceId);
  if (known) return known;
  const trace: Gathered = { spanCount: 0, mark: 0, resourceSpans: [] };
  gathered.set(traceId, trace);
  return trace;
}

const objectOf = <T extends object>(value: unknown): T => (typeof value === "object" && value !== null ? value : {}) as T;
const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** FNV-1a, 32 bits: summed over a trace's spans, so that their order does not matter. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
