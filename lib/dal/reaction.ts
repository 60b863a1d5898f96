import "server-only";
import { unixMs } from "../base/time.ts";
import { runtime } from "../runtime.ts";
import type { CaseTimes } from "../store/case-store.ts";
import type { Range } from "./rollup-sums.ts";

/** More incidents than people can have reacted to; beyond, the newest are looked at. */
const MOST_CASES = 5_000;

export const readCaseTimes = ({ from, to }: Range): Promise<readonly CaseTimes[]> =>
  runtime().cases.times(unixMs(from), unixMs(to), MOST_CASES);

export interface Reaction {
  readonly toAcknowledgeMs: number | null;
  readonly toResolveMs: number | null;
  /** Opened in the range. */
  readonly cases: number;
  readonly acknowledged: number;
  readonly resolved: number;
}

/** DOMAIN, "Incident reaction time": an acknowledgement counts in the range in which it was given, whenever its case was opened; so a resolution. */
export function reactionOf(times: readonly CaseTimes[], range: Range): Reaction {
  const within = (at: number | null): at is number => at !== null && at >= range.from && at < range.to;
  const toAcknowledge = times.flatMap((one) => (within(one.acknowledgedAt) ? [one.acknowledgedAt - one.openedAt] : []));
  const toResolve = times.flatMap((one) => (within(one.resolvedAt) ? [one.resolvedAt - one.openedAt] : []));
  return {
    toAcknowledgeMs: meanOfAll(toAcknowledge),
    toResolveMs: meanOfAll(toResolve),
    cases: times.filter((one) => within(one.openedAt)).length,
    acknowledged: toAcknowledge.length,
    resolved: toResolve.length,
  };
}

export const meanOfAll = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + Math.max(0, value), 0) / values.length;

/** The value of rank ⌈q·n⌉. */
export const quantileOfAll = (values: readonly number[], q: number): number | null =>
  values.length === 0 ? null : (values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1] ?? null);
