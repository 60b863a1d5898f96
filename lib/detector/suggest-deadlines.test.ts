import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { suggestDeadlines } from "./suggest-deadlines.ts";

const usual = (p50: number, p99: number) => ({ p50, p95: (p50 + p99) / 2, p99, samples: 400, of: "all" }) as const;

test("a suggestion comes from p99 and its spread, in lengths that people say", () => {
  assert.deepEqual(suggestDeadlines(usual(2_000, 8_000), 120_000, 600_000), { softMs: 15_000, hardMs: 90_000 });
  assert.deepEqual(suggestDeadlines(usual(20, 8_000), 120_000, 600_000), { softMs: 15_000, hardMs: 180_000 });
  assert.deepEqual(suggestDeadlines(usual(3_600_000, 40_000_000), null, null), { softMs: 64_800_000, hardMs: 432_000_000 });
});

test("nothing is suggested where too little is known, or what is promised fits already", () => {
  assert.equal(suggestDeadlines(null, 1_000, 2_000), null);
  assert.equal(suggestDeadlines(usual(2_000, 8_000), 15_000, 90_000), null);
  assert.equal(suggestDeadlines(usual(2_000, 8_000), 20_000, 80_000), null);
});

test("whatever is usual: soft lies beyond p99, hard beyond soft", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e10, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true }), (p50, times) => {
      const suggestion = suggestDeadlines(usual(p50, p50 * times), null, null)!;
      assert.ok(suggestion.softMs > p50 * times && suggestion.hardMs > suggestion.softMs);
    }),
  );
});
