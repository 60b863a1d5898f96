import { CompiledQuery } from "kysely";
import type { UnixMs } from "#lib/base/time";
import { type Cell, createCell, isEmptyCell, mergeCell, oneExemplar } from "../rollups/cell.ts";
import { addRow, writeCell } from "../rollups/cell-text.ts";
import { coarsen, type Delta, type SeriesDelta } from "../rollups/delta.ts";
import { DAY_S, hasMinutes, KEEP_MS, KEPT_STEPS, type KeptStep, MINUTE_S } from "../rollups/series-key.ts";
import type { Flavour } from "./flavour.ts";
import type { PipelineRound } from "./index-store.ts";
import { insertStatements, replaceOn } from "./insert-rows.ts";
import type { CellTableRow, SeriesTableRow } from "./schema-rollups.ts";
import { keepText, type Sealing } from "./sealing.ts";
import { type Statement, selectIn } from "./statements.ts";
import { textKey, toStored } from "./stored-text.ts";

/** The memory of what was counted, written with it. */
export function countedStatements(flavour: Flavour, round: PipelineRound, now: UnixMs): readonly Statement[] {
  const counted = (round.rollups?.counted ?? []).map(({ traceId, part, ids }) => [traceId, part, now, ids.join("")]);
  // No "on conflict": should two ever count the same spans, the second one's round fails and is done once more, with what the first has done.
  return insertStatements(flavour, "rollup_counted", ["trace_id", "part", "at", "ids"], counted);
}

/** What a round adds to its series, in the buckets that are kept. */
export interface CellPlan {
  /** By the hash of their key, under which they are found. */
  readonly series: ReadonlyMap<string, SeriesDelta>;
  readonly sums: readonly Sum[];
}

interface Sum {
  readonly hash: string;
  readonly step: KeptStep;
  readonly bucket: number;
  readonly cell: Cell;
}

export function planCells(delta: Delta, now: UnixMs): CellPlan {
  const series = new Map(Array.from(delta.series, ([text, one]) => [textKey(text), one]));
  const sums: Sum[] = [];
  for (const step of KEPT_STEPS) {
    const oldest = Math.floor((now - KEEP_MS[step]) / (step * 1_000));
    for (const [hash, one] of series) {
      if (step === MINUTE_S && !hasMinutes(one.key.kind)) continue;
      for (const [bucket, cells] of coarsen(one, step / MINUTE_S)) {
        if (bucket < oldest) continue;
        const cell = createCell();
        for (const minute of cells) mergeCell(cell, minute);
        // What was counted and moved to another series in one round.
        if (!isEmptyCell(cell)) sums.push({ hash, step, bucket, cell });
      }
    }
  }
  return { series, sums };
}

/** Looked up every time: a number that was remembered from a round that failed would be another's. */
export const knownSeries = (flavour: Flavour, { series }: CellPlan): Statement<SeriesTableRow> =>
  selectIn(flavour, "rollup_series", "key_hash", [...series.keys()]);

export const NEWEST_SERIES = CompiledQuery.raw("select max(id) as id from rollup_series") as Statement<{ readonly id: number | null }>;

/** A row as it is kept; `at` is the place of what is added to it. */
type KnownCell = CellTableRow & { readonly at: number };

/** Each by its own key: a round that catches up has many minutes, and of each a few series. */
export function knownCells(flavour: Flavour, { sums }: CellPlan): Statement<KnownCell> {
  const { from, hash, step, bucket, at } = WANTED[flavour];
  const text = `select ${at} as at, cell.* from ${from} cross join rollup_series as series cross join rollup_cells as cell
    where series.key_hash = ${hash} and cell.series = series.id and cell.step = ${step} and cell.bucket = ${bucket}`;
  const values =
    flavour === "sqlite"
      ? [JSON.stringify(sums.map((sum) => [sum.hash, sum.step, sum.bucket]))]
      : [sums.map((sum) => sum.hash), sums.map((sum) => sum.step), sums.map((sum) => sum.bucket)];
  return CompiledQuery.raw(text, values) as Statement<KnownCell>;
}

const WANTED = {
  // A cross join is walked in the order it is written in.
  sqlite: {
    from: "json_each(?) as wanted",
    ...{ at: "wanted.key", hash: "wanted.value ->> 0", step: "wanted.value ->> 1", bucket: "wanted.value ->> 2" },
  },
  postgres: {
    from: "unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as wanted (hash, step, bucket, place)",
    ...{ at: "wanted.place - 1", hash: "wanted.hash", step: "wanted.step", bucket: "wanted.bucket" },
  },
} as const;

/** Series that are new or reach further, and all cells with what was in them. */
export function writeCells(
  flavour: Flavour,
  { series, sums }: CellPlan,
  seriesRows: readonly SeriesTableRow[],
  newestSeries: number,
  cellRows: readonly KnownCell[],
  now: UnixMs,
  sealing: Sealing,
): readonly Statement[] {
  const ids = new Map(seriesRows.map((row) => [row.key_hash, row.id]));
  const changed: (readonly (string | number)[])[] = [];
  for (const { id, key_hash, kind, a, b, first_minute, last_minute } of seriesRows) {
    const { first, last } = spanOf(series.get(key_hash)!, now);
    if (first >= first_minute && last <= last_minute) continue;
    changed.push([id, key_hash, kind, a, b, Math.min(first, first_minute), Math.max(last, last_minute)]);
  }
  let next = newestSeries + 1;
  for (const [hash, one] of series) {
    if (ids.has(hash)) continue;
    const { first, last } = spanOf(one, now);
    ids.set(hash, next);
    const { kind, a, b } = one.key;
    changed.push([next++, hash, kind, keepText(sealing, toStored(a)), keepText(sealing, toStored(b)), first, last]);
  }
  for (const row of cellRows) addRow(sums[row.at]!.cell, row);
  const cells = sums.map((sum) => toRow(ids.get(sum.hash)!, sum));
  return [
    ...insertStatements(flavour, "rollup_series", SERIES_COLUMNS, changed, replaceOn(["id"], ["id", "first_minute", "last_minute"])),
    ...insertStatements(flavour, "rollup_cells", CELL_COLUMNS, cells, replaceOn(["series", "step", "bucket"], CELL_COLUMNS)),
  ];
}

const SERIES_COLUMNS = ["id", "key_hash", "kind", "a", "b", "first_minute", "last_minute"] as const;
const CELL_COLUMNS = ["series", "step", "bucket", "count", "errors", "timeouts", "sketch", "tally", "exemplars"] as const;

/** Earliest and latest minute; a clock that is a year behind or an hour ahead does not say when telemetry began or was last heard. */
function spanOf({ minutes }: SeriesDelta, now: UnixMs): { readonly first: number; readonly last: number } {
  const newest = Math.floor(now / 60_000);
  const oldest = newest - KEEP_MS[DAY_S] / 60_000;
  let first = newest;
  let last = oldest;
  for (const minute of minutes.keys()) {
    if (minute < oldest || minute > newest) continue;
    first = Math.min(first, minute);
    last = Math.max(last, minute);
  }
  return { first, last };
}

function toRow(series: number, { step, bucket, cell }: Sum): readonly (string | number)[] {
  if (step !== MINUTE_S) cell.exemplars = oneExemplar(cell);
  const { count, errors, timeouts, sketch, tally, exemplars } = writeCell(cell);
  return [series, step, bucket, Math.max(0, count), Math.max(0, errors), Math.max(0, timeouts), sketch, tally, exemplars];
}
