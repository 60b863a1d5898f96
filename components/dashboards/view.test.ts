import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  COMPARISONS,
  type DashView,
  PLAIN,
  PRESETS,
  type Preset,
  REFRESHES,
  readDashView,
  resolvePeriod,
  usualRange,
  writeDashView,
} from "./view.ts";

const NOW = Date.UTC(2026, 10, 23, 14, 39, 6);

const moment = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 10) });
const views: fc.Arbitrary<DashView> = fc.record({
  range: fc.oneof(
    fc.constantFrom(...(Object.keys(PRESETS) as Preset[])),
    fc.tuple(moment, fc.integer({ min: 1, max: 3e9 })).map(([from, length]) => ({ from, to: from + length })),
  ),
  compare: fc.constantFrom(...COMPARISONS),
  zone: fc.constantFrom(null, "UTC", "Europe/Moscow"),
  refresh: fc.constantFrom(...REFRESHES),
  chain: fc.constantFrom(null, "price-calculation", "ц&=?"),
  operation: fc.constantFrom(null, "GET /orders/{id}"),
  box: fc.option(
    fc
      .tuple(moment, fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 9_999 }))
      .map(([from, length, lowMs]) => ({ from, to: from + length, lowMs, highMs: lowMs === 7 ? Infinity : lowMs + 1 })),
    { nil: null },
  ),
});

test("an address restores the view that it was copied from", () => {
  fc.assert(fc.property(views, (view) => assert.deepEqual(readDashView(new URLSearchParams(writeDashView(view))), { ...view })));
});

test("no address, however odd, throws; reversed and absurd ranges are the plain one", () => {
  for (const odd of [
    "from=x&to=y",
    "from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z",
    "from=0001-01-01&to=9999-01-01",
    "range=constructor",
    "tz=Mars",
    "refresh=7",
    "box=~",
  ])
    assert.deepEqual(readDashView(new URLSearchParams(odd)), PLAIN);
});

test("a chart never has more buckets than it can draw, nor finer ones than are kept", () => {
  fc.assert(
    fc.property(views, (view) => {
      const { from, to, step } = resolvePeriod(view, NOW);
      assert.ok(from < to);
      assert.ok((to - from) / (step * 1000) <= 801);
      if (NOW - from > 48 * 3_600_000) assert.ok(step >= 3_600);
    }),
  );
});

test("a week is held against the week before, a day by choice against the same day of last week", () => {
  const week = resolvePeriod({ ...PLAIN, range: "7d" }, NOW);
  assert.equal(week.before!.to, week.from);
  assert.equal(week.step, 3_600);
  const day = resolvePeriod({ ...PLAIN, compare: "week" }, NOW);
  assert.equal(day.from - day.before!.from, 7 * 86_400_000);
  assert.equal(day.step, 300);
  assert.equal(resolvePeriod({ ...PLAIN, compare: "none" }, NOW).before, null);
});

test("where the telemetry is young, what is usual is as much as there is", () => {
  assert.equal(usualRange(NOW - 20 * 60_000, NOW), "1h");
  assert.equal(usualRange(NOW - 3 * 3_600_000, NOW), "6h");
  assert.equal(usualRange(NOW - 9 * 86_400_000, NOW), "24h");
  assert.equal(usualRange(null, NOW), "24h");
});
