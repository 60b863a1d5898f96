/**
 * The words of the public contract, free of zod so that the browser can have them for nothing.
 * `lib/dal` maps the detector's own lists onto these; the compiler notices when they drift.
 */

/** From good to bad: an order's state is the worst of its chains' latest attempts. */
export const STATES = ["done", "done-late", "running", "slow", "late", "cannot-tell", "stuck", "failed"] as const;
export type StateWord = (typeof STATES)[number];

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
export type CauseWord = (typeof CAUSES)[number];

export const STEP_STATES = ["done", "failed", "missing", "pending", "cannot-tell"] as const;
export type StepStateWord = (typeof STEP_STATES)[number];

export const OPERATION_STATUSES = ["success", "error", "timeout"] as const;

/** States that no new span is expected to change: a page that shows only these need not ask again often. */
export const SETTLED: ReadonlySet<StateWord> = new Set(["done", "done-late", "failed"]);

/** What a person should look at first. */
export const HANGING: readonly StateWord[] = ["stuck", "failed", "cannot-tell", "late", "slow"];
