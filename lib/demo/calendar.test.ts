import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createCalendar, type Period } from "./calendar.ts";
import { PERIOD_NAMES, resolveRates, WINDOW_MS } from "./scenarios.ts";
import { SERVICES, type ServiceName } from "./services.ts";

const services = Object.keys(SERVICES) as ServiceName[];
const periodsOf = (seed: number, untilMs: number, rates = resolveRates([])): readonly Period[] => {
  const calendar = createCalendar(seed, rates);
  return services.flatMap((service) => calendar.overlapping(service, 0, untilMs));
};

test("by any seed, the first 3 h hold every kind of period whole, and what it leaves behind has come to its end", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
      const periods = periodsOf(seed, WINDOW_MS).filter((period) => period.toMs <= WINDOW_MS - 30 * 60_000);
      assert.deepEqual(new Set(periods.map((period) => period.kind)), new Set(PERIOD_NAMES));
    }),
  );
});

test("by any seed, no service has two periods at once, nor two within the longest wait of each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
      const calendar = createCalendar(seed, resolveRates([]));
      for (const service of services) {
        const mine = [...calendar.overlapping(service, 0, 4 * WINDOW_MS)].sort((a, b) => a.fromMs - b.fromMs);
        for (let i = 1; i < mine.length; i++) assert.ok(mine[i]!.fromMs - mine[i - 1]!.toMs >= 10 * 60_000);
      }
    }),
  );
});

test("a rate is a share of time", () => {
  const periods = periodsOf(
    7,
    20 * WINDOW_MS,
    resolveRates([
      ["all", 0],
      ["sampled", 0.5],
    ]),
  );
  const share = periods.reduce((sum, period) => sum + period.toMs - period.fromMs, 0) / (20 * WINDOW_MS);
  assert.ok(Math.abs(share - 0.5) < 0.05, `${share}`);
  assert.deepEqual(new Set(periods.map((period) => period.kind)), new Set(["sampled"]));
});

test("a service that is down most of the time is up now and then", () => {
  const down = periodsOf(
    1,
    WINDOW_MS,
    resolveRates([
      ["all", 0],
      ["service-down", 1],
    ]),
  );
  assert.ok(down.length > 5);
  for (let i = 1; i < down.length; i++) assert.ok(down[i]!.fromMs > down[i - 1]!.toMs);
});
