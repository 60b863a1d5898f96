import assert from "node:assert/strict";
import { test } from "node:test";
import { createSteadyClock } from "./steady-clock.ts";

test("a wall clock set back is not followed: time goes on at its own pace until the wall has caught up", () => {
  let wall = 1_000_000;
  let tick = 0;
  const clock = createSteadyClock(
    () => wall,
    () => tick,
  );
  const pass = (ms: number, jump = 0): number => {
    wall += ms + jump;
    tick += ms;
    return clock();
  };
  assert.equal(clock(), 1_000_000);
  assert.equal(pass(500), 1_000_500);
  assert.equal(pass(500, -3_600_000), 1_001_000);
  assert.equal(pass(60_000), 1_061_000);
  assert.equal(pass(0, 3_600_000), 1_061_000);
  assert.equal(pass(10, 3_600_000), 4_661_010, "forwards it is followed at once");
  assert.equal(pass(100, -120), 4_661_010, "a small correction is waited out");
});
