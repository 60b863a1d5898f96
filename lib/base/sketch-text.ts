import { addSum, createSketch, type ReadonlySketch, type Sketch } from "./sketch.ts";

/**
 * A sketch as text: base64 of varints. Used buckets lie side by side, so runs of them are written, and of each bucket the difference to the one
 * before it: of many thousand values that is a byte mostly.
 *
 *   seconds nanos │ skip length difference difference … │ skip length difference … │ …
 *                   one run: `skip` from the end of the last one; a hole of one bucket is a count of 0 inside the run
 *
 * Differences 0, −1, 1, −2, … are written as 0, 1, 2, 3, …. Varints are little-endian, seven bits a byte; beyond 2^32 by division, since a sum of
 * seconds may be that long.
 */
export function encodeSketch(sketch: ReadonlySketch): string {
  const used = [...sketch.buckets].filter(([, count]) => count > 0).sort((a, b) => a[0] - b[0]);
  const bytes: number[] = [];
  putVarint(bytes, Math.max(0, sketch.seconds));
  putVarint(bytes, Math.max(0, sketch.nanos));
  let end = 0;
  for (let at = 0; at < used.length; ) {
    let last = at;
    while (last + 1 < used.length && used[last + 1]![0] - used[last]![0] <= 2) last++;
    const first = used[at]![0];
    putVarint(bytes, first - end);
    putVarint(bytes, used[last]![0] - first + 1);
    let before = 0;
    const put = (count: number) => {
      const difference = count - before;
      putVarint(bytes, difference >= 0 ? 2 * difference : -2 * difference - 1);
      before = count;
    };
    for (let next = first; at <= last; at++, next++) {
      const [bucket, count] = used[at]!;
      for (; next < bucket; next++) put(0);
      put(count);
    }
    end = used[last]![0] + 1;
  }
  return Buffer.from(bytes).toString("base64");
}

/** Adds what the text holds to `into` without making a sketch between. */
export function addEncoded(into: Sketch, text: string): void {
  readEncoded(into, text, (bucket, count) => into.buckets.set(bucket, (into.buckets.get(bucket) ?? 0) + count));
}

/** Buckets end with 2^63 (`bucketOfValue`); what a damaged text says beyond is left out. */
const MOST_BUCKETS = 2_048;
const dense = new Float64Array(MOST_BUCKETS);

/** The sum of many, several times faster than one after the other: a month of hours, a hundred series a page. */
export function sumEncoded(texts: Iterable<string>): Sketch {
  const sum = createSketch();
  let highest = -1;
  const add = (bucket: number, count: number) => {
    if (bucket >= MOST_BUCKETS) return;
    dense[bucket]! += count;
    if (bucket > highest) highest = bucket;
  };
  for (const text of texts) readEncoded(sum, text, add);
  sum.count = 0;
  for (let bucket = 0; bucket <= highest; bucket++) {
    const count = dense[bucket]!;
    if (count === 0) continue;
    sum.buckets.set(bucket, count);
    sum.count += count;
    dense[bucket] = 0;
  }
  return sum;
}

function readEncoded(into: Sketch, text: string, add: (bucket: number, count: number) => void): void {
  const reader = { bytes: Buffer.from(text, "base64"), at: 0 };
  const seconds = takeVarint(reader);
  addSum(into, seconds, takeVarint(reader));
  let bucket = 0;
  while (reader.at < reader.bytes.length) {
    bucket += takeVarint(reader);
    let count = 0;
    for (let left = takeVarint(reader); left > 0 && reader.at < reader.bytes.length; left--, bucket++) {
      const difference = takeVarint(reader);
      count += difference % 2 === 0 ? difference / 2 : -(difference + 1) / 2;
      if (count <= 0) continue;
      into.count += count;
      add(bucket, count);
    }
  }
}

export function decodeSketch(text: string): Sketch {
  const sketch = createSketch();
  addEncoded(sketch, text);
  return sketch;
}

function putVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** A text that ends early reads as zeros: a damaged row must not stop a page. */
function takeVarint(reader: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = reader.bytes[reader.at++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}
