// The box on a heatmap: drawn with the pointer or with the keys, kept in the address, asked of the server in its own units.
//
//   cells [2..5] × [3..4]   ⇄   { from, to, lowMs, highMs }   ⇄   "2026-11-21T06:00:00.000Z~2026-11-21T18:00:00.000Z~8000~60000"
import { columnStart, type HeatGrid, rowOf } from "./heatmap.ts";

/** Cells, both ends included; `anchor` is where the drawing began, `head` where it is now. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}
export interface Cells {
  readonly anchor: Cell;
  readonly head: Cell;
}

/** Half-open both ways: `[from, to)`, `[lowMs, highMs)`; the topmost row is open, to infinity. */
export interface Box {
  readonly from: number;
  readonly to: number;
  readonly lowMs: number;
  readonly highMs: number;
}

export function toBox(grid: HeatGrid, { anchor, head }: Cells): Box {
  return {
    from: columnStart(grid, Math.min(anchor.column, head.column)),
    to: columnStart(grid, Math.max(anchor.column, head.column) + 1),
    lowMs: grid.edges[Math.min(anchor.row, head.row)]!,
    highMs: grid.edges[Math.max(anchor.row, head.row) + 1]!,
  };
}

/** The cells that a box touches; null where it lies outside. Edges that are a cell's own (but for rounding) belong to one side only. */
export function toCells(grid: HeatGrid, box: Box): Cells | null {
  const columnOf = (at: number): number => (at - grid.from) / grid.stepMs;
  const c0 = Math.floor(columnOf(box.from) + EDGE);
  const c1 = Math.ceil(columnOf(box.to) - EDGE) - 1;
  const r0 = Math.floor(rowOf(grid, box.lowMs) + EDGE);
  const r1 = Math.ceil(rowOf(grid, box.highMs) - EDGE) - 1;
  if (c1 < 0 || r1 < 0 || c0 >= grid.columns || r0 >= grid.rows || c1 < c0 || r1 < r0) return null;
  return { anchor: clampCell(grid, { column: c0, row: r0 }), head: clampCell(grid, { column: c1, row: r1 }) };
}
const EDGE = 1e-3;

export function countCells(grid: HeatGrid, { anchor, head }: Cells): number {
  let sum = 0;
  for (let c = Math.min(anchor.column, head.column); c <= Math.max(anchor.column, head.column); c++)
    for (let r = Math.min(anchor.row, head.row); r <= Math.max(anchor.row, head.row); r++) sum += grid.counts[c * grid.rows + r] ?? 0;
  return sum;
}

export const clampCell = (grid: HeatGrid, { column, row }: Cell): Cell => ({
  column: Math.max(0, Math.min(grid.columns - 1, column)),
  row: Math.max(0, Math.min(grid.rows - 1, row)),
});

/** The cell under a point of the plot; `y` from the top. */
export const cellAt = (grid: HeatGrid, x: number, y: number, width: number, height: number): Cell =>
  clampCell(grid, { column: Math.floor((x / width) * grid.columns), row: grid.rows - 1 - Math.floor((y / height) * grid.rows) });

const MOVES: Readonly<Record<string, Cell>> = {
  ArrowLeft: { column: -1, row: 0 },
  ArrowRight: { column: 1, row: 0 },
  ArrowUp: { column: 0, row: 1 },
  ArrowDown: { column: 0, row: -1 },
  Home: { column: -1e9, row: 0 },
  End: { column: 1e9, row: 0 },
  PageUp: { column: 0, row: 1e9 },
  PageDown: { column: 0, row: -1e9 },
};

/** Arrows move one cell, with Shift they stretch the box, with Ctrl they go ten at once; null: not a key of ours. The first key lands on the fullest cell. */
export function moveCells(grid: HeatGrid, cells: Cells | null, key: string, shift: boolean, far: boolean): Cells | null {
  const by = MOVES[key];
  if (!by) return null;
  if (cells === null) {
    const start = fullestCell(grid);
    return { anchor: start, head: start };
  }
  const times = far ? 10 : 1;
  const head = clampCell(grid, { column: cells.head.column + by.column * times, row: cells.head.row + by.row * times });
  return { anchor: shift ? cells.anchor : head, head };
}

function fullestCell(grid: HeatGrid): Cell {
  let best = 0;
  for (let i = 0; i < grid.counts.length; i++) if (grid.counts[i]! >= grid.counts[best]!) best = i;
  return { column: Math.floor(best / grid.rows), row: best % grid.rows };
}

export const writeBox = (box: Box): string =>
  [new Date(box.from).toISOString(), new Date(box.to).toISOString(), plain(box.lowMs), plain(box.highMs)].join("~");

/** Five figures tell two cells apart. */
const plain = (ms: number): string => (ms === Infinity ? "" : String(Number(ms.toPrecision(5))));

/** null for whatever is no box: an address is typed by anyone. */
export function readBox(text: string | null): Box | null {
  const [from, to, low, high, ...rest] = (text ?? "").split("~");
  const highMs = high === "" ? Infinity : Number(high);
  const box = { from: Date.parse(from ?? ""), to: Date.parse(to ?? ""), lowMs: Number(low || Number.NaN), highMs };
  const sound = rest.length === 0 && Number.isFinite(box.lowMs) && box.lowMs >= 0 && box.from < box.to && box.lowMs < box.highMs;
  return sound ? box : null;
}
