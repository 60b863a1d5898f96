"use client";

import { useId, useMemo, useRef } from "react";
import type { Box } from "#lib/layout/charts/box";
import { columnStart, cropRows, type HeatGrid } from "#lib/layout/charts/heatmap";
import { useText } from "../i18n/context.tsx";
import { GapBands } from "./gap-bands.tsx";
import { HeatAxis } from "./heat-axis.tsx";
import { HeatBrush } from "./heat-brush.tsx";
import { HeatCanvas } from "./heat-canvas.tsx";
import { type ChartMarker, MarkerLines } from "./marker-lines.tsx";
import { placePlot } from "./plot.ts";
import { TimeAxis } from "./time-axis.tsx";
import { useWidth } from "./use-width.ts";
import { chartWords } from "./words.ts";

export interface HeatmapProps {
  readonly label: string;
  readonly grid: HeatGrid;
  readonly zone: string;
  readonly format: (ms: number) => string;
  /** The same on the axis, shorter. */
  readonly tick?: (ms: number) => string;
  readonly markers?: readonly ChartMarker[];
  readonly height?: number;
  readonly box: Box | null;
  readonly onBox: (box: Box | null) => void;
}

/** Time × latency. Drag a box, or draw one with the keys: who draws it is told which orders are in it. */
export function Heatmap({ label, grid, zone, format, tick = format, markers = [], height = 280, box, onBox }: HeatmapProps) {
  const words = useText(chartWords);
  const outer = useRef<HTMLDivElement>(null);
  const width = useWidth(outer);
  const id = useId();
  const plot = placePlot(width || 600, height);
  const shown = useMemo(() => cropRows(grid), [grid]);
  const span = { from: grid.from, to: columnStart(grid, grid.columns) };
  const gaps = useMemo(
    () => ({
      at: Array.from(grid.missing, (_, c) => columnStart(grid, c)),
      counts: Array.from(grid.missing, (one) => (one === 1 ? null : 1)),
    }),
    [grid],
  );
  const place = {
    left: `${(plot.left / plot.width) * 100}%`,
    top: plot.top,
    width: `${(plot.plotWidth / plot.width) * 100}%`,
    height: plot.plotHeight,
  };
  return (
    <div ref={outer} className="relative" style={{ minHeight: height }}>
      {width > 0 && (
        <>
          <div className="absolute" style={place}>
            <HeatCanvas grid={shown} width={plot.plotWidth} height={plot.plotHeight} />
          </div>
          <svg
            data-chart=""
            viewBox={`0 0 ${width} ${height}`}
            width="100%"
            className="relative block"
            role="img"
            aria-label={label}
            aria-describedby={id}
          >
            <desc id={id}>{words.heatKeys}</desc>
            <g data-cells="" transform={`translate(${plot.left} ${plot.top})`} data-width={plot.plotWidth} data-height={plot.plotHeight} />
            <HeatAxis plot={plot} grid={shown} format={tick} />
            <TimeAxis plot={plot} span={span} zone={zone} through={false} />
            <GapBands plot={plot} span={span} at={gaps.at} counts={gaps.counts} stepMs={grid.stepMs} />
            <MarkerLines plot={plot} span={span} markers={markers} />
          </svg>
          <HeatBrush label={label} grid={shown} zone={zone} format={format} box={box} onBox={onBox} place={place} />
        </>
      )}
    </div>
  );
}
