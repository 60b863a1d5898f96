import type { SourceFailure } from "../sources/source.ts";
import { mergeTraces, type TraceCopy } from "../trace/merge-traces.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import type { Machine } from "./machine.ts";
import { isResting, noteFailure } from "./note-failure.ts";
import { keepTraces, recallTrace } from "./trace-memory.ts";

export interface Fetched {
  readonly traces: ReadonlyMap<TraceId, Trace>;
  /** Of these a source could not be asked: their orders are tried again. */
  readonly unasked: ReadonlySet<TraceId>;
  /** Why; null also where a source was left alone since it had failed a moment ago. */
  readonly failure: SourceFailure | null;
}

/**
 * Traces of several orders at once: those that a scan has just given from memory, the others from every source there is, since each may
 * have a part of a trace. What one of them cannot be asked for is nobody's guess, and waits.
 */
export async function fetchTraces(machine: Machine, traceIds: readonly TraceId[], signal: AbortSignal): Promise<Fetched> {
  const { sources, memory } = machine;
  const found = new Map<TraceId, Trace>();
  const ids = sources.map(({ id }) => id);
  const missing: TraceId[] = [];
  for (const traceId of traceIds) {
    const known = recallTrace(memory, traceId, ids);
    if (known) found.set(traceId, known);
    else missing.push(traceId);
  }
  if (missing.length === 0) return { traces: found, unasked: NONE, failure: null };
  const unasked = { traces: found, unasked: new Set(missing) };
  if (ids.some((id) => isResting(machine, id))) return { ...unasked, failure: null };
  const answers = await Promise.all(sources.map(async (source) => ({ source, answer: await source.getTraces(missing, signal) })));
  const copies = new Map<TraceId, TraceCopy[]>();
  let failure: SourceFailure | null = null;
  for (const { source, answer } of answers) {
    if (!answer.ok) {
      if (!signal.aborted) noteFailure(machine, machine.progress.get(source.id)!, answer.error);
      failure = answer.error;
      continue;
    }
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
  if (failure !== null) return { ...unasked, failure };
  for (const [traceId, own] of copies) found.set(traceId, own.length === 1 ? own[0]!.trace : mergeTraces(own));
  return { traces: found, unasked: NONE, failure: null };
}

const NONE: ReadonlySet<TraceId> = new Set();
