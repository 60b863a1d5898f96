/**
 * A log-linear sketch of non-negative numbers (durations in nanoseconds): every power of two is cut into 32 equal buckets.
 *
 *   value     1      2           4                       8 ns …
 *   buckets   |32    |32         |32                     |
 *
 * A bucket is never wider than 1/32 of its values and answers with its middle: a quantile is wrong by 1/64 at most. Count and sum are exact.
 * Sketches add and subtract bucket by bucket, so any grouping of them is the sketch of all their values, and what was counted by mistake
 * can be taken out again.
 */
export interface Sketch {
  count: number;
  /** The sum as whole seconds and nanoseconds below one second: exact beyond the 104 days of nanoseconds that a double holds. */
  seconds: number;
  nanos: number;
  /** Bucket → how many; no entry is 0. */
  readonly buckets: Map<number, number>;
}

/** As above, for readers that must not change it. */
export type ReadonlySketch = Readonly<Omit<Sketch, "buckets">> & { readonly buckets: ReadonlyMap<number, number> };

export const RELATIVE_ERROR = 1 / 64;

const SUB_BITS = 5;
const PER_OCTAVE = 1 << SUB_BITS;
const NS_PER_SECOND = 1e9;
/** 2^63 ns, 292 years: longer is counted as that. */
const LARGEST = 2 ** 63;
const FIRST = 1023 * PER_OCTAVE;

// A double's exponent and the top of its mantissa are the bucket: read as bits, no logarithm is needed and none can be off by one.
const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 0 holds what is below 1 ns (and what is no number). */
export function bucketOfValue(value: number): number {
  if (!(value >= 1)) return 0;
  asDouble[0] = Math.min(value, LARGEST);
  return (asWords[HIGH]! >>> (20 - SUB_BITS)) - FIRST + 1;
}

/** Lower bound, inclusive. */
export function bucketFloor(bucket: number): number {
  if (bucket <= 0) return 0;
  const octave = Math.floor((bucket - 1) / PER_OCTAVE);
  return 2 ** octave * (1 + ((bucket - 1) % PER_OCTAVE) / PER_OCTAVE);
}

export const bucketMiddle = (bucket: number): number => (bucket <= 0 ? 0 : (bucketFloor(bucket) + bucketFloor(bucket + 1)) / 2);

export const createSketch = (): Sketch => ({ count: 0, seconds: 0, nanos: 0, buckets: new Map() });

/** `weight` −1 takes it out again. */
export function addValue(sketch: Sketch, value: number, weight = 1): void {
  const bucket = bucketOfValue(value);
  const whole = value > 0 ? Math.round(Math.min(value, LARGEST)) : 0;
  const seconds = Math.floor(whole / NS_PER_SECOND);
  sketch.count += weight;
  addSum(sketch, seconds * weight, (whole - seconds * NS_PER_SECOND) * weight);
  bump(sketch.buckets, bucket, weight);
}

export function mergeSketch(into: Sketch, other: ReadonlySketch, sign: 1 | -1 = 1): void {
  into.count += sign * other.count;
  addSum(into, sign * other.seconds, sign * other.nanos);
  for (const [bucket, count] of other.buckets) bump(into.buckets, bucket, sign * count);
}

/** Leaves at `into` what was in it and not in `other`. */
export const subtractSketch = (into: Sketch, other: ReadonlySketch): void => mergeSketch(into, other, -1);

export function addSum(sketch: Sketch, seconds: number, nanos: number): void {
  const rest = sketch.nanos + nanos;
  const carry = Math.floor(rest / NS_PER_SECOND);
  sketch.nanos = rest - carry * NS_PER_SECOND;
  sketch.seconds += seconds + carry;
}

function bump(buckets: Map<number, number>, bucket: number, by: number): void {
  const count = (buckets.get(bucket) ?? 0) + by;
  if (count === 0) buckets.delete(bucket);
  else buckets.set(bucket, count);
}

export const sumOf = (sketch: ReadonlySketch): number => sketch.seconds * NS_PER_SECOND + sketch.nanos;
/** Divided apart, so that long sums lose nothing. */
export const meanOf = (sketch: ReadonlySketch): number | null =>
  sketch.count > 0 ? (sketch.seconds / sketch.count) * NS_PER_SECOND + sketch.nanos / sketch.count : null;

/** The value of rank ⌈q·n⌉ (at least the first), to 1/64; null of nothing. */
export const quantileOf = (sketch: ReadonlySketch, q: number): number | null => quantilesOf(sketch, [q])[0]!;

/** Several at once; `qs` must rise. */
export function quantilesOf(sketch: ReadonlySketch, qs: readonly number[]): readonly (number | null)[] {
  if (sketch.count <= 0) return qs.map(() => null);
  const order = [...sketch.buckets.keys()].sort((a, b) => a - b);
  let seen = 0;
  let at = -1;
  return qs.map((q) => {
    const rank = Math.max(1, Math.ceil(q * sketch.count));
    while (seen < rank && at + 1 < order.length) seen += sketch.buckets.get(order[++at]!)!;
    return bucketMiddle(order[Math.max(0, at)] ?? 0);
  });
}

/** How many values lie below `limit`, to the bucket that it falls into, which is shared out evenly. */
export function countBelow(sketch: ReadonlySketch, limit: number): number {
  let below = 0;
  const edge = bucketOfValue(limit);
  for (const [bucket, count] of sketch.buckets) {
    if (bucket < edge) below += count;
    else if (bucket === edge) {
      const floor = bucketFloor(bucket);
      const ceiling = bucketFloor(bucket + 1);
      below += ceiling > floor ? count * Math.min(1, Math.max(0, (limit - floor) / (ceiling - floor))) : 0;
    }
  }
  return below;
}
