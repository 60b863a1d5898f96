import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, unixMs } from "../base/time.ts";
import { createArrivals, noteArrival, timeByArrivals } from "./arrivals.ts";
import { at } from "./drawn-execution.ts";

/** Spans arrive each five seconds, a second after their end, by a clock that is `aheadMs` ahead of theirs. */
function run(from: number, to: number, aheadMs: number, arrivals = createArrivals()): readonly number[] {
  const behind: number[] = [];
  for (let second = from; second <= to; second += 5) {
    const now = unixMs(at(second) + aheadMs);
    noteArrival(arrivals, now, at(second - 1));
    behind.push((now - timeByArrivals(arrivals, now)) / 1_000);
  }
  return behind;
}

test("while what arrives is fresh, our clock is the time", () => assert.deepEqual([...new Set(run(0, 600, 0))], [0]));

test("set ahead by an hour, it is judged by what the arriving spans tell, from the first moment", () => {
  const arrivals = createArrivals();
  run(0, 600, 0, arrivals);
  const jumped = unixMs(at(601) + HOUR_MS);
  assert.equal(timeByArrivals(arrivals, jumped), at(600), "before anything arrives, time stands");
  for (const behind of run(605, 900, HOUR_MS, arrivals)) assert.ok(Math.abs(behind - 3_600) <= 2, `${behind}`);
  assert.deepEqual([...new Set(run(905, 1_200, 0, arrivals))].at(-1), 0, "and set right again");
});

test("after a sleep, or in a silence of all services, our clock goes on to count", () => {
  const arrivals = createArrivals();
  run(0, 600, 0, arrivals);
  assert.equal(timeByArrivals(arrivals, at(700)), at(700));
  timeByArrivals(arrivals, at(4_000));
  assert.equal(timeByArrivals(arrivals, at(4_200)), at(4_200));
});

test("a backend that shows its newest spans a minute or two late delays nothing", () => {
  const arrivals = createArrivals();
  run(0, 300, 0, arrivals);
  for (let second = 300; second < 600; second += 5) {
    noteArrival(arrivals, at(second), at(second - 110));
    assert.equal(timeByArrivals(arrivals, at(second)), at(second));
  }
});

test("an old log that is loaded where nothing was live is no jump", () => {
  const arrivals = createArrivals();
  noteArrival(arrivals, at(0), at(-90_000));
  assert.equal(timeByArrivals(arrivals, at(0)), at(0));
});
