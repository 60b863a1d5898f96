import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { msToNs, nsToMs, unixMs, unixNs } from "./time.ts";

test("whole milliseconds survive exactly, from 1970 to beyond the range of OTLP", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 44 }), (ms) => assert.equal(nsToMs(msToNs(unixMs(ms))), ms)));
});

test("nanoseconds come back within a quarter of a microsecond until 2100", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n }), (ns) => {
      const error = msToNs(nsToMs(unixNs(ns))) - ns;
      assert.ok(error >= -250n && error <= 250n);
    }),
  );
});
