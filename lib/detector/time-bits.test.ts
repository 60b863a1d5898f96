import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BUCKET_MS, bucketOf, bucketsIn, countBuckets, countInside, createTimeBits, setBit } from "./time-bits.ts";

const HOURS_OF_MS = fc.nat(4 * 3_600_000);

test("what is counted between two moments is what stands between them", () => {
  fc.assert(
    fc.property(fc.array(HOURS_OF_MS), HOURS_OF_MS, HOURS_OF_MS, (times, a, b) => {
      const bits = createTimeBits();
      for (const ms of times) setBit(bits, ms);
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const all = new Set(times.map(bucketOf));
      const between = [...all].filter((bucket) => bucket >= bucketOf(from) && bucket <= bucketOf(to)).sort((x, y) => x - y);
      assert.deepEqual([...bucketsIn(bits, bucketOf(from), bucketOf(to))], between);
      assert.equal(countBuckets(bits, bucketOf(from), bucketOf(to)), between.length);
      assert.equal(countBuckets(bits, bucketOf(from), bucketOf(to), 1), Math.min(1, between.length));
      const inside = [...all].filter((bucket) => bucket * BUCKET_MS >= from && (bucket + 1) * BUCKET_MS <= to);
      assert.equal(countInside(bits, from, to), inside.length);
      assert.equal(countInside(bits, Number.NEGATIVE_INFINITY, Number.MAX_SAFE_INTEGER), all.size);
    }),
  );
});
