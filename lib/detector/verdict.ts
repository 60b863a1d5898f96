import type { Ms, UnixMs } from "../base/time.ts";

/** From good to bad: an order's state is the worst of its chains' latest attempts. */
export const STATES = ["done", "done-late", "running", "slow", "late", "cannot-tell", "stuck", "failed"] as const;
export type State = (typeof STATES)[number];

export const CAUSES = [
  "never-consumed",
  "consumer-failing",
  "dead-lettered",
  "timed-out",
  "error",
  "silent",
  "telemetry-gap",
  "slow",
] as const;
export type Cause = (typeof CAUSES)[number];

export interface Evidence {
  /** What it proves, e.g. `published`, `consumed`, `failed`, `watermark`, `gap`, `refused-calls`, `deadline`, `sampling`, `visibility`, `passed-meanwhile`. */
  readonly kind: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly at: UnixMs | null;
  readonly note: { readonly en: string; readonly ru: string };
  /** What the note counts: orders that met the step in the same time. */
  readonly counts?: { readonly passed: number; readonly hanging: number };
  /** For a deadline: when the wait began that it measures. */
  readonly from?: UnixMs;
  /** Whose telemetry it speaks of. */
  readonly service?: string;
  /** How long this step usually takes, and of how many passes that is known. */
  readonly usual?: { readonly p50Ms: Ms; readonly p95Ms: Ms; readonly p99Ms: Ms; readonly samples: number };
}

/** Text in pieces, so that every word can carry its evidence; `text` is their concatenation. */
export interface VerdictPart {
  readonly text: string;
  /** Index into `evidence`, or null for connecting words. */
  readonly evidence: number | null;
  readonly strong?: boolean;
  /** What a page says elsewhere or lets tick: whose order it is, which chain, how long the wait is. */
  readonly role?: PartRole;
}

export const PART_ROLES = ["order", "chain", "wait"] as const;
export type PartRole = (typeof PART_ROLES)[number];

export interface Verdict {
  readonly chainId: string;
  readonly stepId: string | null;
  readonly state: State;
  readonly cause: Cause | null;
  readonly since: UnixMs;
  readonly isolated: boolean | null;
  readonly confidence: number | null;
  readonly text: { readonly en: string; readonly ru: string };
  readonly parts: { readonly en: readonly VerdictPart[]; readonly ru: readonly VerdictPart[] };
  readonly evidence: readonly Evidence[];
}

export type StepState = "done" | "failed" | "missing" | "pending" | "cannot-tell";
