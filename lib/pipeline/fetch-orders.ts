import type { SourceFailure } from "../sources/source.ts";
import { mergeTraces, type TraceCopy } from "../trace/merge-traces.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import type { Machine } from "./machine.ts";
import { isResting, noteFailure } from "./note-failure.ts";
import { keepTraces, recallTrace } from "./trace-memory.ts";

export interface Fetched {
  readonly traces: ReadonlyMap<TraceId, Trace>;
  /** Of these a source could not be asked: they may have more spans than `traces` has, or any at all. */
  readonly doubtful: ReadonlySet<TraceId>;
  /** Why; null also where a source was left alone since it had failed a moment ago. */
  readonly failure: SourceFailure | null;
}

/**
 * Traces of several orders at once: those that a scan has just given from memory, the others from every source there is, since each may
 * have a part of a trace.
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
  if (missing.length === 0) return { traces: found, doubtful: NONE, failure: null };
  const awake = sources.filter(({ id }) => !isResting(machine, id));
  const answers = await Promise.all(awake.map(async (source) => ({ source, answer: await source.getTraces(missing, signal) })));
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
  // What a source gave before it went away still counts.
  const answered = new Set(answers.flatMap(({ source, answer }) => (answer.ok ? [source.id] : [])));
  for (const traceId of missing) {
    const remembered = [...(memory.traces.get(traceId) ?? [])].flatMap(([source, trace]) =>
      trace === null || answered.has(source) ? [] : [{ source, trace }],
    );
    if (remembered.length > 0) copies.set(traceId, [...(copies.get(traceId) ?? []), ...remembered]);
  }
  for (const [traceId, own] of copies) found.set(traceId, own.length === 1 ? own[0]!.trace : mergeTraces(own));
  const isWhole = failure === null && awake.length === sources.length;
  return { traces: found, doubtful: isWhole ? NONE : new Set(missing), failure };
}

const NONE: ReadonlySet<TraceId> = new Set();
