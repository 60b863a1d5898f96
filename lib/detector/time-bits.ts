import { HOUR_MS, type Ms } from "../base/time.ts";

/**
 * A set of event times, at five seconds' resolution, filled in any order: "was anything heard then?"
 *
 *   hour 487302   ▮▮▮▮▮▮▮▮▯▯▯▯▯▯▯▯▯▯▯▮▮▮▮▮▮▮▮▮▮…   720 buckets, one bit each: 90 bytes an hour
 *
 * Late spans fill holes; asking for the holes is `holesOf`. Memory is bounded by `forgetBefore`.
 */
export const BUCKET_MS: Ms = 5_000;
const PER_HOUR = HOUR_MS / BUCKET_MS;

export interface TimeBits {
  readonly hours: Map<number, Uint8Array>;
}

export const createTimeBits = (): TimeBits => ({ hours: new Map() });

export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);
export const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS);

/** True where the bit was not set before. */
export function setBit(bits: TimeBits, ms: number): boolean {
  const bucket = bucketOf(ms);
  const hour = Math.floor(bucket / PER_HOUR);
  let bytes = bits.hours.get(hour);
  if (!bytes) {
    bytes = new Uint8Array(PER_HOUR / 8);
    bits.hours.set(hour, bytes);
  }
  const index = bucket - hour * PER_HOUR;
  const mask = 1 << (index & 7);
  const before = bytes[index >> 3]!;
  if (before & mask) return false;
  bytes[index >> 3] = before | mask;
  return true;
}

/** All buckets that are set, ascending; as `bucketsIn`, for the long way over everything. */
export function forEachBucket(bits: TimeBits, visit: (bucket: number) => void): void {
  for (const hour of [...bits.hours.keys()].sort((a, b) => a - b)) {
    const bytes = bits.hours.get(hour)!;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === 0) continue;
      for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) visit(hour * PER_HOUR + at * 8 + bit);
    }
  }
}

/** Buckets that are set, ascending. */
export function* bucketsIn(bits: TimeBits, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): Generator<number> {
  for (const hour of [...bits.hours.keys()].sort((a, b) => a - b)) {
    if ((hour + 1) * PER_HOUR <= from || hour * PER_HOUR > to) continue;
    const bytes = bits.hours.get(hour)!;
    for (let index = 0; index < PER_HOUR; index++) {
      if (!(bytes[index >> 3]! & (1 << (index & 7)))) continue;
      const bucket = hour * PER_HOUR + index;
      if (bucket >= from && bucket <= to) yield bucket;
    }
  }
}

/** How many buckets are set from the one to the other, both included; counted no further than `most`. */
export function countBuckets(bits: TimeBits, from: number, to: number, most = Number.POSITIVE_INFINITY): number {
  let count = 0;
  for (const [hour, bytes] of bits.hours) {
    const first = Math.max(0, from - hour * PER_HOUR);
    const last = Math.min(PER_HOUR - 1, to - hour * PER_HOUR);
    for (let index = first; index <= last && count < most; index++) if (bytes[index >> 3]! & (1 << (index & 7))) count++;
  }
  return count;
}

/** Buckets set whose whole time lies inside (fromMs, toMs). */
export const countInside = (bits: TimeBits, fromMs: number, toMs: number): number =>
  countBuckets(bits, Math.ceil(fromMs / BUCKET_MS), Math.floor(toMs / BUCKET_MS) - 1);

export function forgetBefore(bits: TimeBits, ms: number, except: Pick<ReadonlyMap<number, unknown>, "has">): void {
  for (const hour of bits.hours.keys()) if (hour < hourOf(ms) && !except.has(hour)) bits.hours.delete(hour);
}

export const encodeHour = (bits: TimeBits, hour: number): string | null => {
  const bytes = bits.hours.get(hour);
  return bytes ? Buffer.from(bytes).toString("base64") : null;
};

export function decodeHour(bits: TimeBits, hour: number, text: string | null | undefined): void {
  if (!text) return;
  const bytes = new Uint8Array(PER_HOUR / 8);
  bytes.set(Buffer.from(text, "base64").subarray(0, bytes.length));
  bits.hours.set(hour, bytes);
}
