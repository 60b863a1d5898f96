import type { ClockObservation, InstanceKey } from "./clock-observations.ts";

/** `to`'s clock minus `from`'s, as each call and message between the two bounds it. */
export interface PairBounds {
  readonly from: InstanceKey;
  readonly to: InstanceKey;
  /** Calls know both bounds. */
  readonly calls: { readonly lower: number; readonly upper: number }[];
  /** Messages know one: their direction says which. */
  readonly uppers: number[];
  readonly lowers: number[];
}

/** Both directions between two instances are one pair. */
export function groupPairs(observations: Iterable<ClockObservation>, counts: Map<InstanceKey, number>): readonly PairBounds[] {
  const pairs = new Map<string, PairBounds>();
  for (const { caller, callee, atLeastMs, atMostMs } of observations) {
    if (Number.isNaN(atLeastMs) || !Number.isFinite(atMostMs)) continue;
    counts.set(caller, (counts.get(caller) ?? 0) + 1);
    counts.set(callee, (counts.get(callee) ?? 0) + 1);
    const known = pairs.get(`${caller}\u0001${callee}`) ?? pairs.get(`${callee}\u0001${caller}`);
    const pair = known ?? { from: caller, to: callee, calls: [], uppers: [], lowers: [] };
    if (!known) pairs.set(`${caller}\u0001${callee}`, pair);
    const turned = pair.from !== caller;
    if (atLeastMs === Number.NEGATIVE_INFINITY) (turned ? pair.lowers : pair.uppers).push(turned ? -atMostMs : atMostMs);
    else pair.calls.push(turned ? { lower: -atMostMs, upper: -atLeastMs } : { lower: atLeastMs, upper: atMostMs });
  }
  return [...pairs.values()];
}

/**
 * Below this nothing is corrected: ordinary clocks kept by NTP differ by a few milliseconds, and network delays are not
 * symmetric. What misleads a reader of deadlines in seconds is larger by an order of magnitude.
 */
export const NOISE_MS = 50;

/** The difference of a pair's clocks by its calls: the middle of what the tighter half allows, the median of each bound. */
export function judgeCalls({ calls }: PairBounds): number {
  // A long call around short work says little, and would widen the bounds.
  const tight = calls.toSorted((a, b) => a.upper - a.lower - (b.upper - b.lower)).slice(0, Math.ceil(calls.length / 2));
  const lowers = tight.map((call) => call.lower);
  const uppers = tight.map((call) => call.upper);
  return settle(quantile(lowers, 0.5), quantile(uppers, 0.5));
}

/** A message waits some time in its queue: the shorter waits come closer to the clocks' difference. */
export const judgeMessages = (uppers: readonly number[], lowers: readonly number[]): number =>
  settle(
    lowers.length > 0 ? quantile(lowers, 0.75) : Number.NEGATIVE_INFINITY,
    uppers.length > 0 ? quantile(uppers, 0.25) : Number.POSITIVE_INFINITY,
  );

/** 0 where the bounds allow it, else their middle (network delay taken as symmetric), or the only bound there is. */
function settle(lower: number, upper: number): number {
  if (lower <= 0 && upper >= 0) return 0;
  const middle = Number.isFinite(lower) && Number.isFinite(upper) ? (lower + upper) / 2 : Number.isFinite(lower) ? lower : upper;
  return Math.abs(middle) < NOISE_MS ? 0 : middle;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
