import type { TraceSource } from "../sources/source.ts";
import { mergeTraces, type TraceCopy } from "../trace/merge-traces.ts";
import type { Trace, TraceId } from "../trace/span.ts";

/** Traces for a trial: put together from all sources; where a source fails, what it has is left out, and its orders are not matched anew. */
export async function fetchPast(
  sources: readonly TraceSource[],
  traceIds: readonly TraceId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<TraceId, Trace>> {
  if (traceIds.length === 0) return new Map();
  const answers = await Promise.all(sources.map(async (source) => ({ source, answer: await source.getTraces(traceIds, signal) })));
  if (answers.some(({ answer }) => !answer.ok)) return new Map();
  const copies = new Map<TraceId, TraceCopy[]>();
  for (const { source, answer } of answers)
    if (answer.ok)
      for (const [id, trace] of answer.value.traces) {
        const known = copies.get(id);
        if (known) known.push({ source: source.id, trace });
        else copies.set(id, [{ source: source.id, trace }]);
      }
  return new Map([...copies].map(([id, found]) => [id, found.length === 1 ? found[0]!.trace : mergeTraces(found)]));
}
