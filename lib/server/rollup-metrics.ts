import { meanOf, quantilesOf } from "../base/sketch.ts";
import { STATES } from "../detector/verdict.ts";
import { type Cell, createCell } from "../rollups/cell.ts";
import { addRow } from "../rollups/cell-text.ts";
import { MINUTE_S, type SeriesKind } from "../rollups/series-key.ts";
import type { Runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { escapeLabel } from "./case-metrics.ts";

/** Over the last whole minutes: a scraper that comes every 15 s sees a moving figure, not single spans. */
const MINUTES = 5;
const MOST_SERIES = 500;
const QUANTILES = [0.5, 0.95, 0.99];
const NS_PER_SECOND = 1e9;

type Found = Series & { readonly cell: Cell };

/** Rate, errors and latencies of services, chains and queues over the last five minutes, as Prometheus text. */
export async function rollupMetrics({ rollups, clock }: Pick<Runtime, "rollups" | "clock">): Promise<string> {
  const series = (await rollups.listSeries(["service", "chain", "wait"])).slice(0, MOST_SERIES);
  const to = Math.floor(clock() / 60_000);
  const cells = new Map<number, Cell>();
  const ids = series.map((one) => one.id);
  for (const row of await rollups.readCells(ids, MINUTE_S, to - MINUTES, to)) {
    const cell = cells.get(row.series) ?? createCell();
    addRow(cell, row, false);
    cells.set(row.series, cell);
  }
  const found = series.map((one): Found => ({ ...one, cell: cells.get(one.id) ?? createCell() }));
  const of = (kind: SeriesKind) => found.filter((one) => one.kind === kind);
  const service = (one: Found) => ({ service: one.a });
  const chain = (one: Found) => ({ chain: one.a });
  const queue = (one: Found) => ({ chain: one.a, step: one.b });
  return [
    gauge("loupe_service_requests_per_minute", "Entry spans, over the last 5 min", of("service"), service, perMinute),
    gauge("loupe_service_error_share", "Of them ended in error", of("service"), service, ({ errors, count }) => share(errors, count)),
    gauge("loupe_service_timeout_share", "Of them timed out", of("service"), service, ({ timeouts, count }) => share(timeouts, count)),
    quantiles("loupe_service_latency_seconds", "Their duration", of("service"), service),
    gauge("loupe_chain_executions_per_minute", "Executions that ended, over the last 5 min", of("chain"), chain, perMinute),
    gauge("loupe_chain_failed_share", "Of them failed", of("chain"), chain, ({ errors, timeouts, count }) =>
      share(errors + timeouts, count),
    ),
    gauge("loupe_chain_done_share", "Of them done in time", of("chain"), chain, (cell) =>
      share(cell.tally[STATES.indexOf("done")] ?? 0, cell.count),
    ),
    quantiles("loupe_chain_duration_seconds", "From first step to last", of("chain"), chain),
    quantiles("loupe_queue_wait_seconds", "A message's wait before a step", of("wait"), queue),
    gauge("loupe_chain_duration_mean_seconds", "From first step to last, on average", of("chain"), chain, meanSeconds),
  ].join("");
}

const perMinute = ({ count }: Cell): number => count / MINUTES;
/** Nothing has no share: the sample is left out, and the chart has a gap. */
const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

function meanSeconds({ sketch }: Cell): number | null {
  const mean = meanOf(sketch);
  return mean === null ? null : mean / NS_PER_SECOND;
}

type Labels = (one: Found) => Readonly<Record<string, string>>;

function gauge(name: string, help: string, found: readonly Found[], labels: Labels, value: (cell: Cell) => number | null): string {
  const lines = found.flatMap((one) => {
    const measured = value(one.cell);
    return measured === null ? [] : [`${name}${write(labels(one))} ${measured}`];
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ""].join("\n");
}

function quantiles(name: string, help: string, found: readonly Found[], labels: Labels): string {
  const lines = found.flatMap((one) =>
    quantilesOf(one.cell.sketch, QUANTILES).flatMap((ns, at) =>
      ns === null ? [] : [`${name}${write({ ...labels(one), quantile: String(QUANTILES[at]) })} ${ns / NS_PER_SECOND}`],
    ),
  );
  return [`# HELP ${name} ${help}, within 1/64, over the last 5 min`, `# TYPE ${name} gauge`, ...lines, ""].join("\n");
}

const write = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([key, value]) => `${key}="${escapeLabel(value)}"`)
    .join(",")}}`;
