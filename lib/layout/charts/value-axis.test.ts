import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countAxis, durationAxis, highShareAxis, logDurationAxis, shareAxis, toY } from "./value-axis.ts";

test("durations are marked where a clock is round", () => {
  assert.deepEqual(durationAxis([41_000]).ticks, [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  assert.deepEqual(durationAxis([200_000]).ticks, [0, 60_000, 120_000, 180_000, 240_000]);
  assert.deepEqual(logDurationAxis(40, 70_000).ticks, [100, 1_000, 10_000, 60_000]);
});

test("counts are marked by whole numbers, and nothing at all still has an axis", () => {
  assert.deepEqual(countAxis([2]).ticks, [0, 1, 2]);
  assert.deepEqual(countAxis([null, 0]).ticks, [0, 1]);
  assert.ok(countAxis([97]).high >= 97);
});

test("a share never zooms in below one percent; on-time shares end at one", () => {
  assert.equal(shareAxis([0.0001]).high, 0.01);
  assert.equal(highShareAxis([0.97, 0.99]).high, 1);
  assert.ok(highShareAxis([0.97]).low <= 0.97);
});

test("whatever the values, the axis holds them, its marks rise, and pixels stay inside", () => {
  const value = fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1e10, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), (values) => {
      for (const axis of [countAxis(values), durationAxis(values)]) {
        assert.ok(axis.ticks.length < 30);
        for (const [i, mark] of axis.ticks.entries()) if (i > 0) assert.ok(mark > axis.ticks[i - 1]!);
        for (const one of values) {
          if (one === null) continue;
          assert.ok(one <= axis.high * (1 + 1e-9), `${one} over ${axis.high}`);
          const y = toY(axis, one, 100);
          assert.ok(y >= 0 && y <= 100);
        }
      }
    }),
  );
});
