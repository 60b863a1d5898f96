import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { formatInstant } from "../contract/instant.ts";
import type { HeatmapDto } from "../contract/series.ts";
import { heatColumn, heatRows } from "../rollups/heat.ts";
import { runtime } from "../runtime.ts";
import { readFreshness } from "./freshness.ts";
import type { Problem } from "./problem.ts";
import { findSeries, isKnown } from "./series.ts";

const USUAL_COLUMNS = 360;
const MOST_ROWS = 60;

/** Of the same scopes, ranges and steps as a series: how many took how long, when. */
export async function getHeatmap(_viewer: Viewer, params: URLSearchParams): Promise<Result<HeatmapDto, Problem>> {
  const found = await findSeries(params, USUAL_COLUMNS);
  if (!found.ok) return found;
  const { scope, range, step, known, cells, warnings } = found.value;
  const rows = heatRows(
    [...cells.values()].map((cell) => cell.sketch),
    MOST_ROWS,
  );
  const size = step * 1_000;
  const now = runtime().clock();
  const times: string[] = [];
  const counts: (number[] | null)[] = [];
  const failed: (number | null)[] = [];
  for (let bucket = Math.floor(range.from / size); bucket * size < range.to; bucket++) {
    const cell = cells.get(bucket);
    times.push(formatInstant(bucket * size));
    const seen = cell !== undefined && cell.count > 0;
    const unknown = !seen && (scope.amongOthers || !isKnown(bucket * size, size, known, now));
    counts.push(seen ? heatColumn(cell.sketch, rows) : unknown ? null : []);
    failed.push(seen ? cell.errors + cell.timeouts : unknown ? null : 0);
  }
  const { partial, warnings: late } = await readFreshness();
  return ok({
    scope: scope.text,
    step,
    times,
    buckets: rows.bounds.map((ns) => ns / 1e6),
    counts,
    failed,
    partial: partial || warnings.length > 0,
    warnings: [...late, ...warnings],
  });
}
