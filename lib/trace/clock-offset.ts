import type { ClockObservation, InstanceKey } from "./clock-observations.ts";
import { groupPairs, judgeCalls, judgeMessages, NOISE_MS, type PairBounds } from "./clock-pairs.ts";

export interface ClockOffset {
  /** The instance's clock minus the majority's: positive runs ahead. Subtract it from the instance's times. 0 within the noise. */
  readonly offsetMs: number;
  /** How many calls and messages spoke of this instance. */
  readonly observations: number;
}

/**
 * Offsets of all instances, from many traces.
 *
 *   1. Per pair of instances, the bounds of all their calls in both directions are combined by quantiles rather than by
 *      intersection, so that a few wrong ones (a retry under the same parent, a skew that began meanwhile) do not decide.
 *   2. A pair whose bounds allow 0 agrees; else the middle of the bounds is its difference.
 *   3. Pairs are joined to groups, those with most calls first; each group is measured against its majority, the largest set of
 *      instances that agree. Two alone that disagree: the caller is believed.
 *   4. Groups that only messages tie together are joined last: a message bounds one side, so it moves a group only where it was
 *      consumed before it was published.
 */
export function estimateClockOffsets(observations: Iterable<ClockObservation>): ReadonlyMap<InstanceKey, ClockOffset> {
  const counts = new Map<InstanceKey, number>();
  const pairs = groupPairs(observations, counts);
  const byCalls = joinByCalls([...counts.keys()], pairs).map((group) => rebase(group, counts));
  const result = new Map<InstanceKey, ClockOffset>();
  for (const group of joinByMessages(byCalls, pairs)) {
    for (const [key, offset] of rebase(group, counts)) {
      result.set(key, { offsetMs: Math.abs(offset) < NOISE_MS ? 0 : offset, observations: counts.get(key) ?? 0 });
    }
  }
  return result;
}

/** Instances whose clocks could be compared: offsets against some common zero. */
type Group = ReadonlyMap<InstanceKey, number>;

/** A spanning tree of the pairs with most calls. */
function joinByCalls(keys: readonly InstanceKey[], pairs: readonly PairBounds[]): readonly Group[] {
  const groups = new Map<InstanceKey, Map<InstanceKey, number>>(keys.map((key) => [key, new Map([[key, 0]])]));
  const called = pairs.filter((pair) => pair.calls.length > 0).sort((a, b) => b.calls.length - a.calls.length);
  for (const pair of called) {
    const left = groups.get(pair.from)!;
    const right = groups.get(pair.to)!;
    if (left === right) continue;
    const shift = left.get(pair.from)! + judgeCalls(pair) - right.get(pair.to)!;
    const [kept, joined, by] = left.size >= right.size ? [left, right, shift] : [right, left, -shift];
    for (const [key, offset] of joined) {
      kept.set(key, offset + by);
      groups.set(key, kept);
    }
  }
  return [...new Set(groups.values())];
}

/** Grows the largest group by the one that most messages tie to it, until none is tied; then the next largest. */
function joinByMessages(groups: readonly Group[], pairs: readonly PairBounds[]): readonly Group[] {
  const waiting = new Set(groups.toSorted((a, b) => b.size - a.size));
  const done: Group[] = [];
  for (const largest of waiting) {
    waiting.delete(largest);
    const grown = new Map(largest);
    for (;;) {
      const ties = [...waiting].map((group) => ({ group, ...boundShift(grown, group, pairs) }));
      const next = ties.reduce((best, tie) => (weight(tie) > weight(best) ? tie : best), { group: largest, uppers: [], lowers: [] } as Tie);
      if (weight(next) === 0) break;
      const shift = judgeMessages(next.uppers, next.lowers);
      for (const [key, offset] of next.group) grown.set(key, offset + shift);
      waiting.delete(next.group);
    }
    done.push(grown);
  }
  return done;
}

interface Tie {
  readonly group: Group;
  readonly uppers: readonly number[];
  readonly lowers: readonly number[];
}
const weight = ({ uppers, lowers }: Tie): number => uppers.length + lowers.length;

/** What messages say of the shift that `group` needs to fit `base`. */
function boundShift(base: Group, group: Group, pairs: readonly PairBounds[]): Omit<Tie, "group"> {
  const uppers: number[] = [];
  const lowers: number[] = [];
  for (const pair of pairs) {
    const onward = base.has(pair.from) && group.has(pair.to);
    const back = group.has(pair.from) && base.has(pair.to);
    if (!onward && !back) continue;
    const apart = onward ? base.get(pair.from)! - group.get(pair.to)! : base.get(pair.to)! - group.get(pair.from)!;
    for (const upper of pair.uppers) (onward ? uppers : lowers).push(apart + (onward ? upper : -upper));
    for (const lower of pair.lowers) (onward ? lowers : uppers).push(apart + (onward ? lower : -lower));
  }
  return { uppers, lowers };
}

/** The same offsets against the majority's clock: the largest set of members that agree within the noise, neighbour by neighbour. */
function rebase(group: Group, counts: ReadonlyMap<InstanceKey, number>): Group {
  const order = new Map([...counts.keys()].map((key, index) => [key, index]));
  const sorted = [...group].sort((a, b) => a[1] - b[1]);
  let best = { size: 0, calls: 0, first: Number.POSITIVE_INFINITY, offset: 0 };
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    for (to = from + 1; to < sorted.length && sorted[to]![1] - sorted[to - 1]![1] < NOISE_MS; ) to++;
    const members = sorted.slice(from, to);
    const set = {
      size: members.length,
      calls: members.reduce((sum, [key]) => sum + (counts.get(key) ?? 0), 0),
      first: members.reduce((least, [key]) => Math.min(least, order.get(key) ?? 0), Number.POSITIVE_INFINITY),
      offset: members[(members.length - 1) >> 1]![1],
    };
    // A tie goes to the set heard more often, then to the one heard first: the caller.
    const better = set.size - best.size || set.calls - best.calls || best.first - set.first;
    if (better > 0) best = set;
  }
  return new Map([...group].map(([key, offset]) => [key, offset - best.offset]));
}
