import type { Ms, UnixMs } from "../base/time.ts";
import type { Execution } from "../chains/execution.ts";
import type { Cause, State, StepState, Verdict } from "./verdict.ts";

/** What Loupe says of one execution at one moment. */
export interface Judgement {
  readonly state: State;
  readonly cause: Cause | null;
  /** Where it is or hangs; null where done. */
  readonly stepId: string | null;
  /** Parallel to the chain's steps. */
  readonly stepStates: readonly StepState[];
  readonly endedMs: UnixMs | null;
  readonly durationMs: Ms | null;
  readonly verdict: Verdict;
  /** When this may change without a new span (a deadline, a watermark); null once settled. */
  readonly judgeAgainAt: UnixMs | null;
  /** What it was called before it recovered (rule 5, "was stuck for 52 min"): the last alarm of it that is over. */
  readonly was?: FormerWord;
}

export interface FormerWord {
  readonly state: State;
  readonly cause: Cause | null;
  readonly stepId: string | null;
  /** From the deadline, or the failure, that made it so. */
  readonly from: UnixMs;
  /** When it was said no more. */
  readonly to: UnixMs;
}

/** An execution with what is said of it: what the index keeps. */
export interface JudgedExecution {
  readonly execution: Execution;
  readonly judgement: Judgement;
}
