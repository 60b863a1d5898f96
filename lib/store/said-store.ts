import type { UnixMs } from "../base/time.ts";
import type { Cause, State } from "../detector/verdict.ts";

/** What was said of executions when: appended with the commit that says something else, kept as long as the execution is. */
export interface SaidStore {
  /** All that was ever said of one order's (or `@traceId`'s) executions, oldest first. */
  saidOf(key: string): Promise<readonly SaidThen[]>;
  /** How many executions stood where at a moment, those that were done left out. */
  countPlacesAt(at: UnixMs): Promise<readonly PlaceThen[]>;
  /** What held at a moment of each of these executions; those that were not known then are left out. */
  saidAt(executionIds: readonly string[], at: UnixMs): Promise<ReadonlyMap<string, SaidThen>>;
}

export interface SaidThen {
  readonly executionId: string;
  readonly chainId: string;
  readonly knownAt: UnixMs;
  /** Null: it is still said. */
  readonly until: UnixMs | null;
  /** By Loupe's own clock: much later than `knownAt` where history was read. */
  readonly learntAt: UnixMs;
  /** Null: there was no such execution any more. */
  readonly state: State | null;
  readonly cause: Cause | null;
  readonly stepId: string | null;
  readonly since: UnixMs;
  /** As it was said first; null where the state says it all. */
  readonly words: SaidWords | null;
}

export interface SaidWords {
  readonly text: { readonly en: string; readonly ru: string };
  readonly isolated: boolean | null;
  readonly confidence: number | null;
}

export interface PlaceThen {
  readonly chainId: string;
  readonly stepId: string | null;
  readonly state: State;
  readonly count: number;
  readonly oldestSince: UnixMs;
}
