import type { ClockObservation, InstanceKey } from "./clock-observations.ts";

export interface ClockOffset {
  /** The instance's clock minus the majority's: positive runs ahead. Subtract it from the instance's times. 0 within the noise. */
  readonly offsetMs: number;
  /** How many calls and messages spoke of this instance. */
  readonly observations: number;
}

/**
 * Below this nothing is corrected: ordinary clocks kept by NTP differ by a few milliseconds, and network delays are not
 * symmetric. What misleads a reader of deadlines in seconds is larger by an order of magnitude.
 */
export const NOISE_MS = 50;

/**
 * Offsets of all instances, from many traces.
 *
 *   1. Per pair of instances: bounds of all their calls, in both directions, combined by quantiles rather than by intersection,
 *      so that a few wrong ones (a retry under the same parent, a skew that began meanwhile) do not decide.
 *   2. A pair whose bounds allow 0 agrees; else the middle of the bounds is its difference (network delay taken as symmetric).
 *   3. Pairs are joined to a tree, surest first; each joined group is measured against its majority, the largest set of instances
 *      that agree. Two alone that disagree: the caller is believed.
 */
export function estimateClockOffsets(observations: Iterable<ClockObservation>): ReadonlyMap<InstanceKey, ClockOffset> {
  const counts = new Map<InstanceKey, number>();
  const pairs = groupPairs(observations, counts);
  const differences = [...pairs.values()].map(judgePair).sort((a, b) => b.weight - a.weight);
  const result = new Map<InstanceKey, ClockOffset>();
  for (const group of joinPairs([...counts.keys()], differences)) {
    const reference = majorityOf(group, counts);
    for (const [key, offset] of group) {
      const offsetMs = Math.abs(offset - reference) < NOISE_MS ? 0 : offset - reference;
      result.set(key, { offsetMs, observations: counts.get(key) ?? 0 });
    }
  }
  return result;
}

/** `to`'s clock minus `from`'s, as bounds from many calls. */
interface PairBounds {
  readonly from: InstanceKey;
  readonly to: InstanceKey;
  /** Both bounds known: [lower, upper] of calls. */
  readonly calls: { readonly lower: number; readonly upper: number }[];
  readonly uppers: number[];
  readonly lowers: number[];
}

function groupPairs(observations: Iterable<ClockObservation>, counts: Map<InstanceKey, number>): ReadonlyMap<string, PairBounds> {
  const pairs = new Map<string, PairBounds>();
  for (const { caller, callee, atLeastMs, atMostMs } of observations) {
    if (Number.isNaN(atLeastMs) || !Number.isFinite(atMostMs)) continue;
    counts.set(caller, (counts.get(caller) ?? 0) + 1);
    counts.set(callee, (counts.get(callee) ?? 0) + 1);
    const forward = pairs.get(`${caller}\u0001${callee}`);
    const backward = pairs.get(`${callee}\u0001${caller}`);
    const pair = forward ?? backward ?? { from: caller, to: callee, calls: [], uppers: [], lowers: [] };
    if (!forward && !backward) pairs.set(`${caller}\u0001${callee}`, pair);
    const turned = pair.from !== caller;
    if (atLeastMs !== Number.NEGATIVE_INFINITY) {
      pair.calls.push(turned ? { lower: -atMostMs, upper: -atLeastMs } : { lower: atLeastMs, upper: atMostMs });
    } else if (turned) pair.lowers.push(-atMostMs);
    else pair.uppers.push(atMostMs);
  }
  return pairs;
}

interface Difference {
  readonly from: InstanceKey;
  readonly to: InstanceKey;
  readonly differenceMs: number;
  readonly weight: number;
}

/** Calls bound both sides and weigh most; messages bound one side each, so they only ever show a clock that must be wrong. */
const CALL_WEIGHT = 1_000_000;

function judgePair(pair: PairBounds): Difference {
  let lower = Number.NEGATIVE_INFINITY;
  let upper = Number.POSITIVE_INFINITY;
  if (pair.calls.length > 0) {
    // The tightest half: a long call around short work says little and would widen the bounds.
    const tight = pair.calls.toSorted((a, b) => a.upper - a.lower - (b.upper - b.lower)).slice(0, Math.ceil(pair.calls.length / 2));
    lower = quantile(
      tight.map((call) => call.lower),
      0.5,
    );
    upper = quantile(
      tight.map((call) => call.upper),
      0.5,
    );
  } else {
    // A message waits some time in its queue: the shorter waits come closer to the clocks' difference.
    if (pair.uppers.length > 0) upper = quantile(pair.uppers, 0.25);
    if (pair.lowers.length > 0) lower = quantile(pair.lowers, 0.75);
  }
  const weight = pair.calls.length * CALL_WEIGHT + pair.uppers.length + pair.lowers.length;
  return { from: pair.from, to: pair.to, differenceMs: settle(lower, upper), weight };
}

/** The difference nearest to the truth that the bounds allow; 0 when they allow it. */
function settle(lower: number, upper: number): number {
  if (lower <= 0 && upper >= 0) return 0;
  const middle = Number.isFinite(lower) && Number.isFinite(upper) ? (lower + upper) / 2 : Number.isFinite(lower) ? lower : upper;
  return Math.abs(middle) < NOISE_MS ? 0 : middle;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** Joins instances by the surest differences (a spanning tree), and gives each group's offsets against its first member. */
function joinPairs(keys: readonly InstanceKey[], differences: readonly Difference[]): readonly ReadonlyMap<InstanceKey, number>[] {
  const groups = new Map<InstanceKey, Map<InstanceKey, number>>(keys.map((key) => [key, new Map([[key, 0]])]));
  for (const { from, to, differenceMs } of differences) {
    const left = groups.get(from)!;
    const right = groups.get(to)!;
    if (left === right) continue;
    const shift = left.get(from)! + differenceMs - right.get(to)!;
    const [kept, joined, by] = left.size >= right.size ? [left, right, shift] : [right, left, -shift];
    for (const [key, offset] of joined) {
      kept.set(key, offset + by);
      groups.set(key, kept);
    }
  }
  return [...new Set(groups.values())];
}

/** The offset around which most instances gather. A tie goes to the set seen in more calls, then to the one seen first: the caller. */
function majorityOf(group: ReadonlyMap<InstanceKey, number>, counts: ReadonlyMap<InstanceKey, number>): number {
  const seen = [...counts.keys()];
  const order = new Map(seen.map((key, index) => [key, index]));
  const sorted = [...group].sort((a, b) => a[1] - b[1]);
  let best = { size: 0, calls: 0, first: Number.POSITIVE_INFINITY, offset: 0 };
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    // A set: neighbours closer than the noise.
    for (to = from + 1; to < sorted.length && sorted[to]![1] - sorted[to - 1]![1] < NOISE_MS; to++);
    const members = sorted.slice(from, to);
    const calls = members.reduce((sum, [key]) => sum + (counts.get(key) ?? 0), 0);
    const first = Math.min(...members.map(([key]) => order.get(key) ?? 0));
    const better =
      members.length !== best.size ? members.length > best.size : calls !== best.calls ? calls > best.calls : first < best.first;
    if (better) best = { size: members.length, calls, first, offset: members[Math.floor((members.length - 1) / 2)]![1] };
  }
  return best.offset;
}
