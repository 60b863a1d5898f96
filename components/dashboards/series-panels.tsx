"use client";

import { useMemo } from "react";
import type { SeriesDto, SeriesPointDto } from "#lib/contract/series";
import { countAxis, latencyAxis, shareAxis } from "#lib/layout/charts/value-axis";
import { ChartFrame, Legend } from "../charts/chart-frame.tsx";
import type { ChartTable } from "../charts/chart-table.ts";
import { LineChart } from "../charts/line-chart.tsx";
import type { Track } from "../charts/line-chart-props.ts";
import type { ChartMarker } from "../charts/marker-lines.tsx";
import { chartWords } from "../charts/words.ts";
import { useText } from "../i18n/context.tsx";
import { useSources } from "../ui/freshness.tsx";
import { EmptyChart } from "./heat-panel.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { useSeries } from "./queries.ts";
import type { Dash } from "./use-dash-view.ts";
import { type Formats, useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

interface Props {
  readonly scope: string;
  readonly dash: Dash;
  readonly markers: readonly ChartMarker[];
  readonly countTitle: string;
  readonly countNote: string;
}

/** Rate with errors and timeouts, their share, and the quantiles of a scope, each against the time before. */
export function SeriesPanels(props: Props) {
  const { scope, dash } = props;
  const now = useSeries(scope, dash.period);
  const before = useSeries(scope, dash.period.before && { ...dash.period.before, step: dash.period.step });
  return (
    <Loaded query={now} skeleton={<CardSkeleton height={252} count={3} className="grid gap-3 lg:grid-cols-2 xl:grid-cols-3" />}>
      {(data) => <Panels {...props} data={data} before={(dash.period.before && before.data) || null} />}
    </Loaded>
  );
}

const CHART = 196;

function Panels({
  data,
  before,
  dash,
  markers,
  countTitle,
  countNote,
}: Props & { readonly data: SeriesDto; readonly before: SeriesDto | null }) {
  const words = useText(dashWords).chain;
  const charts = useText(chartWords);
  const formats = useFormats();
  const { ms, tick, number, share } = formats;
  const sources = useSources();
  const { points } = data;
  const table = useMemo(() => tableOf(points, words, charts.time, formats), [points, words, charts, formats]);
  const counts = points.map((point) => point.count);
  const pick = (key: "p50Ms" | "p95Ms" | "p99Ms" | "meanMs") => points.map((point) => point[key]);
  const [errors, timeouts] = [points.map((point) => shareOf(point, "errors")), points.map((point) => shareOf(point, "timeouts"))];
  const was = points.map((_, i) => before?.points[i]?.p95Ms ?? null);
  const wasErrors = points.map((_, i) => (before?.points[i] ? shareOf(before.points[i], "errors") : null));
  const at = points.map((point) => Date.parse(point.at));
  const shared = {
    // Whole buckets: the first may begin before the range, the last end after it.
    span: { from: at[0] ?? dash.period.from, to: (at.at(-1) ?? dash.period.to) + data.step * 1000 },
    zone: dash.zone,
    at,
    stepMs: data.step * 1000,
    counts,
    markers,
    height: CHART,
    completeUpTo: sources.data?.completeUpTo ? Date.parse(sources.data.completeUpTo) : null,
    onZoom: (range: { from: number; to: number }) =>
      dash.change({ range: { from: Math.floor(range.from), to: Math.ceil(range.to) }, box: null }),
  };
  const fine = points.map((point) => (point.count === null ? null : point.count - (point.errors ?? 0) - (point.timeouts ?? 0)));
  const rate: Track[] = [
    { id: "ok", name: words.fine, colour: "var(--svc-2)", values: fine, look: "bars" },
    { id: "errors", name: words.errors, colour: "var(--stuck)", values: points.map((point) => point.errors), look: "bars" },
    { id: "timeouts", name: words.timeouts, colour: "var(--slow)", values: points.map((point) => point.timeouts), look: "bars" },
  ];
  const latency: Track[] = [
    ...(before ? [{ id: "before", name: `p95 ${charts.before}`, colour: "var(--ink-3)", values: was, look: "before" as const }] : []),
    { id: "p50", name: "p50", colour: "var(--svc-2)", values: pick("p50Ms") },
    { id: "p95", name: "p95", colour: "var(--svc-1)", values: pick("p95Ms") },
    { id: "p99", name: "p99", colour: "var(--svc-4)", values: pick("p99Ms") },
  ];
  const wrong: Track[] = [
    ...(before
      ? [{ id: "before", name: `${words.errors} ${charts.before}`, colour: "var(--ink-3)", values: wasErrors, look: "before" as const }]
      : []),
    { id: "errors", name: words.errors, colour: "var(--stuck)", values: errors, look: "area" },
    { id: "timeouts", name: words.timeouts, colour: "var(--slow)", values: timeouts },
  ];
  const nothing = counts.every((count) => count === null)
    ? { title: charts.neverHeard, hint: charts.neverHeardHint }
    : counts.every((count) => !count)
      ? { title: charts.nothing, hint: charts.nothingHint }
      : null;
  const panel = (
    title: string,
    note: string | undefined,
    tracks: readonly Track[],
    axis: Parameters<typeof LineChart>[0]["axis"],
    format: (value: number) => string,
  ) => (
    <ChartFrame
      title={title}
      note={note}
      table={table}
      testId="series"
      legend={tracks.map((track) => (
        <Legend key={track.id} colour={track.colour} dashed={track.look === "before"}>
          {track.name}
        </Legend>
      ))}
    >
      {nothing ? (
        <EmptyChart height={CHART} {...nothing} />
      ) : (
        <LineChart label={title} tracks={tracks} axis={axis} format={format} tick={format === ms ? tick : format} {...shared} />
      )}
    </ChartFrame>
  );
  return (
    <div className="grid gap-3 lg:max-xl:[&>*:last-child]:col-span-2 lg:grid-cols-2 xl:grid-cols-3">
      {panel(countTitle, countNote, rate, countAxis(counts), number)}
      {panel(words.failed, undefined, wrong, shareAxis([...errors, ...timeouts, ...wasErrors]), share)}
      {panel(words.quantiles, undefined, latency, latencyAxis([...pick("p50Ms"), ...pick("p99Ms"), ...was]), ms)}
    </div>
  );
}

const shareOf = (point: SeriesPointDto, key: "errors" | "timeouts"): number | null =>
  point.count ? (point[key] ?? 0) / point.count : null;

function tableOf(
  points: readonly SeriesPointDto[],
  words: { count: string; errors: string; timeouts: string },
  time: string,
  { ms, number }: Formats,
): ChartTable {
  return {
    columns: [
      { key: "at", name: time },
      { key: "count", name: words.count, format: number },
      { key: "errors", name: words.errors, format: number },
      { key: "timeouts", name: words.timeouts, format: number },
      { key: "meanMs", name: "⌀", format: ms },
      { key: "p50Ms", name: "p50", format: ms },
      { key: "p95Ms", name: "p95", format: ms },
      { key: "p99Ms", name: "p99", format: ms },
    ],
    rows: points.map((point) => [point.at, point.count, point.errors, point.timeouts, point.meanMs, point.p50Ms, point.p95Ms, point.p99Ms]),
  };
}
