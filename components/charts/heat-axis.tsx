import { type HeatGrid, rowOf } from "#lib/layout/charts/heatmap";
import { logDurationAxis } from "#lib/layout/charts/value-axis";
import type { Plot } from "./plot.ts";

/** Round latencies at the left, wherever the rows have them. */
export function HeatAxis({
  plot,
  grid,
  format,
}: {
  readonly plot: Plot;
  readonly grid: HeatGrid;
  readonly format: (ms: number) => string;
}) {
  const low = Math.max(grid.edges[0] ?? 0, (grid.edges[1] ?? 1) / 4, 0.01);
  const last = grid.edges[grid.rows]!;
  const high = last === Infinity ? grid.edges[grid.rows - 1]! * 1.0001 : last;
  return (
    <g transform={`translate(${plot.left} ${plot.top})`} className="fill-ink-3 font-mono text-xs">
      {logDurationAxis(low, high).ticks.map((tick) => {
        const y = plot.plotHeight * (1 - rowOf(grid, tick) / grid.rows);
        return (
          <g key={tick}>
            <line x1={-4} x2={0} y1={y} y2={y} stroke="var(--line-strong)" />
            <text x={-8} y={y + 4} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
