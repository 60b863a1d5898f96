import assert from "node:assert/strict";
import { test } from "node:test";
import { addValue, createSketch } from "../base/sketch.ts";
import { sureOf, sureOfQuantile, sureOfRates, sureOfShares } from "./significance.ts";

/** The same numbers every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}

test("the table of the normal distribution", () => {
  for (const [z, sure] of [
    [0, 0],
    [1, 0.6827],
    [1.96, 0.95],
    [2.5758, 0.99],
    [-3.2905, 0.999],
  ] as const)
    assert.ok(Math.abs(sureOf(z) - sure) < 1e-4, `${z}: ${sureOf(z)}`);
});

test("where nothing changed, one comparison in twenty at most is called sure to 95 %", () => {
  const random = dice(7);
  const runs = 1_000;
  let shares = 0;
  let quantiles = 0;
  for (let run = 0; run < runs; run++) {
    const draw = () => {
      const sketch = createSketch();
      let part = 0;
      for (let at = 0; at < 200; at++) {
        if (random() < 0.1) part++;
        addValue(sketch, 1e6 * (1 + random() * 100));
      }
      return { part, whole: 200, sketch };
    };
    const [before, now] = [draw(), draw()];
    if (sureOfShares(before, now) > 0.95) shares++;
    if (sureOfQuantile(before.sketch, now.sketch, 0.95) > 0.95) quantiles++;
  }
  assert.ok(shares / runs < 0.07, `shares: ${shares}`);
  assert.ok(quantiles / runs < 0.07, `quantiles: ${quantiles}`);
});

test("a change that anybody would see is sure; one of a handful is not", () => {
  assert.ok(sureOfShares({ part: 10, whole: 1_000 }, { part: 50, whole: 1_000 }) > 0.999);
  assert.ok(sureOfShares({ part: 0, whole: 10 }, { part: 1, whole: 10 }) < 0.9);
  assert.equal(sureOfShares({ part: 0, whole: 0 }, { part: 1, whole: 10 }), 0);
  const of = (factor: number, count: number) => {
    const sketch = createSketch();
    for (let at = 0; at < count; at++) addValue(sketch, factor * 1e6 * (1 + at));
    return sketch;
  };
  assert.ok(sureOfQuantile(of(1, 500), of(1.5, 500), 0.95) > 0.999);
  assert.equal(sureOfQuantile(of(1, 500), of(5, 10), 0.95), 0);
  assert.ok(sureOfRates({ count: 1_000, ms: 60_000 }, { count: 200, ms: 60_000 }) > 0.999);
  assert.ok(sureOfRates({ count: 1_000, ms: 60_000 }, { count: 1_030, ms: 60_000 }) < 0.5);
});
