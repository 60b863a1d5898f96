import type { Ms, UnixMs } from "../base/time.ts";
import type { Usual } from "./baselines.ts";
import type { Said } from "./said.ts";

/** Rule 3: a service's watermark stays this far behind the newest end that it was heard of. */
export const ALLOWED_LATENESS_MS: Ms = 120_000;
/** Rule 4: a service still behind a hard deadline this long after it is silent. */
export const SILENCE_AFTER_MS: Ms = 140_000;
/** DOMAIN, failed: nothing within the attempt retried it for this long. */
export const RETRY_WITHIN_MS: Ms = 120_000;

/** Rule 5: what was said of an execution before, and whether what it rested on may have been forgotten since. */
export interface Former {
  readonly said: Said;
  /** Services' telemetry is remembered from here on: of what was before it, the former word holds. */
  readonly knownFrom: UnixMs;
}

/** Everything that `judge` needs beside the facts of the execution itself. */
export interface JudgeContext {
  readonly now: UnixMs;
  readonly services: ServiceKnowledge;
  /** Start of the first execution of a later chain (`after`) of the same order; null where none has begun. */
  readonly laterChainMs: UnixMs | null;
  /** No later attempt of the same chain and order is known. */
  readonly latestAttempt: boolean;
  readonly former?: Former | null;
  /** A source cannot be asked: what arrived after this may be anything. Null while all is read. */
  readonly readUpTo?: UnixMs | null;
  /** How long the way to this step usually takes at that time; null where too little is known. */
  readonly usual?: (chainId: string, stepId: string, at: UnixMs) => Usual | null;
  /** How often this step was seen, of the executions that demonstrably went on past it; null where too few are known. */
  readonly visibility?: (chainId: string, stepId: string) => Visibility | null;
  /** The share of passes in which this step was seen about that time, where so many were not that it must be sampled; else null. */
  readonly keptShare?: (chainId: string, stepId: string, from: UnixMs, to: UnixMs) => number | null;
  /** What other executions did at this step between the two moments; null where not counted. */
  readonly meanwhile?: (chainId: string, stepId: string, from: UnixMs, to: UnixMs) => Meanwhile | null;
}

export interface Visibility {
  readonly seen: number;
  readonly wentOn: number;
}

export interface Meanwhile {
  readonly passed: number;
  readonly hanging: number;
}

/** What is known of services' telemetry: built by `knowledge.ts`, faked in tests by plain objects. Times are event times. */
export interface ServiceKnowledge {
  /** Newest end heard, the least over its live instances; null where it never was heard. */
  heardUpTo(service: string): UnixMs | null;
  /** The first telemetry gap of the service, or of one live instance, that overlaps [from, to]. Time in which it was down is none. */
  gap(service: string, from: UnixMs, to: UnixMs): TelemetryGap | null;
  /** Callers' words on a time in which the service was silent. */
  down(service: string, from: UnixMs, to: UnixMs): DownTime | null;
  /** It is heard of every few minutes at the least, so that its silence means something; else like a person at a desk. */
  steady?(service: string): boolean;
  /** The sampling under which the service exported at some time in [from, to]; null: it kept everything. */
  sampling(service: string, from: UnixMs, to: UnixMs): Sampling | null;
}

export interface TelemetryGap {
  readonly from: UnixMs;
  /** Null while it lasts. */
  readonly to: UnixMs | null;
  /** Null: the whole service. */
  readonly instance: string | null;
  /** Callers that were served meanwhile prove that it was alive. */
  readonly served: number;
}

export interface DownTime {
  readonly from: UnixMs;
  readonly to: UnixMs | null;
  /** Refused or timed-out calls to it in that time. */
  readonly refused: number;
  /** Messages of that time that were read only after it: known only once it is over. */
  readonly unread: number;
}

export interface Sampling {
  /** 14 hex digits: a trace is kept whose id's last 14 digits are not below it; null where only a share is known. */
  readonly threshold: string | null;
  readonly keptShare: number;
}
