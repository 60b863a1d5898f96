// What the page opens on. An order's chains lie hours and seconds apart, and the one that hangs may be a few pixels of the shared axis:
//
//   all     ▇▇▇▇▇▇▇▇▇▇ ⋯ ▇▇▇▇▇▇▇▇ ⋯ ▇▨▨▨     the third hangs
//   home                            ▇▇▇▇▇▨▨▨▨▨
//
// Where it takes less than a third of the axis, the page opens on it alone; `0` shows all.

import { axisLength, type FoldAxis, toUnits } from "#lib/layout/fold-axis";
import { SPAN } from "#lib/layout/span-table";
import { clampRange, type Range } from "#lib/layout/viewport";
import type { Table } from "./scene.ts";

export interface Home {
  readonly fromNs: number;
  /** End of its work; what it waits for reaches further. */
  readonly workToNs: number;
  readonly toNs: number;
}

/** From bad to worse. */
const TROUBLE = ["slow", "late", "cannot-tell", "stuck", "failed"];
const MOST_SHARE = 1 / 3;
/** A wait of half an hour must not push the work that led to it into a corner again. */
const WAIT_TO_WORK = 1.2;
const AIR = 0.04;

/** The time of the worst chain's latest attempt; null where none is worse than running. */
export function findHome(table: Table): Home | null {
  const latest = new Map(table.chains.map((chain, index) => [chain.id, index]));
  let worst = -1;
  let rank = -1;
  for (const index of latest.values()) {
    const own = TROUBLE.indexOf(table.chains[index]!.state);
    if (own >= rank && own >= 0) {
      rank = own;
      worst = index;
    }
  }
  if (worst < 0) return null;
  let fromNs = Number.POSITIVE_INFINITY;
  let workToNs = 0;
  let toNs = 0;
  for (let i = 0; i < table.count; i++) {
    if (table.chain[i] !== worst) continue;
    const end = table.start[i]! + table.duration[i]!;
    fromNs = Math.min(fromNs, table.start[i]!);
    toNs = Math.max(toNs, end);
    if (table.shape[i] === SPAN) workToNs = Math.max(workToNs, end);
  }
  return workToNs > fromNs ? { fromNs, workToNs, toNs } : null;
}

/** Null where all of the axis shows it well enough, or where the chosen item lies elsewhere. */
export function homeRange(axis: FoldAxis, home: Home | null, table: Table, selected: number): Range | null {
  if (home === null) return null;
  const length = axisLength(axis);
  const from = toUnits(axis, home.fromNs);
  const work = toUnits(axis, home.workToNs) - from;
  const size = Math.min(toUnits(axis, home.toNs) - from, work * (1 + WAIT_TO_WORK));
  if (!(size > 0) || size > length * MOST_SHARE) return null;
  if (selected >= 0) {
    const at = toUnits(axis, table.start[selected]!);
    if (at < from || at > from + size) return null;
  }
  return clampRange({ from: from - size * AIR, to: from + size * (1 + AIR) }, length);
}
