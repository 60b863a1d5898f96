import { HOUR_MS, MINUTE_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";
import { BUCKET_MS, forEachBucket, type TimeBits } from "./time-bits.ts";

/** A time in which nothing was heard; both ends were, so it is over. */
export interface Silence {
  readonly from: UnixMs;
  readonly to: UnixMs;
}

export interface Rhythm {
  /** Between two sounds, 95 % of the time; null where too few are known. */
  readonly usualMs: Ms | null;
  /** A silence longer than this is none of its habits. */
  readonly gapMs: Ms;
}

/** Shorter silences are never called a gap: a batch that is late, a garbage collection, a restart. */
const SHORTEST_GAP_MS = MINUTE_MS;
const FEWEST_SOUNDS = 20;
/** Beyond this a rhythm says nothing about a missing step any more. */
const LONGEST_GAP_MS = 6 * HOUR_MS;

export interface Hearing {
  readonly rhythm: Rhythm;
  readonly firstMs: UnixMs;
  readonly silences: readonly Silence[];
}

/**
 * Where one sender's silences are, held against its own rhythm. The rhythm is that of neighbouring sounds, so that a long outage, one
 * distance among thousands, does not become a habit. A silence is taken as long as it may have been: from the end of the last bucket
 * heard to the end of the first one after it.
 */
export function hear(bits: TimeBits): Hearing | null {
  const distances = new Map<number, number>();
  const jumps: { readonly from: number; readonly to: number }[] = [];
  let first: number | null = null;
  let last: number | null = null;
  let count = 0;
  forEachBucket(bits, (bucket) => {
    if (last !== null) {
      const distance = bucket - last;
      distances.set(distance, (distances.get(distance) ?? 0) + 1);
      count++;
      if (distance * BUCKET_MS > SHORTEST_GAP_MS) jumps.push({ from: last, to: bucket });
    }
    first ??= bucket;
    last = bucket;
  });
  if (first === null) return null;
  const rhythm = rhythmOf(distances, count);
  const silences = jumps
    .filter((jump) => (jump.to - jump.from) * BUCKET_MS > rhythm.gapMs)
    .map((jump) => ({ from: unixMs((jump.from + 1) * BUCKET_MS), to: unixMs((jump.to + 1) * BUCKET_MS) }));
  return { rhythm, firstMs: unixMs(first * BUCKET_MS), silences };
}

function rhythmOf(distances: ReadonlyMap<number, number>, count: number): Rhythm {
  if (count < FEWEST_SOUNDS) return { usualMs: null, gapMs: SHORTEST_GAP_MS };
  let left = count * 0.95;
  let usual = 1;
  for (const [distance, times] of [...distances].sort((a, b) => a[0] - b[0])) {
    usual = distance;
    left -= times;
    if (left <= 0) break;
  }
  const usualMs = usual * BUCKET_MS;
  return { usualMs, gapMs: Math.min(LONGEST_GAP_MS, Math.max(SHORTEST_GAP_MS, 4 * usualMs)) };
}
