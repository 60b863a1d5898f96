import type { Cause, State } from "#lib/detector/verdict";

/** One line of the ground-truth file, in API.md's form. Times are RFC 3339 in UTC with milliseconds. */
export interface TruthRow {
  readonly chainId: string;
  readonly orderId: string | null;
  readonly traceIds: readonly string[];
  readonly attempt: number;
  readonly scenario: string;
  readonly telemetry: readonly string[];
  readonly startedAt: string;
  readonly steps: readonly { readonly stepId: string; readonly at: string | null }[];
  readonly expect: Expectation | null;
  readonly never: readonly State[];
}

export interface Expectation {
  readonly state: State | null;
  readonly cause: Cause | null;
  readonly stepId: string | null;
  readonly from: string;
}
