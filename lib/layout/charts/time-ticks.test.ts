import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { placeTimeTicks } from "./time-ticks.ts";

test("a week is marked by its days at the reader's midnights", () => {
  const from = Date.UTC(2026, 10, 15, 21);
  const ticks = placeTimeTicks({ from, to: from + 7 * 86_400_000, width: 800, zone: "Europe/Moscow", lang: "en" });
  assert.deepEqual(
    ticks.map((tick) => tick.label),
    ["Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20", "Sat 21", "Sun 22"],
  );
  assert.equal(ticks[0]?.x, 0);
});

test("an hour is marked by round minutes, and a midnight by its day", () => {
  const from = Date.UTC(2026, 10, 22, 23, 31);
  const ticks = placeTimeTicks({ from, to: from + 3_600_000, width: 500, zone: "UTC", lang: "ru" });
  assert.deepEqual(
    ticks.map((tick) => tick.label),
    ["23:40", "23:50", "пн 23", "00:10", "00:20", "00:30"],
  );
});

test("marks stand in order, inside the range, never closer than their labels", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }),
      fc.integer({ min: 60, max: 400 * 86_400 }),
      fc.integer({ min: 100, max: 2_000 }),
      fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"),
      (start, seconds, width, zone) => {
        const [from, to] = [start * 1000, (start + seconds) * 1000];
        const ticks = placeTimeTicks({ from, to, width, zone, lang: "en" });
        for (const [i, tick] of ticks.entries()) {
          assert.ok(tick.at >= from && tick.at < to);
          // A turned clock may bring two marks an hour closer.
          if (i > 0) assert.ok(tick.x - ticks[i - 1]!.x > 70 - (3_600_000 / (to - from)) * width - 1e-6);
        }
      },
    ),
  );
});

test("a range that is none has no marks", () => {
  assert.deepEqual(placeTimeTicks({ from: 5, to: 5, width: 100, zone: "UTC", lang: "en" }), []);
  assert.deepEqual(placeTimeTicks({ from: 0, to: 5, width: 0, zone: "UTC", lang: "en" }), []);
});
