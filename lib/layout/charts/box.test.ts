import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellAt, countCells, moveCells, readBox, toBox, toCells, writeBox } from "./box.ts";
import { cropRows, type HeatGrid, pathCells, rowOf, SHADES, shadeCells } from "./heatmap.ts";

const gridOf = (columns: number, rows: number, fill: (column: number, row: number) => number): HeatGrid => ({
  from: Date.UTC(2026, 10, 16),
  stepMs: 3_600_000,
  columns,
  rows,
  edges: Array.from({ length: rows + 1 }, (_, row) => (row === 0 ? 0 : row === rows ? Infinity : 2 ** (row / 2))),
  counts: Uint32Array.from({ length: columns * rows }, (_, i) => fill(Math.floor(i / rows), i % rows)),
  missing: new Uint8Array(columns),
});

test("a box drawn on cells, written into an address and read again is the same cells", () => {
  const cell = (columns: number, rows: number) =>
    fc.record({ column: fc.integer({ min: 0, max: columns - 1 }), row: fc.integer({ min: 0, max: rows - 1 }) });
  fc.assert(
    fc.property(cell(720, 60), cell(720, 60), (a, b) => {
      const grid = gridOf(720, 60, () => 1);
      const box = readBox(writeBox(toBox(grid, { anchor: a, head: b })));
      assert.ok(box);
      assert.deepEqual(toCells(grid, box), {
        anchor: { column: Math.min(a.column, b.column), row: Math.min(a.row, b.row) },
        head: { column: Math.max(a.column, b.column), row: Math.max(a.row, b.row) },
      });
    }),
    { numRuns: 60 },
  );
});

test("no text, however odd, is taken for a box that is none", () => {
  fc.assert(fc.property(fc.string(), (text) => readBox(text) === null || text.split("~").length === 4));
  for (const text of [null, "", "~~~", "2026-11-21T06:00:00Z~2026-11-20T06:00:00Z~1~2", "2026-11-21T06:00:00Z~2026-11-22T06:00:00Z~2~1"])
    assert.equal(readBox(text), null);
});

test("a box beside the grid touches no cell", () => {
  const grid = gridOf(4, 4, () => 1);
  assert.equal(toCells(grid, { from: 0, to: 1, lowMs: 1, highMs: 2 }), null);
  assert.equal(toCells({ ...grid, edges: [1, 2, 4, 8, 16] }, { from: grid.from, to: grid.from + 1, lowMs: 1e6, highMs: 1e7 }), null);
});

test("keys begin at the fullest cell, arrows move, Shift stretches, and nothing leaves the grid", () => {
  const grid = gridOf(5, 5, (c, r) => (c === 3 && r === 2 ? 9 : 1));
  const first = moveCells(grid, null, "ArrowRight", false, false);
  assert.deepEqual(first, { anchor: { column: 3, row: 2 }, head: { column: 3, row: 2 } });
  const wide = moveCells(grid, moveCells(grid, first, "ArrowRight", true, false), "ArrowUp", true, true);
  assert.deepEqual(wide, { anchor: { column: 3, row: 2 }, head: { column: 4, row: 4 } });
  assert.equal(countCells(grid, wide!), 9 + 5);
  assert.equal(moveCells(grid, wide, "x", false, false), null);
  assert.deepEqual(cellAt(grid, -5, 1e4, 100, 100), { column: 0, row: 0 });
});

test("one of anything can be seen beside a million, and nothing is not drawn", () => {
  const grid = gridOf(2, 2, (c, r) => (c === 0 ? (r === 0 ? 1_000_000 : 1) : 0));
  assert.deepEqual([...shadeCells(grid)], [1, 0, SHADES, 0]);
  assert.equal(pathCells(grid, 20, 20).filter((path) => path !== "").length, 2);
});

test("empty rows above and below are cut away, and what is left keeps its latencies", () => {
  const grid = gridOf(3, 60, (_, r) => (r === 30 || r === 40 ? 1 : 0));
  const cropped = cropRows(grid);
  assert.equal(cropped.rows, 15);
  assert.equal(cropped.edges[0], grid.edges[28]);
  assert.equal(rowOf(cropped, grid.edges[30]!), 2);
  assert.equal(
    cropped.counts.reduce((sum, n) => sum + n, 0),
    6,
  );
  assert.equal(cropRows(gridOf(3, 60, () => 0)).rows, 60);
});
