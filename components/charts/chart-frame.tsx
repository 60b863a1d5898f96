"use client";

import { useRef, useState } from "react";
import { useText } from "../i18n/context.tsx";
import { ChartDataTable } from "./chart-data-table.tsx";
import type { ChartTable } from "./chart-table.ts";
import type { Drawing } from "./save-chart.ts";
import { SaveMenu } from "./save-menu.tsx";
import { chartWords } from "./words.ts";

interface Props {
  readonly title: string;
  /** Beside the title: what one column is, how to use it. */
  readonly note?: React.ReactNode;
  /** At the right: the figures that the chart comes to. */
  readonly figures?: React.ReactNode;
  /** A function where making it costs something: it is made when it is looked at or saved. */
  readonly table: ChartTable | (() => ChartTable);
  readonly complete?: Drawing["complete"];
  readonly legend?: React.ReactNode;
  readonly children: React.ReactNode;
  readonly className?: string;
  readonly testId?: string;
  /** false: what is shown is no drawing, there is nothing to save as a picture. */
  readonly pictures?: boolean;
}

/** A chart with what belongs to every chart: its name, its table, its files. */
export function ChartFrame({ title, note, figures, table, complete, legend, children, className = "", testId, pictures = true }: Props) {
  const words = useText(chartWords);
  const [asTable, setAsTable] = useState(false);
  const readTable = () => (typeof table === "function" ? table() : table);
  const drawing = useRef<HTMLDivElement>(null);
  const findDrawing = (): Drawing | null => {
    const svg = drawing.current?.querySelector<SVGSVGElement>("svg[data-chart]");
    return svg ? { svg, ...(complete && { complete }) } : null;
  };
  return (
    <figure
      aria-label={title}
      data-testid={testId}
      className={`card group/chart m-0 min-w-0 break-inside-avoid px-4 pt-3 pb-2 ${className}`}
    >
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <h2 className="line-clamp-3 font-semibold text-base">{title}</h2>
        {note && <span className="text-ink-2 text-sm">{note}</span>}
        <span className="ml-auto flex flex-wrap items-baseline justify-end gap-x-3 text-ink-2 text-sm">
          {figures}
          <span className="flex gap-x-1 print:hidden">
            <button
              type="button"
              className="rounded-sm px-1.5 text-ink-3 hover:bg-sunken hover:text-ink"
              aria-pressed={asTable}
              title={asTable ? words.asChart : words.asTable}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? words.chart : words.table}
            </button>
            <SaveMenu title={title} readTable={readTable} findDrawing={findDrawing} pictures={pictures && !asTable} />
          </span>
        </span>
      </figcaption>
      {legend && !asTable && <div className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-ink-2 text-sm">{legend}</div>}
      {asTable ? <ChartDataTable title={title} table={readTable()} /> : <div ref={drawing}>{children}</div>}
    </figure>
  );
}

/** A line's or area's name with the stroke that it has. */
export function Legend({
  colour,
  dashed = false,
  children,
}: {
  readonly colour: string;
  readonly dashed?: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg width="16" height="8" aria-hidden="true">
        <line x1="0" x2="16" y1="4" y2="4" stroke={colour} strokeWidth="2.4" strokeDasharray={dashed ? "3 3" : undefined} />
      </svg>
      {children}
    </span>
  );
}
