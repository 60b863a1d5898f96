"use client";

import { useMemo } from "react";
import { columnStart } from "#lib/layout/charts/heatmap";
import { ChartFrame } from "../charts/chart-frame.tsx";
import type { ChartTable } from "../charts/chart-table.ts";
import { Heatmap } from "../charts/heatmap.tsx";
import type { ChartMarker } from "../charts/marker-lines.tsx";
import { addCells } from "../charts/save-heatmap.ts";
import { chartWords } from "../charts/words.ts";
import { useText } from "../i18n/context.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { useHeatmap } from "./queries.ts";
import { countAll, readHeatmap } from "./read-heatmap.ts";
import type { Dash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

interface Props {
  readonly scope: string;
  readonly title: string;
  readonly dash: Dash;
  readonly markers: readonly ChartMarker[];
  readonly figures?: React.ReactNode;
  readonly height?: number;
  /** Under the title: what else could be shown here. */
  readonly choice?: React.ReactNode;
}

/** A heatmap of a scope, with the box that the address holds. */
export function HeatPanel({ scope, title, dash, markers, figures, choice, height = 280 }: Props) {
  const { period, view, zone, change } = dash;
  const query = useHeatmap(scope, period);
  const words = useText(dashWords).chain;
  const charts = useText(chartWords);
  const { ms, tick } = useFormats();
  const grid = useMemo(() => (query.data ? readHeatmap(query.data) : null), [query.data]);
  const table = (): ChartTable => ({
    columns: [
      { key: "at", name: charts.time },
      { key: "fromMs", name: "≥", format: ms },
      { key: "toMs", name: "<", format: ms },
      { key: "count", name: words.count },
    ],
    rows: grid
      ? Array.from(grid.counts).flatMap((count, i) => {
          if (count === 0) return [];
          const row = i % grid.rows;
          const to = grid.edges[row + 1]!;
          const at = new Date(columnStart(grid, Math.floor(i / grid.rows))).toISOString();
          return [[at, grid.edges[row]!, to === Infinity ? null : to, count]];
        })
      : [],
  });
  return (
    <Loaded query={query} skeleton={<CardSkeleton height={height + 56} />}>
      {() =>
        grid && (
          <ChartFrame
            testId="heatmap"
            title={title}
            note={words.heatNote(ms(grid.stepMs))}
            figures={figures}
            table={table}
            complete={addCells(grid)}
            legend={choice}
            className="flex-1"
          >
            {countAll(grid) === 0 && !grid.missing.includes(0) ? (
              <EmptyChart height={height} title={charts.neverHeard} hint={charts.neverHeardHint} />
            ) : countAll(grid) === 0 ? (
              <EmptyChart height={height} title={charts.nothing} hint={charts.nothingHint} />
            ) : (
              <Heatmap
                label={title}
                grid={grid}
                zone={zone}
                format={ms}
                tick={tick}
                markers={markers}
                height={height}
                box={view.box}
                onBox={(box) => change({ box })}
              />
            )}
          </ChartFrame>
        )
      }
    </Loaded>
  );
}

export function EmptyChart({ height, title, hint }: { readonly height: number; readonly title: string; readonly hint: string }) {
  return (
    <div className="flex flex-col items-center justify-center text-center" style={{ minHeight: height }}>
      <p className="font-medium">{title}</p>
      <p className="text-ink-2 text-sm">{hint}</p>
    </div>
  );
}
