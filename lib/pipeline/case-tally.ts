import type { Ms } from "../base/time.ts";
import type { CaseChange } from "../detector/cases/case.ts";

/** What is counted of cases since the start, for `/metrics`. */
export interface CaseTally {
  opened: number;
  reopened: number;
  recovered: number;
  resolvedByPerson: number;
  falseAlarms: number;
  /** From when it could be known (deadline and watermark) to the case's opening; only what was watched as it happened. */
  readonly lag: { readonly buckets: number[]; sum: number; count: number };
  /** By when the last evaluation was done. */
  evaluatedAt: number | null;
}

/** Upper bounds in milliseconds; the last bucket is everything. */
export const LAG_BUCKETS_MS: readonly Ms[] = [1_000, 2_500, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000];

export const createCaseTally = (): CaseTally => ({
  opened: 0,
  reopened: 0,
  recovered: 0,
  resolvedByPerson: 0,
  falseAlarms: 0,
  lag: { buckets: LAG_BUCKETS_MS.map(() => 0), sum: 0, count: 0 },
  evaluatedAt: null,
});

export function countLag(tally: CaseTally, lagMs: Ms): void {
  const ms = Math.max(0, lagMs);
  LAG_BUCKETS_MS.forEach((bound, index) => {
    if (ms <= bound) tally.lag.buckets[index]! += 1;
  });
  tally.lag.sum += ms;
  tally.lag.count += 1;
}

export function countChanges(tally: CaseTally, changes: readonly CaseChange[]): void {
  for (const { record, events } of changes)
    for (const { kind } of events) {
      if (kind === "opened") tally.opened += 1;
      else if (kind === "reopened") tally.reopened += 1;
      else if (kind === "recovered") tally.recovered += 1;
      else if (kind === "resolved") {
        tally.resolvedByPerson += 1;
        if (record.falseAlarm) tally.falseAlarms += 1;
      }
    }
}
