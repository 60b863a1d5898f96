import type { StepSighting } from "../chains/execution.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { STATES, type State } from "../detector/verdict.ts";
import type { OperationStatus, TraceId } from "../trace/span.ts";
import type { SeriesKey } from "./series-key.ts";

/**
 * What an order's executions (or a request's) add to the series. They are kept beside the order, so that exactly this can be taken out again
 * when the order is judged anew: an execution counts once, whatever was said of it before.
 */
export interface ExecutionEvent {
  readonly key: SeriesKey;
  /** Minutes since 1970. */
  readonly minute: number;
  /** null: a tally only, no execution ended. */
  readonly status: OperationStatus | null;
  readonly ns: number;
  /** Place in the tally; null: none. */
  readonly tally: number | null;
  readonly traceId: TraceId | null;
}

/** Tally of a `chain`: one place a state, in their order, then those that began. Of a `step`: executions that came so far. */
export const STARTED = STATES.length;
export const REACHED = 0;

/** DOMAIN's processing time: from the start of the first of these to the end of the last. */
export const FIRST_CHAIN = "order-creation";
export const LAST_CHAIN = "order-confirmation";
/** What was said is final, or may become so without a word: both count where they stand. */
const STANDING: ReadonlySet<State> = new Set<State>(["late", "stuck", "cannot-tell"]);

export function executionEvents(judged: readonly JudgedExecution[]): readonly ExecutionEvent[] {
  return [...judged.flatMap(eventsOf), ...orderEvents(judged)];
}

/** All of an execution counts in the bucket of its end; what hangs, in that of the deadline it crossed. */
function eventsOf({ execution, judgement }: JudgedExecution): readonly ExecutionEvent[] {
  const { chainId, traceIds, steps } = execution;
  const { state, endedMs, cause } = judgement;
  const chain: SeriesKey = { kind: "chain", a: chainId, b: "" };
  const traceId = traceIds[0] ?? null;
  const started = tallyOf(chain, execution.startedMs, STARTED);
  const standing = STATES.indexOf(state);
  if (endedMs === null) {
    if (!STANDING.has(state)) return [started];
    const at = judgement.verdict.since;
    const reached = steps.flatMap((seen) => (seen ? [tallyOf({ kind: "step", a: chainId, b: seen.stepId }, at, REACHED)] : []));
    return [started, tallyOf(chain, at, standing), ...reached];
  }
  const status = state === "failed" ? (cause === "timed-out" ? "timeout" : "error") : "success";
  const ended: ExecutionEvent = {
    key: chain,
    minute: minuteOf(endedMs),
    status,
    ns: toNs(judgement.durationMs ?? 0),
    tally: standing,
    traceId,
  };
  return [started, ended, ...stepEvents(chainId, steps, endedMs)];
}

function stepEvents(chainId: string, steps: readonly (StepSighting | null)[], endedMs: number): readonly ExecutionEvent[] {
  const minute = minuteOf(endedMs);
  let before: StepSighting | null = null;
  return steps.flatMap((seen) => {
    if (seen === null) return [];
    const { stepId, status, waitMs, traceId } = seen;
    const of = (kind: SeriesKey["kind"]) => ({ kind, a: chainId, b: stepId });
    const common = { minute, traceId, tally: null };
    const events: ExecutionEvent[] = [{ ...common, key: of("step"), status, ns: toNs(seen.endMs - seen.startMs), tally: REACHED }];
    if (waitMs !== null) events.push({ ...common, key: of("wait"), status: "success", ns: toNs(waitMs) });
    if (before !== null) {
      const legMs = seen.reachedMs - before.reachedMs - (waitMs ?? 0);
      events.push({ ...common, key: of("leg"), status: "success", ns: toNs(legMs) });
    }
    before = seen;
    return events;
  });
}

/** An order counts in the minute in which its confirmation ended: done, for what failed is not yet processed. */
function orderEvents(judged: readonly JudgedExecution[]): readonly ExecutionEvent[] {
  const last = judged.filter(
    ({ execution, judgement }) => execution.chainId === LAST_CHAIN && isDone(judgement.state) && judgement.endedMs !== null,
  );
  const first = judged.filter(({ execution }) => execution.chainId === FIRST_CHAIN);
  if (last.length === 0 || first.length === 0) return [];
  const endedMs = Math.min(...last.map(({ judgement }) => judgement.endedMs!));
  const startedMs = Math.min(...first.map(({ execution }) => execution.startedMs));
  const insideMs = judged.reduce((sum, { judgement }) => sum + (isDone(judgement.state) ? (judgement.durationMs ?? 0) : 0), 0);
  const common = { minute: minuteOf(endedMs), status: "success", tally: null, traceId: null } as const;
  return [
    { ...common, key: { kind: "order", a: "processing", b: "" }, ns: toNs(endedMs - startedMs) },
    { ...common, key: { kind: "order", a: "inside", b: "" }, ns: toNs(insideMs) },
  ];
}

const isDone = (state: State): boolean => state === "done" || state === "done-late";
const minuteOf = (ms: number): number => Math.floor(ms / 60_000);
const toNs = (ms: number): number => Math.max(0, Math.round(ms * 1e6));

const tallyOf = (key: SeriesKey, ms: number, tally: number): ExecutionEvent => ({
  key,
  minute: minuteOf(ms),
  status: null,
  ns: 0,
  tally,
  traceId: null,
});
