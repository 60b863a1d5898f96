/** The words of the public contract, free of zod so that the browser can have them for nothing. */
import { CAUSES, type Cause, STATES, type State } from "../detector/verdict.ts";

export { CAUSES, STATES };
export type StateWord = State;
export type CauseWord = Cause;

export const STEP_STATES = ["done", "failed", "missing", "pending", "cannot-tell"] as const;
export type StepStateWord = (typeof STEP_STATES)[number];

export const OPERATION_STATUSES = ["success", "error", "timeout"] as const;

/** States that no new span is expected to change: a page that shows only these need not ask again often. */
export const SETTLED: ReadonlySet<StateWord> = new Set<StateWord>(["done", "done-late", "failed"]);

/** What a person should look at, worst first. */
export const HANGING: readonly StateWord[] = ["failed", "stuck", "cannot-tell", "late", "slow"];
