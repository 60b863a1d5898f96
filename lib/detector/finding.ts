import type { UnixMs } from "../base/time.ts";
import type { Step } from "../chains/definition.ts";
import type { DeadLetter, StepSighting } from "../chains/execution.ts";
import type { Unknown } from "./absence.ts";
import type { Usual } from "./baselines.ts";
import type { DownTime, Meanwhile, Visibility } from "./context.ts";
import type { Failure } from "./failure.ts";
import type { SlowStep } from "./front.ts";
import type { FormerWord } from "./judgement.ts";
import type { Cause, State, StepState } from "./verdict.ts";

/** What the rules found, before it is put into words: state, cause and place, and the facts that the sentence needs. */
export interface Finding {
  readonly state: State;
  readonly cause: Cause | null;
  readonly stepId: string | null;
  readonly since: UnixMs;
  readonly endedMs: UnixMs | null;
  readonly stepStates: readonly StepState[];
  readonly judgeAgainAt: UnixMs | null;
  readonly facts: Facts;
  /** The alarm that is over. */
  readonly was?: FormerWord | null;
}

export type Facts =
  | { readonly kind: "ended"; readonly last: StepSighting; readonly slow: SlowStep | null }
  | { readonly kind: "went-on"; readonly laterMs: UnixMs; readonly unseen: Step; readonly slow: SlowStep | null }
  | {
      readonly kind: "waiting";
      readonly seen: StepSighting | null;
      readonly at: Step | null;
      readonly next: Step | null;
      readonly clockMs: UnixMs;
      readonly usual: Usual | null;
    }
  | { readonly kind: "retry-awaited"; readonly at: Step; readonly failure: Failure }
  | {
      readonly kind: "missing";
      readonly seen: StepSighting;
      readonly at: Step;
      readonly next: Step;
      readonly clockMs: UnixMs;
      readonly down: DownTime | null;
      readonly heardMs: UnixMs | null;
      readonly usual: Usual | null;
      readonly meanwhile: Meanwhile | null;
      readonly visibility: Visibility | null;
    }
  | {
      readonly kind: "unknown";
      readonly seen: StepSighting;
      readonly at: Step;
      readonly next: Step;
      readonly clockMs: UnixMs;
      readonly why: Unknown;
    }
  | { readonly kind: "failed"; readonly at: Step; readonly failure: Failure; readonly meanwhile: Meanwhile | null }
  | {
      readonly kind: "given-up";
      readonly at: Step;
      readonly deliveries: number;
      readonly last: StepSighting;
      readonly meanwhile: Meanwhile | null;
    }
  | {
      readonly kind: "dead-lettered";
      readonly at: Step;
      readonly deliveries: number;
      readonly letter: DeadLetter;
      readonly meanwhile: Meanwhile | null;
    };
