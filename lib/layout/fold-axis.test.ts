import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { axisEnd, axisLength, buildFoldAxis, busyTimes, toNs, toUnits } from "./fold-axis.ts";
import { anyTable, sampleTable } from "./sample-table.ts";

const endOf = (table: { start: Float64Array; duration: Float64Array; count: number }): number =>
  Array.from({ length: table.count }, (_, i) => table.start[i]! + table.duration[i]!).reduce((a, b) => Math.max(a, b), 0);

test("half an hour between two seconds of work is folded to a fifth of the axis", () => {
  const axis = buildFoldAxis(
    sampleTable([
      { parent: -1, start: 0, duration: 1e9 },
      { parent: -1, start: 1801e9, duration: 1e9 },
    ]),
    1802e9,
    true,
  );
  assert.deepEqual([...axis.folded], [0, 1, 0]);
  assert.deepEqual([...axis.ns], [0, 1e9, 1801e9, 1802e9]);
  assert.equal((axis.units[2]! - axis.units[1]!) / axisLength(axis), 0.2);
});

test("a gap shorter than half of the work stays as it is", () => {
  const table = sampleTable([
    { parent: -1, start: 0, duration: 2e9 },
    { parent: -1, start: 2.9e9, duration: 1e9 },
  ]);
  assert.deepEqual([...buildFoldAxis(table, 3.9e9, true).folded], [0]);
});

test("a queue's wait is idle time: it is folded, with the idle end up to now", () => {
  const table = sampleTable([
    { parent: -1, start: 0, duration: 1e9 },
    { parent: 0, start: 1e9, duration: 100e9, shape: 1 },
  ]);
  assert.deepEqual([...buildFoldAxis(table, 101e9, true).folded], [0, 1]);
});

test("true scale is one unit a nanosecond, and an empty waterfall has an axis too", () => {
  const axis = buildFoldAxis(sampleTable([]), 0, true);
  assert.ok(axisLength(axis) > 0);
  const plain = buildFoldAxis(sampleTable([{ parent: -1, start: 5, duration: 1e12 }]), 1e12 + 5, false);
  assert.equal(toUnits(plain, 123_456), 123_456);
});

test("the axis is monotone and invertible, and its ends are those of the time", () => {
  fc.assert(
    fc.property(anyTable, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }), (table, shares) => {
      const axis = buildFoldAxis(table, endOf(table), true);
      assert.equal(toUnits(axis, 0), 0);
      assert.ok(Math.abs(toUnits(axis, axisEnd(axis)) - axisLength(axis)) <= axisLength(axis) * 1e-9);
      const moments = shares.map((share) => share * axisEnd(axis)).sort((a, b) => a - b);
      let last = -1;
      for (const ns of moments) {
        const units = toUnits(axis, ns);
        assert.ok(units >= last, "monotone");
        last = units;
        // A fold maps an hour on a second: what a rounding of the units loses is that much more in ns.
        assert.ok(Math.abs(toNs(axis, units) - ns) <= axisEnd(axis) * 1e-6, `${ns} → ${toNs(axis, units)}`);
      }
      for (let k = 1; k < axis.ns.length; k++) assert.ok(axis.ns[k]! > axis.ns[k - 1]! && axis.units[k]! >= axis.units[k - 1]!);
    }),
  );
});

test("no fold covers time in which a span ran", () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const axis = buildFoldAxis(table, endOf(table), true);
      for (let k = 0; k < axis.folded.length; k++) {
        if (axis.folded[k] === 0) continue;
        for (let i = 0; i < table.count; i++) {
          if (table.shape[i] !== 0 || table.duration[i] === 0) continue;
          const overlaps = table.start[i]! < axis.ns[k + 1]! && table.start[i]! + table.duration[i]! > axis.ns[k]!;
          assert.equal(overlaps, false);
        }
      }
    }),
  );
});

test("busy times are ascending, apart, and cover every span", () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const { from, to } = busyTimes(table);
      for (let k = 1; k < from.length; k++) assert.ok(from[k]! > to[k - 1]!);
      for (let i = 0; i < table.count; i++) {
        if (table.shape[i] !== 0) continue;
        assert.ok(from.some((start, k) => start <= table.start[i]! && to[k]! >= table.start[i]! + table.duration[i]!));
      }
    }),
  );
});
