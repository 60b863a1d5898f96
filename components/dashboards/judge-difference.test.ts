import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeDifference, judgeShare } from "./judge-difference.ts";

test("less time is better, fewer on time is worse, and two percent is nothing", () => {
  assert.equal(judgeDifference(232_000, 250_000, "down")?.meaning, "better");
  assert.equal(judgeShare(0.986, 0.982, "up")?.meaning, "better");
  assert.equal(judgeShare(0.0084, 0.0053, "down")?.meaning, "worse");
  assert.equal(judgeDifference(101, 100, "down")?.meaning, "same");
  assert.equal(judgeShare(0.0001, 0, "down")?.meaning, "same");
});

test("without both there is nothing to say", () => {
  assert.equal(judgeDifference(null, 1, "up"), null);
  assert.equal(judgeShare(1, null, "up"), null);
});
