import type { Ms } from "../base/time.ts";

/** Buckets by key, each filling by itself. A full one needs no memory, so the one that was used longest ago may be forgotten. */
export interface Buckets {
  /** Milliseconds until one may be taken; 0: now. */
  waitMs(key: string): Ms;
  take(key: string): void;
  /** How many are remembered. */
  size(): number;
}

const MOST_KEYS = 10_000;

export function makeBuckets(rate: { readonly perSecond: number; readonly burst: number }, now: () => number, most = MOST_KEYS): Buckets {
  const kept = new Map<string, { readonly left: number; readonly at: number }>();
  const left = (key: string): number => {
    const bucket = kept.get(key);
    return bucket === undefined ? rate.burst : Math.min(rate.burst, bucket.left + ((now() - bucket.at) / 1_000) * rate.perSecond);
  };
  return {
    waitMs: (key) => Math.max(0, Math.ceil(((1 - left(key)) / rate.perSecond) * 1_000)),
    take(key) {
      const rest = left(key) - 1;
      kept.delete(key);
      kept.set(key, { left: rest, at: now() });
      if (kept.size > most) for (const oldest of kept.keys()) return void kept.delete(oldest);
    },
    size: () => kept.size,
  };
}
