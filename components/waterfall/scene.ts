// Everything that drawing needs, put together from data and view; no React here.

import type { Waterfall, WaterfallGhost, WaterfallUsual } from "#lib/contract/waterfall";
import { findItems, rowsFound } from "#lib/layout/find";
import { axisEnd, axisLength, buildFoldAxis, type FoldAxis, toNs, toUnits } from "#lib/layout/fold-axis";
import { buildForest, type Forest } from "#lib/layout/forest";
import { layoutRows, type Rows } from "#lib/layout/rows";
import { itemOfKey } from "#lib/layout/span-table";
import type { View } from "#lib/layout/view-state";
import { clampRange, type Range, wholeRange } from "#lib/layout/viewport";

/** The data with what the page adds: open items grow, so their durations are a copy. */
export interface Table extends Waterfall {
  readonly ghostOf: ReadonlyMap<number, WaterfallGhost>;
  readonly openItems: readonly number[];
  readonly usualOf: (service: number, operation: number) => WaterfallUsual | undefined;
  readonly keys: Map<string, number>;
}

export function openTable(data: Waterfall): Table {
  const usual = new Map(data.usual.map((u) => [u.service * 2 ** 32 + u.operation, u]));
  return {
    ...data,
    duration: data.duration.slice(),
    ghostOf: new Map(data.ghosts.map((ghost) => [ghost.item, ghost])),
    openItems: [...data.waits, ...data.ghosts].filter((entry) => entry.open).map((entry) => entry.item),
    usualOf: (service, operation) => (usual.size === 0 ? undefined : usual.get(service * 2 ** 32 + operation)),
    keys: new Map(),
  };
}

/** Keys are looked up once: each costs a pass over all items. */
export function itemOf(table: Table, key: string): number {
  let item = table.keys.get(key);
  if (item === undefined) {
    item = itemOfKey(table, key);
    table.keys.set(key, item);
  }
  return item;
}

/** Lets what is open reach to now. True when something grew. */
export function growTo(table: Table, nowNs: number): boolean {
  for (const item of table.openItems) table.duration[item] = Math.max(0, nowNs - table.start[item]!);
  return table.openItems.length > 0;
}

export function axisOf(table: Table, nowNs: number | null, trueScale: boolean): FoldAxis {
  let end = table.openItems.length > 0 ? (nowNs ?? 0) : 0;
  for (let i = 0; i < table.count; i++) end = Math.max(end, table.start[i]! + table.duration[i]!);
  return buildFoldAxis(table, end, !trueScale);
}

export interface Plan {
  readonly forest: Forest;
  readonly rows: Rows;
  readonly found: Uint8Array | null;
  readonly foundRows: Int32Array;
  /** Rows are only those that match and what stands above them. */
  readonly filtered: boolean;
}

export const forestOf = (table: Table, view: Pick<View, "group" | "middleware">): Forest => buildForest(table, view.group, view.middleware);

/** `found` only where rows that do not match are left out: else rows do not depend on it, and a keystroke in the find box lays out nothing. */
export function rowsOf(
  table: Table,
  forest: Forest,
  view: Pick<View, "shut" | "toggled" | "openAlike" | "closedGroups">,
  keep: Uint8Array | null,
): Rows {
  const positions = new Map(forest.groups.map((group, position) => [group.key, position]));
  const items = (keys: readonly string[]): Set<number> => new Set(keys.map((key) => itemOf(table, key)).filter((item) => item >= 0));
  return layoutRows(forest, {
    shut: view.shut,
    toggled: items(view.toggled),
    openAlike: items(view.openAlike),
    closedGroups: new Set(view.closedGroups.flatMap((key) => positions.get(key) ?? [])),
    keep,
  });
}

export { findItems, rowsFound };

/** `home`: what the page opens on, where that is not all. */
export function rangeOf(axis: FoldAxis, zoom: View["zoom"], home: Range | null = null): Range {
  if (zoom === null || zoom === "all") return (zoom === null ? home : null) ?? wholeRange(axisLength(axis));
  return clampRange({ from: toUnits(axis, zoom.fromNs), to: toUnits(axis, zoom.toNs) }, axisLength(axis));
}

export function zoomOf(axis: FoldAxis, range: Range, home: Range | null = null): View["zoom"] {
  const whole = wholeRange(axisLength(axis));
  if (range.from <= whole.from && range.to >= whole.to * 0.999) return home === null ? null : "all";
  return { fromNs: toNs(axis, range.from), toNs: Math.min(axisEnd(axis) * 1.02, toNs(axis, range.to)) };
}
