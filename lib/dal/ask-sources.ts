import type { Result } from "../base/result.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import { mergeTraces, type TraceCopy } from "../trace/merge-traces.ts";
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

interface Whole {
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

/** What is known to be missing from the answers together: each source's own words, with its name, once. */
export function sayHowWhole(
  answers: readonly { readonly source: TraceSource; readonly value: Whole }[],
  failures: readonly SourceFailure[],
): { readonly partial: boolean; readonly warnings: string[] } {
  const said = answers.flatMap(({ source, value }) => value.warnings.map((warning) => `${source.id}: ${warning}`));
  return {
    partial: failures.length > 0 || answers.some(({ value }) => value.partial),
    warnings: [...new Set([...warningsOf(failures), ...said])],
  };
}

export interface FetchedTraces {
  readonly traces: readonly Trace[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
  readonly failures: readonly SourceFailure[];
}

/** Whole traces, in the order asked for. What several sources have of one trace is put together. */
export async function fetchTraces(sources: readonly TraceSource[], traceIds: readonly TraceId[]): Promise<FetchedTraces> {
  const { answers, failures } = await askSources(sources, (source) => source.getTraces(traceIds));
  const copiesOf = (id: TraceId): readonly TraceCopy[] =>
    answers.flatMap(({ source, value }) => {
      const trace = value.traces.get(id);
      return trace ? [{ source: source.id, trace }] : [];
    });
  const traces = traceIds.flatMap((id) => {
    const copies = copiesOf(id);
    if (copies.length === 0) return [];
    return sources.length === 1 ? [copies[0]!.trace] : [mergeTraces(copies)];
  });
  return { traces, ...sayHowWhole(answers, failures), failures };
}
