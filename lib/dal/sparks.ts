import "server-only";
import { quantileOf } from "../base/sketch.ts";
import type { SparkDto } from "../contract/dashboards.ts";
import { formatInstant } from "../contract/instant.ts";
import { type Cell, createCell } from "../rollups/cell.ts";
import { addRow } from "../rollups/cell-text.ts";
import { runtime } from "../runtime.ts";
import { bucketsOf, sparkStep } from "./ranges.ts";
import { type Range, shareOf, toMs } from "./rollup-sums.ts";

/** Spark lines of many series, read at once. */
export async function readSparks(series: readonly number[], range: Range): Promise<(id: number) => SparkDto> {
  const cells = await readBuckets(series, range);
  const { stepS } = sparkStep(range);
  const buckets = bucketsOf(range, stepS);
  const times = buckets.map((bucket) => formatInstant(bucket * stepS * 1_000));
  return (id) => {
    const own = cells.get(id);
    const line = buckets.map((bucket) => own?.get(bucket));
    return {
      times,
      count: line.map((cell) => cell?.count ?? null),
      p95Ms: line.map((cell) => (cell ? toMs(quantileOf(cell.sketch, 0.95)) : null)),
      errorShare: line.map((cell) => (cell ? shareOf(cell.errors + cell.timeouts, cell.count) : null)),
    };
  };
}

/** By series, by bucket of the range's spark step. */
export async function readBuckets(series: readonly number[], range: Range): Promise<ReadonlyMap<number, ReadonlyMap<number, Cell>>> {
  const { kept, stepS } = sparkStep(range);
  const size = kept * 1_000;
  const found = new Map<number, Map<number, Cell>>();
  for (const row of await runtime().rollups.readCells(series, kept, Math.floor(range.from / size), Math.ceil(range.to / size))) {
    let own = found.get(row.series);
    if (!own) {
      own = new Map();
      found.set(row.series, own);
    }
    const bucket = Math.floor((row.bucket * kept) / stepS);
    let cell = own.get(bucket);
    if (!cell) {
      cell = createCell();
      own.set(bucket, cell);
    }
    addRow(cell, row, false);
  }
  return found;
}
