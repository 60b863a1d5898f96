import "server-only";
import { meanOf, quantilesOf } from "../base/sketch.ts";
import type { RedDto } from "../contract/dashboards.ts";
import { type Cell, createCell } from "../rollups/cell.ts";
import { addRow, sumRows } from "../rollups/cell-text.ts";
import { planRange } from "../rollups/plan-range.ts";
import type { KeptStep } from "../rollups/series-key.ts";
import { runtime } from "../runtime.ts";
import type { StoredCell } from "../store/rollup-store.ts";

/** [from, to) in milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Sums of series over a range, by series: what few buckets can say it (`planRange`). A series without any has no entry. */
export async function sumSeries(
  series: readonly number[],
  range: Range,
  how: { readonly traces?: boolean; readonly coarse?: boolean } = {},
): Promise<ReadonlyMap<number, Cell>> {
  const { rollups, clock } = runtime();
  const rows: StoredCell[] = [];
  for (const { step, from, to } of planRange(range.from, range.to, clock(), how.coarse))
    for (const row of await rollups.readCells(series, step, from, to)) rows.push(row);
  return new Map([...Map.groupBy(rows, (row) => row.series)].map(([id, own]) => [id, sumRows(own, how.traces)]));
}

/** A range rounded outwards to whole hours: the coverage of services is kept by nothing finer. */
export const wholeHours = ({ from, to }: Range): Range => ({
  from: Math.floor(from / HOUR_MS) * HOUR_MS,
  to: Math.ceil(to / HOUR_MS) * HOUR_MS,
});
const HOUR_MS = 3_600_000;

/** Buckets of `stepS` seconds, from those that are kept at `kept`; several series become one. By number since 1970. */
export async function bucketSeries(series: readonly number[], kept: KeptStep, stepS: number, range: Range): Promise<Map<number, Cell>> {
  const buckets = new Map<number, Cell>();
  const size = kept * 1_000;
  const rows = await runtime().rollups.readCells(series, kept, Math.floor(range.from / size), Math.ceil(range.to / size));
  for (const row of rows) {
    const bucket = Math.floor((row.bucket * kept) / stepS);
    let cell = buckets.get(bucket);
    if (!cell) {
      cell = createCell();
      buckets.set(bucket, cell);
    }
    addRow(cell, row);
  }
  return buckets;
}

const NS_PER_MS = 1e6;
/** Microseconds are more than anybody reads. */
export const toMs = (ns: number | null): number | null => (ns === null ? null : Math.round(ns / 1_000) / 1_000);
export const exactMs = (ns: number | null): number | null => (ns === null ? null : ns / NS_PER_MS);
export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export function latenciesOf({ sketch }: Cell) {
  const [p50, p95, p99] = quantilesOf(sketch, [0.5, 0.95, 0.99]);
  return { meanMs: exactMs(meanOf(sketch)), p50Ms: toMs(p50!), p95Ms: toMs(p95!), p99Ms: toMs(p99!) };
}

/** `heardFrom`: before the first telemetry there was no rate at all, and after now there is none yet. */
export function redOf(cell: Cell | undefined, { from, to }: Range, heardFrom = 0): RedDto {
  const { count, errors, timeouts } = cell ?? EMPTY;
  const minutes = Math.max(1, (Math.min(to, runtime().clock()) - Math.max(from, heardFrom)) / 60_000);
  return {
    count,
    errors,
    timeouts,
    ratePerMinute: count / minutes,
    errorShare: shareOf(errors + timeouts, count),
    ...latenciesOf(cell ?? EMPTY),
  };
}

const EMPTY: Cell = createCell();

/** Since when anything of these was heard. */
export const firstOf = (series: readonly { readonly firstMs: number }[]): number =>
  series.reduce((first, one) => Math.min(first, one.firstMs), Number.POSITIVE_INFINITY);

/** The period before, of the same length. */
export const periodBefore = ({ from, to }: Range): Range => ({ from: from - (to - from), to: from });
