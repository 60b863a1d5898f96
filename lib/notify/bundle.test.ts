import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE_MS, unixMs } from "../base/time.ts";
import type { Severity } from "../detector/cases/case.ts";
import { decide, type Phase, type Told } from "./bundle.ts";

const EVERY = 15 * MINUTE_MS;
const told = (phase: Phase, count: number, severity: Severity = "major"): Told => ({ phase, count, severity, at: unixMs(0) });
const say = (last: Told | null, count: number, minutes: number, severity: Severity = "major") =>
  decide(last, { count, severity }, unixMs(minutes * MINUTE_MS), EVERY);

test("a group is told once, and again when it has doubled or become worse", () => {
  assert.deepEqual(say(null, 1, 0), { say: "hangs" });
  assert.deepEqual(say(told("hangs", 10), 11, 1), { wait: EVERY });
  assert.deepEqual(say(told("hangs", 10), 20, 1), { say: "update" });
  assert.deepEqual(say(told("hangs", 10), 10, 1, "critical"), { say: "update" });
});

test("what grew a little waits until the last word is old, and is not told where it came to nothing", () => {
  assert.deepEqual(say(told("hangs", 10), 12, 15), { say: "update" });
  assert.deepEqual(say(told("update", 10), 10, 15), { say: null });
});

test("it is over when nothing hangs any more, and then anew", () => {
  assert.deepEqual(say(told("hangs", 10), 0, 1), { say: "over" });
  assert.deepEqual(say(told("over", 0), 1, 2), { say: "hangs" });
});
