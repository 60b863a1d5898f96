import type { TraceSource } from "../sources/source.ts";
import { mergeTraces, type TraceCopy } from "../trace/merge-traces.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { keepTraces, recallTrace, type TraceMemory } from "./trace-memory.ts";

export interface Fetched {
  readonly traces: ReadonlyMap<TraceId, Trace>;
  /** Why some could not be had: their orders are tried again. */
  readonly failure: string | null;
}

/**
 * Traces of several orders at once: those that a scan has just given from memory, the others from every source there is, since each may
 * have a part of a trace. What one source cannot be asked for is nobody's guess: then there is no answer.
 */
export async function fetchTraces(
  sources: readonly TraceSource[],
  traceIds: readonly TraceId[],
  memory: TraceMemory,
  signal: AbortSignal,
): Promise<Fetched> {
  const found = new Map<TraceId, Trace>();
  const ids = sources.map(({ id }) => id);
  const missing: TraceId[] = [];
  for (const traceId of traceIds) {
    const known = recallTrace(memory, traceId, ids);
    if (known) found.set(traceId, known);
    else missing.push(traceId);
  }
  if (missing.length === 0) return { traces: found, failure: null };
  const answers = await Promise.all(sources.map(async (source) => ({ source, answer: await source.getTraces(missing, signal) })));
  const copies = new Map<TraceId, TraceCopy[]>();
  for (const { source, answer } of answers) {
    if (!answer.ok) return { traces: found, failure: `${answer.error.source}: ${answer.error.detail}` };
    keepTraces(
      memory,
      source.id,
      missing.map((traceId) => [traceId, answer.value.traces.get(traceId) ?? null] as const),
    );
    for (const [traceId, trace] of answer.value.traces) {
      const known = copies.get(traceId);
      if (known) known.push({ source: source.id, trace });
      else copies.set(traceId, [{ source: source.id, trace }]);
    }
  }
  for (const [traceId, own] of copies) found.set(traceId, own.length === 1 ? own[0]!.trace : mergeTraces(own));
  return { traces: found, failure: null };
}
