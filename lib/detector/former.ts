import type { UnixMs } from "../base/time.ts";
import type { Step } from "../chains/definition.ts";
import type { JudgeContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import type { FormerWord } from "./judgement.ts";
import type { Said } from "./said.ts";
import type { State } from "./verdict.ts";

/** What was said before (rule 5): kept beside the new word once it recovered, and held where what it rested on is forgotten. */
const isAlarm = (state: State): boolean => state === "stuck" || state === "failed";

export function recall(former: Said | null, { state }: Finding, now: UnixMs): FormerWord | null {
  if (former === null) return null;
  if (isAlarm(state) || !isAlarm(former.state)) return former.was;
  return { state: former.state, cause: former.cause, stepId: former.stepId, from: former.since, to: now };
}

/** That this step is missing (or was not retried) was proven while telemetry of that time was remembered; that it is not now proves nothing. */
export function holdsStill({ former }: JudgeContext, step: Step, from: UnixMs): boolean {
  if (!former || from >= former.knownFrom) return false;
  return isAlarm(former.said.state) && former.said.stepId === step.id;
}
