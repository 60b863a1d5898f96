import type { Result } from "../base/result.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { describeFailure } from "./problem.ts";

export interface SourcesAnswer<T> {
  readonly answers: readonly { readonly source: TraceSource; readonly value: T }[];
  readonly failures: readonly SourceFailure[];
}

/** All sources at once. A source that fails, or breaks its promise never to throw, is a failure beside the others' answers. */
export async function askSources<T>(
  sources: readonly TraceSource[],
  ask: (source: TraceSource) => Promise<Result<T, SourceFailure>>,
): Promise<SourcesAnswer<T>> {
  const settled = await Promise.all(
    sources.map(async (source) => {
      const result = await ask(source).catch((): Result<T, SourceFailure> => ({ ok: false, error: broken(source) }));
      return { source, result };
    }),
  );
  return {
    answers: settled.flatMap(({ source, result }) => (result.ok ? [{ source, value: result.value }] : [])),
    failures: settled.flatMap(({ result }) => (result.ok ? [] : [result.error])),
  };
}

const broken = (source: TraceSource): SourceFailure => ({
  kind: "broken-answer",
  source: source.id,
  detail: "the source failed unexpectedly",
  retryAfterMs: null,
});

export const warningsOf = (failures: readonly SourceFailure[]): string[] => failures.map(describeFailure);

export interface FetchedTraces {
  readonly traces: readonly Trace[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
  readonly failures: readonly SourceFailure[];
}

/** Whole traces, in the order asked for. Where two sources have one trace, the fuller copy counts. */
export async function fetchTraces(sources: readonly TraceSource[], traceIds: readonly TraceId[]): Promise<FetchedTraces> {
  const { answers, failures } = await askSources(sources, (source) => source.getTraces(traceIds));
  const best = new Map<TraceId, Trace>();
  for (const { value } of answers)
    for (const [id, trace] of value.traces) if ((best.get(id)?.spans.length ?? -1) < trace.spans.length) best.set(id, trace);
  return {
    traces: traceIds.flatMap((id) => best.get(id) ?? []),
    partial: failures.length > 0 || answers.some(({ value }) => value.partial),
    warnings: [...warningsOf(failures), ...answers.flatMap(({ value }) => value.warnings)],
    failures,
  };
}
