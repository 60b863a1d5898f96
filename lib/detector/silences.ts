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
/** Beyond this a rhythm says nothing about a missing step any more, unless it is a habit. */
const LONGEST_GAP_MS = 6 * HOUR_MS;

/**
 * Nights and week-ends: silences that come again and again and make up much of the sender's time are its habit, not gaps. Held against
 * those of two thirds of its length and more; from the third day on, so that an outage a day long is not taken for one.
 */
const HABIT_SHARE = 0.25;
const HABIT_TIMES = 3;
const HABIT_FROM_MS = 72 * HOUR_MS;
const HABIT_LIKE = 2 / 3;

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
  const known = rhythmOf(distances, count);
  const rhythm = { ...known, gapMs: Math.max(known.gapMs, habitOf(distances, ((last ?? first) - first) * BUCKET_MS)) };
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

/** How long a habitual silence may last; 0 where none is known. */
function habitOf(distances: ReadonlyMap<number, number>, knownMs: Ms): Ms {
  if (knownMs < HABIT_FROM_MS) return 0;
  const longestFirst = [...distances].sort((a, b) => b[0] - a[0]);
  for (const [longest] of longestFirst) {
    if (longest * BUCKET_MS <= SHORTEST_GAP_MS) return 0;
    let times = 0;
    let sumMs = 0;
    for (const [distance, count] of longestFirst) {
      if (distance > longest || distance < HABIT_LIKE * longest) continue;
      times += count;
      sumMs += count * distance * BUCKET_MS;
    }
    if (times >= HABIT_TIMES && sumMs >= HABIT_SHARE * knownMs) return longest * BUCKET_MS;
  }
  return 0;
}
