import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeDifference } from "./judge-difference.ts";

test("less time is better, fewer on time is worse, and two percent is nothing", () => {
  assert.equal(judgeDifference(232_000, 250_000, "down")?.meaning, "better");
  assert.equal(judgeDifference(0.95, 0.99, "up", 0.001)?.meaning, "worse");
  assert.equal(judgeDifference(101, 100, "down")?.meaning, "same");
  assert.equal(judgeDifference(0.0001, 0, "down", 0.0005)?.meaning, "same");
});

test("without both there is nothing to say", () => {
  assert.equal(judgeDifference(null, 1, "up"), null);
  assert.equal(judgeDifference(1, null, "up"), null);
});
