/**
 * Things due at virtual times, taken out in the order of time: a list for every half second.
 *
 *     at 0      |a b|    at 500  |c|    at 1500 |d e f|
 *
 * Half a second is finer than any export interval, and a map of lists needs no heap.
 */
export const GRAIN_MS = 500;

export interface Buckets<T> {
  add(atMs: number, item: T): void;
  /** Removes and returns what is due at exactly this grain; `atMs` advances grain by grain. */
  take(atMs: number): readonly T[];
  rest(): readonly T[];
}

export function createBuckets<T>(): Buckets<T> {
  const lists = new Map<number, T[]>();
  let takenUpTo = Number.NEGATIVE_INFINITY;
  return {
    add(atMs, item) {
      const grain = Math.max(Math.ceil(atMs / GRAIN_MS), takenUpTo + 1);
      const list = lists.get(grain);
      if (list) list.push(item);
      else lists.set(grain, [item]);
    },
    take(atMs) {
      const grain = Math.floor(atMs / GRAIN_MS);
      takenUpTo = grain;
      const list = lists.get(grain);
      lists.delete(grain);
      return list ?? [];
    },
    rest: () => [...lists.values()].flat(),
  };
}
