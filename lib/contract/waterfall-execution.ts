import type { Execution } from "../chains/execution.ts";

/** `lib/detector`'s JudgedExecution fits; rooms on one floor do not name each other. */
export interface ExecutionWithStates {
  readonly execution: Execution;
  readonly judgement: { readonly state: string; readonly cause: string | null; readonly stepStates: readonly string[] };
}
