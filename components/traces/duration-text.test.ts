import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readDuration, writeDuration } from "./duration-text.ts";

test("durations are read as people write them, in both languages", () => {
  for (const [text, ms] of [
    ["250", 250],
    [" 250 ms ", 250],
    ["1.5s", 1500],
    ["1,5 с", 1500],
    ["2 мин 10 с", 130_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["300µs", 0.3],
  ] as const)
    assert.equal(readDuration(text), ms, text);
});

test("what is no duration is none, and not zero", () => {
  for (const text of ["", " ", "fast", "1 parsec", "-5", "1.5.2s", "s"]) assert.equal(readDuration(text), null, text);
});

test("what is written is read back as the same duration", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e8, noNaN: true }), (any) => {
      const ms = Number(any.toPrecision(6));
      assert.equal(readDuration(writeDuration(ms)), ms);
    }),
  );
});
