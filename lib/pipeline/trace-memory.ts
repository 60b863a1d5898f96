import { MINUTE_MS, type Ms, nsToMs } from "../base/time.ts";
import { mergeTraces } from "../trace/merge-traces.ts";
import type { Trace, TraceId } from "../trace/span.ts";

/**
 * Traces as scans have just given them, so that matching their orders asks no backend once more. What a scan gives later replaces what it
 * gave before, so a copy here is as new as the cursor that its orders are matched at.
 *
 *   jaeger   a  b  c  d  e  f            kept, newest last
 *   tempo    ·  ·  c  ·  e  ·
 *            └──┘ forgotten: what began about then must be asked for
 */
export interface TraceMemory {
  /** Null: the source was asked and had no span of it yet; once it has, a scan brings them. */
  readonly traces: Map<TraceId, Map<SourceId, Trace | null>>;
  readonly mostSpans: number;
  spans: number;
  /** By source: of traces that began later than this, whatever it has given is here. */
  readonly wholeAfter: Map<SourceId, number>;
}

type SourceId = string;

/** About 1.5 kB each with their attributes. */
export const REMEMBERED_SPANS = 100_000;
/** Halves of a trace may begin apart: what one source has forgotten of a trace began at most so much later than what another remembers. */
const HALVES_APART_MS: Ms = 5 * MINUTE_MS;

export function createTraceMemory(mostSpans = REMEMBERED_SPANS): TraceMemory {
  return { traces: new Map(), mostSpans, spans: 0, wholeAfter: new Map() };
}

export function keepTraces(memory: TraceMemory, source: SourceId, traces: Iterable<readonly [TraceId, Trace | null]>): void {
  for (const [traceId, trace] of traces) {
    const known = memory.traces.get(traceId) ?? new Map<SourceId, Trace | null>();
    memory.spans += sizeOf(trace) - sizeOf(known.get(source) ?? null);
    known.set(source, trace);
    memory.traces.delete(traceId);
    memory.traces.set(traceId, known);
  }
  for (const traceId of memory.traces.keys()) {
    if (memory.spans <= memory.mostSpans) break;
    forget(memory, traceId);
  }
}

const sizeOf = (trace: Trace | null): number => trace?.spans.length ?? 0;

function forget(memory: TraceMemory, traceId: TraceId): void {
  for (const [source, trace] of memory.traces.get(traceId) ?? []) {
    if (trace === null) continue;
    memory.spans -= trace.spans.length;
    const endMs = nsToMs(trace.startUnixNs) + trace.durationNs / 1e6;
    memory.wholeAfter.set(source, Math.max(endMs, memory.wholeAfter.get(source) ?? Number.NEGATIVE_INFINITY));
  }
  memory.traces.delete(traceId);
}

/** A source that was being scanned before this start has given what is not here: of what began before, it must be asked. */
export function beginAt(memory: TraceMemory, source: SourceId, ms: number): void {
  memory.wholeAfter.set(source, ms);
}

/**
 * The trace, put together from the sources that gave it; null where one of them may have given more than is remembered.
 * @param sources every source there is, by id
 */
export function recallTrace(memory: TraceMemory, traceId: TraceId, sources: readonly SourceId[]): Trace | null {
  const known = memory.traces.get(traceId);
  if (known === undefined) return null;
  const copies = [...known].flatMap(([source, trace]) => (trace === null ? [] : [{ source, trace }]));
  if (copies.length === 0) return null;
  if (copies.some(({ trace }) => trace.warnings.some(({ kind }) => kind === "partial"))) return null;
  const beganMs = Math.min(...copies.map(({ trace }) => nsToMs(trace.startUnixNs)));
  for (const source of sources) {
    const whole = known.has(source) || beganMs - HALVES_APART_MS > (memory.wholeAfter.get(source) ?? Number.NEGATIVE_INFINITY);
    if (!whole) return null;
  }
  return copies.length === 1 ? copies[0]!.trace : mergeTraces(copies);
}

/**
 * Scanned traces with what other sources gave of them before: a half alone may not even tell its order. Where nothing else is known of a
 * trace it stays as it is.
 */
export function completeFrom(memory: TraceMemory, source: SourceId, traces: readonly Trace[]): readonly Trace[] {
  return traces.map((trace) => {
    const others = [...(memory.traces.get(trace.traceId) ?? [])].flatMap(([other, copy]) =>
      other === source || copy === null ? [] : [{ source: other, trace: copy }],
    );
    return others.length === 0 ? trace : mergeTraces([{ source, trace }, ...others]);
  });
}
