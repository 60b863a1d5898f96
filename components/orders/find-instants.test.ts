import assert from "node:assert/strict";
import { test } from "node:test";
import { findInstants } from "./find-instants.ts";

test("a clock time is put on the day that brings it closest to the evidence, across midnight too", () => {
  assert.deepEqual(findInstants("at 23:59:50 UTC, then 00:00:10 UTC", "2026-11-24T00:00:05.000Z"), [
    "at ",
    { at: "2026-11-23T23:59:50.000Z" },
    ", then ",
    { at: "2026-11-24T00:00:10.000Z" },
  ]);
});

test("a time with its date is taken as it is, and text without times stays whole", () => {
  assert.deepEqual(findInstants("2026-11-20 14:02:11 UTC", "2026-11-24T00:00:00Z"), [{ at: "2026-11-20T14:02:11.000Z" }]);
  assert.deepEqual(findInstants("never", "2026-11-24T00:00:00Z"), ["never"]);
});

test("impossible times are left as text", () => {
  assert.deepEqual(findInstants("99:99:99 UTC", "2026-11-24T00:00:00Z"), ["99:99:99 UTC"]);
});
