import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs } from "../base/time.ts";
import { cutRange } from "./spread-traces.ts";

test("the slices are the range: nothing between them, nothing twice, whatever its length", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 24 }), (from, long, n) => {
      const slices = cutRange(unixMs(from), unixMs(from + long), n);
      assert.equal(slices[0]?.[0], from);
      assert.equal(slices.at(-1)?.[1], from + long);
      for (let i = 1; i < slices.length; i++) assert.equal(slices[i]?.[0], slices[i - 1]?.[1]);
    }),
  );
});
