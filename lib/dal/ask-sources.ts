import type { Result } from "../base/result.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import { mergeTraces, type TraceCopy } from "../trace/merge-traces.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { maskProse } from "./masking.ts";
import { describeFailure } from "./problem.ts";

export interface SourcesAnswer<T> {
  readonly answers: readonly { readonly source: TraceSource; readonly value: T }[];
  readonly failures: readonly SourceFailure[];
}

/** So long the others' answers wait for one that hangs: a reader sees them, and that it is missing, instead of nothing for half a minute. */
const PATIENCE_MS = 10_000;

/**
 * All sources at once. A source that fails, or breaks its promise never to throw, is a failure beside the others' answers; so is one that
 * has not answered `patienceMs` after another has. One that nobody else answers for is waited for as long as its client does.
 */
export async function askSources<T>(
  sources: readonly TraceSource[],
  ask: (source: TraceSource) => Promise<Result<T, SourceFailure>>,
  patienceMs = PATIENCE_MS,
): Promise<SourcesAnswer<T>> {
  const enough = new AbortController();
  let waiting: NodeJS.Timeout | undefined;
  const settled = await Promise.all(
    sources.map(async (source) => {
      const late = new Promise<Result<T, SourceFailure>>((resolve) =>
        enough.signal.addEventListener("abort", () => resolve({ ok: false, error: tooLate(source, patienceMs) }), { once: true }),
      );
      const answer = ask(source).catch((): Result<T, SourceFailure> => ({ ok: false, error: broken(source) }));
      const result = await Promise.race([answer, late]);
      if (result.ok) waiting ??= setTimeout(() => enough.abort(), patienceMs);
      return { source, result };
    }),
  ).finally(() => clearTimeout(waiting));
  return {
    answers: settled.flatMap(({ source, result }) => (result.ok ? [{ source, value: result.value }] : [])),
    failures: settled.flatMap(({ result }) => (result.ok ? [] : [result.error])),
  };
}

const tooLate = (source: TraceSource, ms: number): SourceFailure => ({
  kind: "timeout",
  source: source.id,
  detail: `No complete answer within ${ms} ms`,
  retryAfterMs: null,
});

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
  const said = answers.flatMap(({ source, value }) => value.warnings.map((warning) => `${source.id}: ${maskProse(warning)}`));
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
