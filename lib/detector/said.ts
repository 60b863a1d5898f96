import type { UnixMs } from "../base/time.ts";
import type { FormerWord, JudgedExecution, Judgement } from "./judgement.ts";
import type { Cause, State } from "./verdict.ts";

/** What was said of an execution last: as much of its judgement as the next one needs. */
export interface Said {
  readonly state: State;
  readonly cause: Cause | null;
  readonly stepId: string | null;
  readonly since: UnixMs;
  readonly was: FormerWord | null;
}

export const whatWasSaid = ({ state, cause, stepId, verdict, was }: Judgement): Said => ({
  ...{ state, cause, stepId, since: verdict.since },
  was: was ?? null,
});

/** Of all executions of one order, by their ids. */
export const allSaid = (judged: readonly JudgedExecution[]): ReadonlyMap<string, Said> =>
  new Map(judged.map(({ execution, judgement }) => [execution.id, whatWasSaid(judgement)]));
