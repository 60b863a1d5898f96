import { STATES, type State } from "../detector/verdict.ts";
import type { Cell } from "../rollups/cell.ts";
import { shareOf } from "./rollup-sums.ts";

export interface OnTime {
  readonly value: number | null;
  readonly done: number;
  readonly total: number;
  readonly cannotTell: number;
}

/** Ended, or beyond a deadline: what DOMAIN's share is of. */
const COUNTED: readonly State[] = ["done", "done-late", "late", "stuck", "failed"];

export const tallyOfState = (cell: Cell | undefined, state: State): number => cell?.tally[STATES.indexOf(state)] ?? 0;

/** DOMAIN, "Orders on time": ended `done` ÷ all that ended or crossed a soft deadline; `cannot-tell` beside it. */
export function countOnTime(cell: Cell | undefined): OnTime {
  const done = tallyOfState(cell, "done");
  const total = COUNTED.reduce((sum, state) => sum + tallyOfState(cell, state), 0);
  return { value: shareOf(done, total), done, total, cannotTell: tallyOfState(cell, "cannot-tell") };
}
