import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Piece, planRange } from "./plan-range.ts";
import { DAY_S, HOUR_S, KEEP_MS, MINUTE_S } from "./series-key.ts";

const NOW = Date.UTC(2026, 10, 23, 12, 34, 56);
const rows = (pieces: readonly Piece[]) => pieces.reduce((sum, { from, to }) => sum + to - from, 0);
const seconds = (pieces: readonly Piece[]) =>
  pieces.map(({ step, from, to }) => [from * step, to * step] as const).sort((a, b) => a[0] - b[0]);

test("the pieces lie end to end, hold the range, and stick out by less than one bucket of the finest step", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 380 * DAY_S }), fc.integer({ min: 1, max: 40 * DAY_S }), (ago, length) => {
      const from = NOW - ago * 1_000;
      const to = Math.min(NOW - 1, from + length * 1_000);
      if (from >= to) return;
      const pieces = planRange(from, to, NOW);
      const ends = seconds(pieces);
      for (const [at, [start]] of ends.entries()) if (at > 0) assert.equal(start, ends[at - 1]![1]);
      const finest = Math.min(...pieces.map(({ step }) => step));
      assert.ok(ends[0]![0] * 1_000 <= from && ends[0]![0] * 1_000 > from - finest * 1_000);
      assert.ok(ends.at(-1)![1] * 1_000 >= to && ends.at(-1)![1] * 1_000 < to + finest * 1_000);
    }),
  );
});

test("never a bucket finer than is kept of that time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 380 * DAY_S }), (ago) => {
      const from = NOW - ago * 1_000;
      for (const { step } of planRange(from, NOW - 1, NOW)) assert.ok(step === DAY_S || from >= NOW - KEEP_MS[step]);
    }),
  );
});

test("a month costs some dozens of rows a series, as does an afternoon", () => {
  assert.ok(rows(planRange(NOW - 30 * DAY_S * 1_000, NOW, NOW)) <= 24 + 31);
  assert.ok(rows(planRange(NOW - 6 * HOUR_S * 1_000, NOW, NOW)) <= 60 + 24);
  assert.ok(rows(planRange(NOW - 30 * DAY_S * 1_000, NOW, NOW, true)) <= 31);
});

test("what reaches now takes the running hour and day whole", () => {
  const pieces = planRange(NOW - HOUR_S * 1_000, NOW, NOW);
  assert.ok(seconds(pieces).at(-1)![1] * 1_000 >= NOW);
  assert.ok(!pieces.some(({ step, to }) => step === MINUTE_S && to * MINUTE_S * 1_000 > NOW + HOUR_S * 1_000));
});
