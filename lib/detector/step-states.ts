import type { Chain } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import type { StepState } from "./verdict.ts";

export interface Place {
  /** The step that the verdict speaks of, and what it says of it. */
  readonly at?: number;
  readonly is?: StepState;
  /** A step not seen before the furthest one: it must have happened, but nothing proves how. */
  readonly unseen: StepState;
}

export const isWhollySeen = (execution: Execution): boolean => execution.steps.every((step) => step !== null);

export function stateSteps(execution: Execution, chain: Chain, place: Place): readonly StepState[] {
  let furthest = -1;
  execution.steps.forEach((seen, index) => {
    if (seen !== null) furthest = index;
  });
  return chain.steps.map((_, index): StepState => {
    if (index === place.at && place.is !== undefined) return place.is;
    const seen = execution.steps[index];
    if (seen) return seen.status === "success" ? "done" : "failed";
    return index < furthest || place.at === undefined ? place.unseen : "pending";
  });
}
