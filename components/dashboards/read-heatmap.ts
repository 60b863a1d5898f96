import type { HeatmapDto } from "#lib/contract/series";
import type { HeatGrid } from "#lib/layout/charts/heatmap";

/** The answer as typed columns. A column whose counts are null is a hole in the telemetry. */
export function readHeatmap({ times, step, buckets, counts }: HeatmapDto): HeatGrid | null {
  const from = Date.parse(times[0] ?? "");
  const rows = buckets.length;
  if (Number.isNaN(from) || rows === 0) return null;
  const cells = new Uint32Array(times.length * rows);
  const missing = new Uint8Array(times.length);
  counts.forEach((column, c) => {
    if (column === null) missing[c] = 1;
    else for (let r = 0; r < rows; r++) cells[c * rows + r] = column[r] ?? 0;
  });
  return { from, stepMs: step * 1000, columns: times.length, rows, edges: [...buckets, Infinity], counts: cells, missing };
}

export const countAll = (grid: HeatGrid): number => grid.counts.reduce((sum, n) => sum + n, 0);
