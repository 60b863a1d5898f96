import "server-only";
import { HOUR_MS } from "../base/time.ts";
import type { ObjectiveDto } from "../contract/dashboards.ts";
import type { Cell } from "../rollups/cell.ts";
import { runtime } from "../runtime.ts";
import { countOnTime } from "./on-time.ts";
import { sumSeries } from "./rollup-sums.ts";

/** What is promised where nobody has promised otherwise. */
export const OBJECTIVE = 0.95;

/** Long ones say that it is serious, short ones that it still lasts. */
const WINDOWS_MS = [HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS];

export interface Burn {
  readonly windowMs: number;
  readonly sums: ReadonlyMap<number, Cell>;
}

export async function readBurn(series: readonly number[]): Promise<readonly Burn[]> {
  const now = runtime().clock();
  return Promise.all(WINDOWS_MS.map(async (windowMs) => ({ windowMs, sums: await sumSeries(series, { from: now - windowMs, to: now }) })));
}

/** Burn rate 1: misses come exactly as fast as the objective allows. */
export function objectiveOf(cell: Cell | undefined, burn: readonly Burn[], series: number): ObjectiveDto {
  const onTime = countOnTime(cell);
  const allowed = 1 - OBJECTIVE;
  const misses = (value: number | null): number | null => (value === null ? null : (1 - value) / allowed);
  const used = misses(onTime.value);
  return {
    objective: OBJECTIVE,
    ...onTime,
    budgetLeft: used === null ? null : 1 - used,
    burnRates: burn.map(({ windowMs, sums }) => ({ windowMs, rate: misses(countOnTime(sums.get(series)).value) })),
  };
}
