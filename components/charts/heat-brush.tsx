"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { type Box, type Cells, cellAt, countCells, moveCells, toBox, toCells } from "#lib/layout/charts/box";
import { columnStart, type HeatGrid } from "#lib/layout/charts/heatmap";
import { useLang, useText } from "../i18n/context.tsx";
import { formatMinute } from "../i18n/minute.ts";
import { useCrosshair } from "./crosshair.tsx";
import { timeToX } from "./plot.ts";
import { chartWords } from "./words.ts";

interface Props {
  readonly label: string;
  readonly grid: HeatGrid;
  readonly zone: string;
  readonly format: (ms: number) => string;
  readonly box: Box | null;
  readonly onBox: (box: Box | null) => void;
  readonly place: React.CSSProperties;
}

/** The box above the heatmap. Drawing it moves one element and counts cells; the picture below is not touched. */
export function HeatBrush({ label, grid, zone, format, box, onBox, place }: Props) {
  const words = useText(chartWords);
  const lang = useLang();
  const [moment, setMoment] = useCrosshair();
  const kept = useMemo(() => (box ? toCells(grid, box) : null), [grid, box]);
  const [drawn, setDrawn] = useState<Cells | null>(null);
  const [dragging, setDragging] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const frame = useRef(0);
  // A new grid has other cells: what was being drawn on the old one is let go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the grid and the box are what it is about
  useEffect(() => setDrawn(null), [grid, box]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const cells = drawn ?? kept;
  const under = (event: React.PointerEvent) => {
    const rect = area.current!.getBoundingClientRect();
    return cellAt(grid, event.clientX - rect.left, event.clientY - rect.top, rect.width, rect.height);
  };
  const commit = (next: Cells | null) => onBox(next === null ? null : toBox(grid, next));
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === "Escape" && cells) {
      event.preventDefault();
      setDrawn(null);
      commit(null);
    } else if ((event.key === "Enter" || event.key === " ") && cells) {
      event.preventDefault();
      commit(cells);
    } else {
      const next = moveCells(grid, cells, event.key, event.shiftKey, event.ctrlKey || event.metaKey);
      if (!next) return;
      event.preventDefault();
      setDrawn(next);
      setMoment(columnStart(grid, next.head.column) + grid.stepMs / 2);
    }
  };
  const rect = cells && place4(grid, cells);
  const number = (n: number) => new Intl.NumberFormat(lang).format(n);
  const say = (one: Cells): string => {
    const { from, to, lowMs, highMs } = toBox(grid, one);
    const far = highMs === Infinity ? `≥ ${format(lowMs)}` : words.range(format(lowMs), format(highMs));
    const when = words.range(formatMinute(from, lang, zone), formatMinute(to, lang, zone));
    return `${when}, ${far}: ${words.inBox(number(countCells(grid, one)))}`;
  };
  const span = { from: grid.from, to: columnStart(grid, grid.columns) };
  const x = moment === null || moment < span.from || moment >= span.to ? null : timeToX(span, moment, 100);
  return (
    <div
      ref={area}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is worked with by keys: an application, as its role says
      tabIndex={0}
      aria-label={`${label}. ${words.heatKeys}`}
      className="absolute cursor-crosshair touch-pan-y print:hidden"
      style={place}
      data-testid="heat-brush"
      data-cells={grid.columns * grid.rows}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const cell = under(event);
        setDragging(true);
        setDrawn({ anchor: cell, head: cell });
      }}
      onPointerMove={(event) => {
        const cell = under(event);
        cancelAnimationFrame(frame.current);
        frame.current = requestAnimationFrame(() => {
          performance.mark("brush");
          setMoment(columnStart(grid, cell.column) + grid.stepMs / 2);
          if (dragging)
            setDrawn((now) => (now && (now.head.column !== cell.column || now.head.row !== cell.row) ? { ...now, head: cell } : now));
          performance.measure("brush-event", "brush");
        });
      }}
      onPointerUp={(event) => {
        if (!dragging) return;
        setDragging(false);
        cancelAnimationFrame(frame.current);
        if (drawn) commit({ ...drawn, head: under(event) });
      }}
      onPointerCancel={() => {
        setDragging(false);
        setDrawn(null);
      }}
      onPointerLeave={() => {
        if (!dragging) setMoment(null);
      }}
    >
      {x !== null && !dragging && <span className="pointer-events-none absolute inset-y-0 w-px bg-ink-3/70" style={{ left: `${x}%` }} />}
      {rect && cells && (
        <span
          className="pointer-events-none absolute rounded-[3px] border-[1.5px] border-ink shadow-[0_0_0_1px_var(--surface)]"
          style={rect.style}
          data-testid="heat-box"
        >
          <span
            className={`num absolute whitespace-nowrap rounded-[3px] bg-surface/90 px-1 font-semibold text-ink ${rect.below ? "top-full mt-0.5" : "bottom-full mb-0.5"} ${rect.rightward ? "left-0" : "right-0"}`}
          >
            {number(countCells(grid, cells))}
          </span>
        </span>
      )}
      <output className="sr-only">{cells ? say(cells) : ""}</output>
    </div>
  );
}

/** Percent of the plot, so that nothing is measured while drawing. */
function place4(grid: HeatGrid, { anchor, head }: Cells) {
  const [c0, c1] = [Math.min(anchor.column, head.column), Math.max(anchor.column, head.column) + 1];
  const [r0, r1] = [Math.min(anchor.row, head.row), Math.max(anchor.row, head.row) + 1];
  return {
    style: {
      left: `${(c0 / grid.columns) * 100}%`,
      width: `${((c1 - c0) / grid.columns) * 100}%`,
      bottom: `${(r0 / grid.rows) * 100}%`,
      height: `${((r1 - r0) / grid.rows) * 100}%`,
    },
    below: r1 / grid.rows > 0.9,
    rightward: c0 / grid.columns < 0.7,
  };
}
