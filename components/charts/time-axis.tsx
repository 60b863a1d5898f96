"use client";

import { placeTimeTicks } from "#lib/layout/charts/time-ticks";
import { useLang } from "../i18n/context.tsx";
import type { Plot, TimeSpan } from "./plot.ts";

interface Props {
  readonly plot: Plot;
  readonly span: TimeSpan;
  readonly zone: string;
  /** false: no lines through what is drawn, such as a heatmap's cells. */
  readonly through?: boolean;
}

/** Times below the plot, with a faint line where a day begins. */
export function TimeAxis({ plot, span, zone, through = true }: Props) {
  const lang = useLang();
  const ticks = placeTimeTicks({ ...span, width: plot.plotWidth, zone, lang });
  return (
    <g transform={`translate(${plot.left} ${plot.top})`} className="fill-ink-3 font-mono text-xs">
      {ticks.map((tick) => (
        <g key={tick.at}>
          <line
            x1={tick.x}
            x2={tick.x}
            y1={tick.major && through ? 0 : plot.plotHeight}
            y2={plot.plotHeight + 4}
            stroke="var(--line)"
            strokeWidth={1}
          />
          {tick.x < plot.plotWidth - 14 && (
            <text x={tick.x} y={plot.plotHeight + 17} textAnchor={tick.x < 24 ? "start" : "middle"}>
              {tick.label}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
