"use client";

import { useId, useRef } from "react";
import { shapeLine } from "#lib/layout/charts/line";
import { toY, type ValueAxis } from "#lib/layout/charts/value-axis";
import { useText } from "../i18n/context.tsx";
import { GapBands } from "./gap-bands.tsx";
import type { LineChartProps, Track } from "./line-chart-props.ts";
import { MarkerLines } from "./marker-lines.tsx";
import { placePlot, timeToX } from "./plot.ts";
import { PointReader } from "./point-reader.tsx";
import { TimeAxis } from "./time-axis.tsx";
import { useWidth } from "./use-width.ts";
import { ValueAxisMarks } from "./value-axis.tsx";
import { chartWords } from "./words.ts";

/** Lines, areas and stacked bars over time; holes stay holes. The cross-hair is shared with the page's other charts. */
export function LineChart(props: LineChartProps) {
  const { span, zone, at, stepMs, counts, tracks, axis, format, tick = format, markers = [], height = 200, completeUpTo } = props;
  const words = useText(chartWords);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const id = useId();
  const plot = placePlot(width || 600, height);
  const middle = (index: number) => timeToX(span, (at[index] ?? 0) + stepMs / 2, plot.plotWidth);
  const late = completeUpTo == null ? span.to : Math.max(span.from, Math.min(span.to, completeUpTo));
  const lateX = timeToX(span, late, plot.plotWidth);
  return (
    <div ref={box} className="relative" style={{ minHeight: height }}>
      {width > 0 && (
        <svg
          data-chart=""
          viewBox={`0 0 ${width} ${height}`}
          width="100%"
          className="block"
          role="img"
          aria-label={props.label}
          aria-describedby={id}
        >
          <desc id={id}>{words.keys}</desc>
          <ValueAxisMarks plot={plot} axis={axis} format={tick} />
          <TimeAxis plot={plot} span={span} zone={zone} />
          <GapBands plot={plot} span={span} at={at} counts={counts} stepMs={stepMs} />
          <g transform={`translate(${plot.left} ${plot.top})`}>
            {bars(tracks, axis, plot.plotHeight, middle, Math.max(1, timeToX(span, span.from + stepMs, plot.plotWidth)))}
            {tracks.map((track) => (
              <TrackLine key={track.id} track={track} axis={axis} height={plot.plotHeight} middle={middle} />
            ))}
            {lateX < plot.plotWidth - 1 && (
              <rect
                x={lateX}
                y={0}
                width={plot.plotWidth - lateX}
                height={plot.plotHeight}
                fill="var(--surface)"
                fillOpacity={0.65}
                data-testid="incomplete"
              />
            )}
          </g>
          <MarkerLines plot={plot} span={span} markers={markers} />
        </svg>
      )}
      {width > 0 && <PointReader {...props} plot={plot} />}
    </div>
  );
}

interface Drawn {
  readonly track: Track;
  readonly axis: ValueAxis;
  readonly height: number;
  readonly middle: (index: number) => number;
}

function TrackLine({ track, axis, height, middle }: Drawn) {
  const look = track.look ?? "line";
  if (look === "bars") return null;
  const points = track.values.map((value, i) => ({ x: middle(i), y: value === null ? null : toY(axis, value, height) }));
  const shape = shapeLine(points, height);
  const before = look === "before";
  return (
    <g style={{ color: track.colour }} data-track={track.id}>
      {look === "area" && <path d={shape.area} fill="currentColor" fillOpacity={0.1} />}
      <path
        d={shape.path}
        fill="none"
        stroke="currentColor"
        strokeWidth={before ? 1.2 : look === "objective" ? 1 : 1.8}
        strokeDasharray={before ? "2 3" : look === "objective" ? "6 4" : undefined}
        strokeOpacity={before ? 0.7 : 1}
        strokeLinejoin="round"
      />
      {shape.dots.map((dot) => (
        <circle key={dot.x} cx={dot.x} cy={dot.y} r={before ? 1.2 : 2} fill="currentColor" />
      ))}
    </g>
  );
}

/** Bars stand on each other in the order of their tracks. */
function bars(tracks: readonly Track[], axis: ValueAxis, height: number, middle: (index: number) => number, step: number) {
  const stacked = tracks.filter((track) => track.look === "bars");
  const base: number[] = [];
  const wide = Math.max(1, step - (step > 5 ? 1.5 : step > 3 ? 0.6 : 0));
  return stacked.map((track) => {
    let path = "";
    track.values.forEach((value, i) => {
      if (!value) return;
      const under = base[i] ?? 0;
      const [low, high] = [toY(axis, under, height), toY(axis, under + value, height)];
      base[i] = under + value;
      // Whatever happened is seen: at least a pixel.
      const tall = Math.max(1, low - high);
      path += `M${(middle(i) - wide / 2).toFixed(1)} ${low.toFixed(1)}h${wide.toFixed(1)}v-${tall.toFixed(1)}h-${wide.toFixed(1)}z`;
    });
    return <path key={track.id} d={path} fill={track.colour} data-track={track.id} />;
  });
}
