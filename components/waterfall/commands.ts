// What a reader can do, as functions from view to view; keys, mouse and buttons call the same ones.

import { ALIKE, GROUP, hasChildren } from "#lib/layout/rows";
import { keyOf } from "#lib/layout/span-table";
import type { View } from "#lib/layout/view-state";
import type { Model } from "./use-model.ts";

export function isRowOpen({ plan }: Model, row: number): boolean | null {
  const { rows, forest } = plan;
  const next = row + 1;
  const nextIsBelow =
    next < rows.count &&
    (rows.kind[row] === GROUP ? rows.kind[next] !== GROUP : rows.kind[next] !== GROUP && rows.depth[next]! > rows.depth[row]!);
  if (rows.kind[row] !== ITEM_KIND) return nextIsBelow;
  return hasChildren(forest, rows.subject[row]!) ? nextIsBelow : null;
}
const ITEM_KIND = 0;

/** Opens or closes a row; unchanged where there is nothing to open, or a filter holds all open. */
export function toggleRow(model: Model, view: View, row: number, open: boolean | null = null): View {
  const { plan, table } = model;
  const isOpen = isRowOpen(model, row);
  if (isOpen === null || isOpen === open || plan.filtered) return view;
  const subject = plan.rows.subject[row]!;
  if (plan.rows.kind[row] === GROUP) return { ...view, closedGroups: flip(view.closedGroups, plan.forest.groups[subject]!.key) };
  const key = keyOf(table, subject);
  table.keys.set(key, subject);
  if (plan.rows.kind[row] === ALIKE) return { ...view, openAlike: flip(view.openAlike, key) };
  return { ...view, toggled: flip(view.toggled, key) };
}

const flip = (keys: readonly string[], key: string): readonly string[] =>
  keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key];

export const openAll = (view: View): View => ({ ...view, shut: false, toggled: [], closedGroups: [] });
export const closeAll = (view: View): View => ({ ...view, shut: true, toggled: [], openAlike: [], closedGroups: [] });

export function selectItem({ table }: Model, view: View, item: number): View {
  const key = keyOf(table, item);
  table.keys.set(key, item);
  return { ...view, selected: key };
}

/** Selects an item and opens what hides it: its group, what stands above it, its row of alike ones. */
export function goToItem(model: Model, view: View, item: number): View {
  const { plan, table } = model;
  const { forest } = plan;
  const keys = new Set(view.toggled);
  const alike = new Set(view.openAlike);
  const head = forest.alikeHead[item]!;
  if (head >= 0) alike.add(keyOf(table, head));
  let above = forest.parent[item]!;
  let root = item;
  while (above >= 0) {
    const key = keyOf(table, above);
    if (view.shut) keys.add(key);
    else keys.delete(key);
    root = above;
    above = forest.parent[above]!;
  }
  const group = forest.groups.find((one) => one.roots.includes(root));
  const closedGroups = view.closedGroups.filter((key) => key !== group?.key);
  return {
    ...selectItem(model, view, item),
    toggled: [...keys],
    openAlike: [...alike],
    closedGroups,
    onlyFound: false,
    middleware: view.middleware || forest.shown[item] === 0,
  };
}

/** Rows with an error, a timeout or a missing step. */
export function failedRows({ table, plan }: Model): Int32Array {
  const hit = new Set<number>();
  for (let i = 0; i < table.count; i++) {
    const row = plan.rows.rowOfItem[i]!;
    if (row >= 0 && (table.status[i] !== 0 || table.shape[i] === 2)) hit.add(row);
  }
  return Int32Array.from(hit).sort();
}
