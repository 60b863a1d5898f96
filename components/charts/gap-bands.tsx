"use client";

import { useId } from "react";
import { findGaps } from "#lib/layout/charts/line";
import { useText } from "../i18n/context.tsx";
import { type Plot, type TimeSpan, timeToX } from "./plot.ts";
import { chartWords } from "./words.ts";

interface Props {
  readonly plot: Plot;
  readonly span: TimeSpan;
  /** Starts of the buckets, and what was counted in each; null: telemetry missing. */
  readonly at: readonly number[];
  readonly counts: readonly (number | null)[];
  readonly stepMs: number;
}

/** A gap in the data is a gap in the chart, and says so. */
export function GapBands({ plot, span, at, counts, stepMs }: Props) {
  const id = useId();
  const words = useText(chartWords);
  const bands = findGaps(counts).map(([first, past]) => {
    const x1 = Math.max(0, timeToX(span, at[first] ?? span.from, plot.plotWidth));
    const x2 = Math.min(plot.plotWidth, timeToX(span, (at[past - 1] ?? span.to) + stepMs, plot.plotWidth));
    return { key: first, x: x1, width: Math.max(1, x2 - x1) };
  });
  if (bands.length === 0) return null;
  return (
    <g transform={`translate(${plot.left} ${plot.top})`} className="fill-ink-3 font-mono text-xs">
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" x2="0" y1="0" y2="6" stroke="var(--line-strong)" strokeWidth="1.2" />
      </pattern>
      {bands.map(({ key, x, width }) => (
        <g key={key} data-testid="gap">
          <rect x={x} y={0} width={width} height={plot.plotHeight} fill="var(--sunken)" fillOpacity={0.6} />
          <rect x={x} y={0} width={width} height={plot.plotHeight} fill={`url(#${id})`} fillOpacity={0.55} />
          {width > 60 ? (
            <text x={x + width / 2} y={plot.plotHeight / 2 + 4} textAnchor="middle" className="fill-ink-2">
              {words.noData}
            </text>
          ) : (
            width > 13 &&
            plot.plotHeight > 70 && (
              <text
                transform={`translate(${x + width / 2 - 4} ${plot.plotHeight / 2}) rotate(90)`}
                textAnchor="middle"
                className="fill-ink-2"
              >
                {words.noData}
              </text>
            )
          )}
        </g>
      ))}
    </g>
  );
}
