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
}

/** An execution with what is said of it: what the index keeps. */
export interface JudgedExecution {
  readonly execution: Execution;
  readonly judgement: Judgement;
}
