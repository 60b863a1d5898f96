import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dayStart, fromWall, toWall, weekdayOf, weekStart } from "./zone.ts";

const ZONES = ["UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham"];

test("a wall clock that is read at some moment leads back to a moment at which it is read", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...ZONES), (seconds, zone) => {
      const ms = Math.floor(seconds / 60) * 60_000;
      const wall = toWall(ms, zone);
      assert.deepEqual(toWall(fromWall(wall, zone), zone), wall);
    }),
  );
});

test("days begin at local midnight, also where a clock is turned", () => {
  assert.equal(new Date(dayStart(Date.UTC(2026, 10, 23, 21, 30), "Europe/Moscow")).toISOString(), "2026-11-23T21:00:00.000Z");
  const turned = dayStart(Date.UTC(2026, 2, 29, 12), "Europe/Berlin");
  assert.equal(dayStart(turned, "Europe/Berlin", 1) - turned, 23 * 3_600_000);
});

test("weeks begin on Monday", () => {
  const sunday = Date.UTC(2026, 10, 22, 23);
  assert.equal(weekdayOf(sunday, "UTC"), 6);
  assert.equal(weekdayOf(sunday, "Europe/Moscow"), 0);
  assert.equal(new Date(weekStart(sunday, "UTC")).toISOString(), "2026-11-16T00:00:00.000Z");
  assert.equal(new Date(weekStart(sunday, "UTC", 1)).toISOString(), "2026-11-23T00:00:00.000Z");
});
