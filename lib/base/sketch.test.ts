import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addValue,
  bucketFloor,
  bucketMiddle,
  bucketOfValue,
  countBelow,
  createSketch,
  meanOf,
  mergeSketch,
  quantilesOf,
  RELATIVE_ERROR,
  type Sketch,
  subtractSketch,
  sumOf,
} from "./sketch.ts";
import { decodeSketch, encodeSketch, sumEncoded } from "./sketch-text.ts";

/** From nothing to a year, in nanoseconds, as spans last: seldom evenly. */
const duration = fc
  .tuple(fc.integer({ min: 0, max: 54 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([power, x]) => Math.floor(2 ** power * x));
const durations = fc.array(duration, { minLength: 1, maxLength: 300 });
const sketchOf = (values: readonly number[]): Sketch => {
  const sketch = createSketch();
  for (const value of values) addValue(sketch, value);
  return sketch;
};
const plain = (sketch: Sketch) => ({ ...sketch, buckets: [...sketch.buckets].sort((a, b) => a[0] - b[0]) });

test("every value lies in its bucket, and the bucket's middle is within 1/64 of it", () => {
  fc.assert(
    fc.property(duration, (value) => {
      const bucket = bucketOfValue(value);
      assert.ok(bucketFloor(bucket) <= value && value < bucketFloor(bucket + 1) + (value === 0 ? 1 : 0));
      assert.ok(Math.abs(bucketMiddle(bucket) - value) <= value * RELATIVE_ERROR);
    }),
  );
});

test("count and sum are exact, and quantiles are within 1/64 of the value of their rank", () => {
  fc.assert(
    fc.property(durations, (values) => {
      const sketch = sketchOf(values);
      assert.equal(sketch.count, values.length);
      const sum = values.reduce((all, value) => all + BigInt(value), 0n);
      assert.equal(BigInt(sketch.seconds) * 1_000_000_000n + BigInt(sketch.nanos), sum);
      const sorted = values.toSorted((a, b) => a - b);
      const qs = [0, 0.25, 0.5, 0.95, 0.99, 1];
      quantilesOf(sketch, qs).forEach((quantile, at) => {
        const exact = sorted[Math.max(1, Math.ceil(qs[at]! * values.length)) - 1]!;
        assert.ok(Math.abs(quantile! - exact) <= exact * RELATIVE_ERROR + 1e-9, `${qs[at]}: ${quantile} for ${exact}`);
      });
      assert.ok(Math.abs(meanOf(sketch)! - Number(sum) / values.length) <= 1e-12 * Number(sum) + 1e-6);
    }),
  );
});

test("the sketch of a union is the union of the sketches, and what is taken out was never there", () => {
  fc.assert(
    fc.property(durations, durations, (left, right) => {
      const both = sketchOf(left);
      mergeSketch(both, sketchOf(right));
      assert.deepEqual(plain(both), plain(sketchOf([...left, ...right])));
      subtractSketch(both, sketchOf(left));
      assert.deepEqual(plain(both), plain(sketchOf(right)));
      for (const value of right) addValue(both, value, -1);
      assert.deepEqual(plain(both), plain(createSketch()));
    }),
  );
});

test("written and read again it is the same, and a damaged text stops nobody", () => {
  fc.assert(
    fc.property(durations, fc.base64String(), (values, garbage) => {
      const sketch = sketchOf(values);
      assert.deepEqual(plain(decodeSketch(encodeSketch(sketch))), plain(sketch));
      decodeSketch(garbage.slice(0, 40));
    }),
  );
});

test("the sum of many texts is the sketch of all their values", () => {
  fc.assert(
    fc.property(fc.array(durations, { maxLength: 6 }), (lists) => {
      assert.deepEqual(plain(sumEncoded(lists.map((list) => encodeSketch(sketchOf(list))))), plain(sketchOf(lists.flat())));
    }),
  );
});

test("nothing has no quantile and no mean; what is no duration counts as none", () => {
  const sketch = createSketch();
  assert.deepEqual([meanOf(sketch), ...quantilesOf(sketch, [0.5])], [null, null]);
  assert.deepEqual(plain(decodeSketch(encodeSketch(sketch))), plain(sketch));
  for (const value of [0, -5, Number.NaN]) addValue(sketch, value);
  assert.deepEqual([sketch.count, sumOf(sketch), meanOf(sketch), ...quantilesOf(sketch, [0.99])], [3, 0, 0, 0]);
  addValue(sketch, Number.POSITIVE_INFINITY);
  assert.ok(quantilesOf(sketch, [1])[0]! >= 2 ** 63);
});

test("a thousand durations of one service fit into a few hundred bytes", () => {
  const values = Array.from({ length: 1_000 }, (_, at) => Math.round(50e6 * Math.exp(1.2 * Math.sin(at) * 2)));
  const length = encodeSketch(sketchOf(values)).length;
  assert.ok(length < 450, `${length}`);
});

test("how many lie below a limit is known to the bucket", () => {
  fc.assert(
    fc.property(durations, duration, (values, limit) => {
      const sketch = sketchOf(values);
      const below = countBelow(sketch, limit);
      assert.ok(below >= values.filter((value) => value < limit * (1 - 2 * RELATIVE_ERROR)).length - 1e-9);
      assert.ok(below <= values.filter((value) => value < limit * (1 + 2 * RELATIVE_ERROR) + 1).length + 1e-9);
    }),
  );
});
