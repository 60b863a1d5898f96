// From the forest to the rows on the page, as parallel arrays: drawing row 48,213 costs the same as drawing row 0.
//
//   row  kind   subject  depth
//   0    GROUP  0        0      Price calculation  · trace 4bf92f…4736 · 38 spans
//   1    ITEM   0        0      mes-api  POST /orders/{id}/price
//   2    ITEM   1        1        mes-api  CalculatePrice
//   3    ALIKE  4        2          mes db  SELECT prices ×24        items 4, 5, 7 … share this row
//   4    ITEM   9        1        mes-api  publish
//
// Every shown item is in exactly one row: its own, its alike's, or that of the nearest closed row above it (`rowOfItem` says which).

import type { Forest } from "./forest.ts";

export const ITEM = 0;
export const GROUP = 1;
export const ALIKE = 2;

export interface RowChoice {
  /** True: every item with children is closed but those in `toggled`; false: the other way round. */
  readonly shut: boolean;
  readonly toggled: ReadonlySet<number>;
  /** Heads of alike rows that are open. */
  readonly openAlike: ReadonlySet<number>;
  /** Positions in `forest.groups`. */
  readonly closedGroups: ReadonlySet<number>;
  /** 1 on each item to keep (matches); ancestors are added, everything is open. Null: no filter. */
  readonly keep: Uint8Array | null;
}

export const EVERYTHING: RowChoice = { shut: false, toggled: new Set(), openAlike: new Set(), closedGroups: new Set(), keep: null };

export interface Rows {
  readonly count: number;
  readonly kind: Uint8Array;
  /** ITEM: the item; ALIKE: their head; GROUP: position in `forest.groups`. */
  readonly subject: Int32Array;
  readonly depth: Uint16Array;
  /** Row that shows the item, −1 where a filter or middleware folding leaves it out. */
  readonly rowOfItem: Int32Array;
}

/** Depth is drawn as an indent; a page has no room for more, and the wire allows 10,000. */
const DEEPEST = 65_535;

export function layoutRows(forest: Forest, choice: RowChoice): Rows {
  const items = forest.parent.length;
  const kept = choice.keep === null ? null : withAncestors(forest, choice.keep);
  const most = items + forest.groups.length + 1;
  const kind = new Uint8Array(most);
  const subject = new Int32Array(most);
  const depth = new Uint16Array(most);
  const rowOfItem = new Int32Array(items).fill(-1);
  let count = 0;
  const add = (rowKind: number, rowSubject: number, rowDepth: number): number => {
    kind[count] = rowKind;
    subject[count] = rowSubject;
    depth[count] = Math.min(DEEPEST, rowDepth);
    return count++;
  };
  // Entries are items still to be placed, with their depth; ~row where they only have to be booked on a closed row.
  const stack: number[] = [];
  const levels: number[] = [];
  const place = (rowFor: (item: number, level: number) => number): void => {
    while (stack.length > 0) {
      const item = stack.pop()!;
      const level = levels.pop()!;
      if (kept !== null && kept[item] === 0) continue;
      const row = level < 0 ? ~level : rowFor(item, level);
      rowOfItem[item] = row;
      const closed = level < 0 || isClosed(choice, item);
      for (let k = forest.childStart[item + 1]! - 1; k >= forest.childStart[item]!; k--) {
        stack.push(forest.childList[k]!);
        levels.push(closed ? ~row : level + 1);
      }
    }
  };
  forest.groups.forEach((group, position) => {
    if (kept !== null && !group.roots.some((root) => kept[root] === 1)) return;
    const header = add(GROUP, position, 0);
    const closed = kept === null && choice.closedGroups.has(position);
    for (let k = group.roots.length - 1; k >= 0; k--) {
      stack.push(group.roots[k]!);
      levels.push(closed ? ~header : 0);
    }
    place((item, level) => {
      const head = kept === null ? forest.alikeHead[item]! : -1;
      if (head < 0) return add(ITEM, item, level);
      if (head === item) {
        const row = add(ALIKE, item, level);
        if (choice.openAlike.has(head)) add(ITEM, item, level + 1);
        return choice.openAlike.has(head) ? row + 1 : row;
      }
      return choice.openAlike.has(head) ? add(ITEM, item, level + 1) : rowOfItem[head]!;
    });
  });
  return { count, kind: kind.slice(0, count), subject: subject.slice(0, count), depth: depth.slice(0, count), rowOfItem };
}

export const hasChildren = (forest: Forest, item: number): boolean => forest.childStart[item + 1]! > forest.childStart[item]!;

export const isClosed = (choice: RowChoice, item: number): boolean => choice.keep === null && choice.shut !== choice.toggled.has(item);

function withAncestors(forest: Forest, keep: Uint8Array): Uint8Array {
  const kept = new Uint8Array(keep.length);
  for (let i = keep.length - 1; i >= 0; i--) {
    if (forest.shown[i] === 1 && keep[i] === 1) kept[i] = 1;
    const above = forest.parent[i]!;
    if (kept[i] === 1 && above >= 0) kept[above] = 1;
  }
  return kept;
}
