"use client";

import { useRef, useState } from "react";
import { toY } from "#lib/layout/charts/value-axis";
import { useLang, useText } from "../i18n/context.tsx";
import { formatMinute } from "../i18n/minute.ts";
import { useCrosshair } from "./crosshair.tsx";
import type { LineChartProps } from "./line-chart-props.ts";
import { type Plot, timeToX, xToTime } from "./plot.ts";
import { chartWords } from "./words.ts";

/** Over a chart: the line that follows the pointer or the arrow keys, what stands there, and the stretch that is being drawn. */
export function PointReader(props: LineChartProps & { readonly plot: Plot }) {
  const { span, zone, at, stepMs, counts, tracks, axis, format, plot, onZoom, label } = props;
  const words = useText(chartWords);
  const lang = useLang();
  const [moment, setMoment] = useCrosshair();
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [keyed, setKeyed] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const index = moment === null ? -1 : at.findIndex((start) => moment >= start && moment < start + stepMs);
  const xOf = (event: React.PointerEvent) => {
    const box = area.current!.getBoundingClientRect();
    return Math.max(0, Math.min(plot.plotWidth - 0.01, ((event.clientX - box.left) / box.width) * plot.plotWidth));
  };
  const move = (event: React.PointerEvent) => {
    const x = xOf(event);
    setMoment(xToTime(span, x, plot.plotWidth));
    if (drag) setDrag({ ...drag, to: x });
  };
  const end = () => {
    if (drag && onZoom && Math.abs(drag.to - drag.from) > 6) {
      const [a, b] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)].map((x) => xToTime(span, x, plot.plotWidth));
      onZoom({ from: a!, to: b! });
    }
    setDrag(null);
  };
  const onKey = (event: React.KeyboardEvent) => {
    const far = event.ctrlKey || event.shiftKey ? 10 : 1;
    const next =
      event.key === "ArrowRight"
        ? index + far
        : event.key === "ArrowLeft"
          ? (index < 0 ? at.length : index) - far
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? at.length - 1
              : null;
    if (event.key === "Escape") setMoment(null);
    if (next === null) return;
    event.preventDefault();
    const start = at[Math.max(0, Math.min(at.length - 1, next))];
    if (start === undefined) return;
    setKeyed(true);
    setMoment(start + stepMs / 2);
  };
  const x = index < 0 ? 0 : timeToX(span, at[index]! + stepMs / 2, plot.plotWidth);
  const when = index < 0 ? "" : formatMinute(at[index]!, lang, zone);
  const values = index < 0 ? [] : tracks.map((track) => ({ ...track, value: track.values[index] ?? null }));
  const spoken =
    index < 0
      ? ""
      : counts[index] === null
        ? `${when}: ${words.noData}`
        : `${when}: ${values.map((one) => `${one.name} ${one.value === null ? "–" : format(one.value)}`).join(", ")}`;
  const flip = x > plot.plotWidth * 0.6;
  return (
    <div
      ref={area}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, at.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={spoken || words.keys}
      className={`absolute touch-pan-y ${onZoom ? "cursor-crosshair" : ""} print:hidden`}
      style={{
        left: `${(plot.left / plot.width) * 100}%`,
        top: plot.top,
        width: `${(plot.plotWidth / plot.width) * 100}%`,
        height: plot.plotHeight,
      }}
      onPointerMove={move}
      onPointerDown={(event) => {
        setKeyed(false);
        if (!onZoom || event.button !== 0 || event.pointerType === "touch") return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const start = xOf(event);
        setDrag({ from: start, to: start });
      }}
      onPointerUp={end}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => {
        if (!drag && !keyed) setMoment(null);
      }}
      onBlur={() => {
        if (keyed) setMoment(null);
        setKeyed(false);
      }}
      onKeyDown={onKey}
    >
      {index >= 0 && (
        <svg
          width="100%"
          height="100%"
          viewBox={`0 0 ${plot.plotWidth} ${plot.plotHeight}`}
          preserveAspectRatio="none"
          className="pointer-events-none absolute inset-0 overflow-visible"
          aria-hidden="true"
        >
          <line x1={x} x2={x} y1={0} y2={plot.plotHeight} stroke="var(--ink-3)" strokeWidth={1} />
          {values.map(
            (one) =>
              one.value !== null &&
              one.look !== "bars" && (
                <circle
                  key={one.id}
                  cx={x}
                  cy={toY(axis, one.value, plot.plotHeight)}
                  r={3}
                  fill={one.colour}
                  stroke="var(--surface)"
                  strokeWidth={1.5}
                />
              ),
          )}
        </svg>
      )}
      {drag && (
        <span
          className="pointer-events-none absolute inset-y-0 border-accent border-x bg-accent/15"
          style={{
            left: `${(Math.min(drag.from, drag.to) / plot.plotWidth) * 100}%`,
            width: `${(Math.abs(drag.to - drag.from) / plot.plotWidth) * 100}%`,
          }}
        />
      )}
      {index >= 0 && (
        <span
          aria-hidden="true"
          className="card pointer-events-none absolute top-1 z-10 whitespace-nowrap px-2.5 py-1.5 text-sm"
          style={
            flip ? { right: `${((plot.plotWidth - x + 10) / plot.plotWidth) * 100}%` } : { left: `${((x + 10) / plot.plotWidth) * 100}%` }
          }
        >
          <span className="num block text-ink-2">{when}</span>
          {counts[index] === null ? (
            <span className="block">{words.noData}</span>
          ) : (
            values.map((one) => (
              <span key={one.id} className="flex items-center gap-1.5">
                <span className="size-2 rounded-full" style={{ background: one.colour, opacity: one.look === "before" ? 0.6 : 1 }} />
                <span className="text-ink-2">{one.name}</span>
                <span className="num ml-auto pl-3 font-semibold">{one.value === null ? "–" : format(one.value)}</span>
              </span>
            ))
          )}
        </span>
      )}
    </div>
  );
}
