import { toY, type ValueAxis } from "#lib/layout/charts/value-axis";
import type { Plot } from "./plot.ts";

/** Values at the left with hairlines through the plot. */
export function ValueAxisMarks({
  plot,
  axis,
  format,
}: {
  readonly plot: Plot;
  readonly axis: ValueAxis;
  readonly format: (value: number) => string;
}) {
  return (
    <g transform={`translate(${plot.left} ${plot.top})`} className="fill-ink-3 font-mono text-xs">
      {axis.ticks.map((tick) => {
        const y = toY(axis, tick, plot.plotHeight);
        return (
          <g key={tick}>
            <line x1={0} x2={plot.plotWidth} y1={y} y2={y} stroke="var(--line)" strokeWidth={1} strokeOpacity={tick === 0 ? 1 : 0.7} />
            <text x={-8} y={y + 4} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
