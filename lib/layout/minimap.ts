// All rows as a picture of a few lines: each of its cells holds the service that was busy there, errors before all else.
//
//   rows 0 … 99,999  →  `lines` lines         cell: EMPTY · service + 1 · FAILED · WAITING · MISSING
//   axis 0 … length  →  `columns` columns

import { axisLength, type FoldAxis, toUnits } from "./fold-axis.ts";
import { GROUP, type Rows } from "./rows.ts";
import { GHOST, type SpanTable, SUCCESS, serviceOf, WAIT } from "./span-table.ts";

export const EMPTY = 0;
export const FAILED = 65_535;
export const WAITING = 65_534;
export const MISSING = 65_533;

export interface Minimap {
  readonly lines: number;
  readonly columns: number;
  readonly cells: Uint16Array;
}

/** More rows than these in one line are not told apart; every so-manieth is enough, and every failed one. */
const MOST_PER_LINE = 48;

export function paintMinimap(table: SpanTable, rows: Rows, axis: FoldAxis, mostLines: number, columns: number): Minimap {
  const lines = Math.max(1, Math.min(mostLines, rows.count));
  const cells = new Uint16Array(lines * columns);
  const perColumn = axisLength(axis) / columns;
  const every = Math.max(1, Math.floor(rows.count / lines / MOST_PER_LINE));
  const paint = (item: number, row: number, value: number): void => {
    const line = Math.min(lines - 1, Math.floor((row / rows.count) * lines));
    const first = column(toUnits(axis, table.start[item]!) / perColumn, columns);
    const last = column(toUnits(axis, table.start[item]! + table.duration[item]!) / perColumn, columns);
    cells.fill(value, line * columns + first, line * columns + last + 1);
  };
  const seen = new Uint32Array(rows.count);
  const failed: number[] = [];
  for (let item = 0; item < table.count; item++) {
    const row = rows.rowOfItem[item]!;
    if (row < 0 || rows.kind[row] === GROUP) continue;
    const shape = table.shape[item]!;
    if (table.status[item] !== SUCCESS || shape === GHOST) failed.push(item);
    // Alike spans share a row: a few hundred of them draw what all would.
    else if (row % every === 0 && seen[row]!++ < 400) paint(item, row, shape === WAIT ? WAITING : (serviceOf(table, item) % 60_000) + 1);
  }
  for (const item of failed) paint(item, rows.rowOfItem[item]!, table.shape[item] === GHOST ? MISSING : FAILED);
  return { lines, columns, cells };
}

const column = (position: number, columns: number): number => Math.max(0, Math.min(columns - 1, Math.floor(position)));
