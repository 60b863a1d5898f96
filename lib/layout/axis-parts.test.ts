import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildFoldAxis } from "./fold-axis.ts";
import { formatClock, formatDuration } from "./format.ts";
import { sampleTable } from "./sample-table.ts";
import { itemOfKey, keyOf } from "./span-table.ts";
import { pickStep, placeTicks } from "./ticks.ts";
import { clampRange, panRange, wholeRange, zoomRange } from "./viewport.ts";

const moment = { startUnixNs: 1_767_225_724_104_000_000n, timeZone: "UTC" };

test("ticks stand at round moments, each fold says how long it is", () => {
  const axis = buildFoldAxis(
    sampleTable([
      { parent: -1, start: 0, duration: 8e9 },
      { parent: -1, start: 2228e9, duration: 4e9 },
    ]),
    2232e9,
    true,
  );
  const ticks = placeTicks(axis, { from: 0, to: axis.units.at(-1)! }, 700, moment, "en");
  assert.deepEqual(
    ticks.map((tick) => tick.label),
    ["00:02:04", ":06", ":08", ":10", ":12", "⋯ 37 min ⋯", "00:39:12", ":14"],
  );
  for (let k = 1; k < ticks.length; k++) assert.ok(ticks[k]!.x >= ticks[k - 1]!.x);
});

test("an axis of years counts in days: a time of day would be the same at every tick", () => {
  const end = 500 * 365 * 86_400e9;
  const ticks = placeTicks(
    buildFoldAxis(sampleTable([{ parent: -1, start: 0, duration: end }]), end, true),
    { from: 0, to: end },
    700,
    moment,
    "en",
  );
  const labels = ticks.map((tick) => tick.label);
  assert.ok(labels.every((label) => /^\d{4}-\d\d-\d\d$/.test(label)) && new Set(labels).size === labels.length, labels.join(" "));
});

test("steps are round on a clock, and never finer than asked", () => {
  for (const [least, step] of [
    [3, 5],
    [60e6, 1e8],
    [3e9, 5e9],
    [40e9, 60e9],
    [4000e9, 7200e9],
  ] as const)
    assert.equal(pickStep(least), step);
  fc.assert(fc.property(fc.double({ min: 1, max: 1e20, noNaN: true }), (least) => assert.ok(pickStep(least) >= least)));
});

test("ticks of any range are few and do not throw", () => {
  const axis = buildFoldAxis(sampleTable([{ parent: -1, start: 0, duration: 1e25 }]), 1e25, true);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e25, noNaN: true }), fc.double({ min: 10, max: 1e25, noNaN: true }), (from, size) => {
      assert.ok(placeTicks(axis, { from, to: from + size }, 1200, moment, "ru").length < 200);
    }),
  );
});

test("zooming keeps the point under the pointer, and no movement leaves the axis", () => {
  const length = 1e10;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean()), {
        maxLength: 30,
      }),
      (moves) => {
        let range = wholeRange(length);
        for (const [at, by, zoom] of moves) {
          const before = range.from + at * (range.to - range.from);
          range = zoom ? zoomRange(range, at, 2 ** by, length) : panRange(range, by, length);
          assert.ok(range.from >= 0 && range.to <= wholeRange(length).to * (1 + 1e-12) && range.to > range.from);
          const after = range.from + at * (range.to - range.from);
          if (zoom && by < 0 && range.to - range.from > 20) assert.ok(Math.abs(after - before) <= length * 1e-9);
        }
      },
    ),
  );
  assert.deepEqual(clampRange({ from: Number.NaN, to: 1 }, length), wholeRange(length));
});

test("lengths read like a person would say them, in both languages", () => {
  const said = [900, 21_400, 41e6, 999.4e6, 6.72e9, 90e9, 125e9, 37 * 60e9, 125 * 60e9, 80 * 3600e9].map((ns) => formatDuration(ns, "en"));
  assert.deepEqual(said, ["900 ns", "21.4 µs", "41 ms", "999 ms", "6.72 s", "90 s", "2 min 5 s", "37 min", "2 h 5 min", "3 d"]);
  assert.equal(formatDuration(4.21e9, "ru"), "4,21 с");
  assert.match(formatDuration(3e25, "en"), /d$/);
});

test("clock times are in the viewer's zone, exact to the nanosecond, and endure any time", () => {
  assert.equal(formatClock(moment, 1, 9), "00:02:04.104000001");
  assert.equal(formatClock({ ...moment, timeZone: "Europe/Moscow" }, 0, 3), "03:02:04.104");
  assert.match(formatClock(moment, 3e25, 3), /d$/);
  assert.equal(formatClock({ startUnixNs: -1n, timeZone: "UTC" }, 0, 3), "23:59:59.999");
});

test("keys name items across reloads: spans by id, waits and ghosts by the span above", () => {
  const table = sampleTable([
    { parent: -1, start: 0, duration: 1, id: 0xabcdef0123456789n },
    { parent: 0, start: 1, duration: 1, shape: 1 },
    { parent: 0, start: 2, duration: 1, shape: 1 },
    { parent: 0, start: 2, duration: 1, shape: 2 },
  ]);
  assert.deepEqual(
    [0, 1, 2, 3].map((item) => keyOf(table, item)),
    ["abcdef0123456789", "wabcdef0123456789", "wabcdef0123456789.1", "gabcdef0123456789"],
  );
  for (let item = 0; item < 4; item++) assert.equal(itemOfKey(table, keyOf(table, item)), item);
  for (const junk of ["", "w", "nonsense", "0000000000000009", "gabcdef0123456789.7"]) assert.equal(itemOfKey(table, junk), -1);
});
