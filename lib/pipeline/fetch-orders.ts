import type { TraceSource } from "../sources/source.ts";
import type { Trace, TraceId } from "../trace/span.ts";

export interface Fetched {
  readonly traces: ReadonlyMap<TraceId, Trace>;
  /** Why some could not be had: their orders are tried again. */
  readonly failure: string | null;
}

/** Traces of several orders at once, from every source; a trace that lies in two sources is the union's business of the matcher. */
export async function fetchTraces(sources: readonly TraceSource[], traceIds: readonly TraceId[], signal: AbortSignal): Promise<Fetched> {
  const found = new Map<TraceId, Trace>();
  let failure: string | null = null;
  for (const source of sources) {
    const missing = traceIds.filter((id) => !found.has(id));
    if (missing.length === 0) break;
    const answer = await source.getTraces(missing, signal);
    if (!answer.ok) failure = `${answer.error.source}: ${answer.error.detail}`;
    else for (const [id, trace] of answer.value.traces) found.set(id, trace);
  }
  return { traces: found, failure };
}
