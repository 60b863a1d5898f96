import type { Transaction } from "kysely";
import type { UnixMs } from "#lib/base/time";
import { applyEvents, readEvents, writeEvents } from "../rollups/apply-events.ts";
import { type Cell, createCell, isEmptyCell, mergeCell, oneExemplar } from "../rollups/cell.ts";
import { addRow, type CellRow, writeCell } from "../rollups/cell-text.ts";
import { coarsen, createDelta, type Delta, type SeriesDelta } from "../rollups/delta.ts";
import { type ExecutionEvent, executionEvents } from "../rollups/execution-events.ts";
import { DAY_S, hasMinutes, KEEP_MS, KEPT_STEPS, type KeptStep, keyText, MINUTE_S } from "../rollups/series-key.ts";
import type { Flavour } from "./flavour.ts";
import type { PipelineRound } from "./index-store.ts";
import { chunksOf, insertRows, replaceOn } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";
import type { CellTableRow } from "./schema-rollups.ts";
import { keepText, type Sealing } from "./sealing.ts";
import { fromStored, textKey, toStored } from "./stored-text.ts";

/**
 * What a round adds to the series, inside its transaction. The executions' former part, kept beside their order, is taken out in the same
 * breath; so whatever is delivered or judged again, everything is in the series exactly once.
 */
export async function writeRollups(
  tx: Transaction<Tables>,
  flavour: Flavour,
  round: PipelineRound,
  now: UnixMs,
  sealing: Sealing,
): Promise<void> {
  const delta = round.rollups?.delta ?? createDelta();
  await replaceEvents(tx, flavour, round, delta, now);
  const counted = (round.rollups?.counted ?? []).map(({ traceId, part, ids }) => [traceId, part, now, ids.join("")]);
  // No "on conflict": should two ever count the same spans, the second one's round fails and is done once more, with what the first has done.
  await insertRows(tx, flavour, "rollup_counted", ["trace_id", "part", "at", "ids"], counted);
  if (delta.series.size === 0) return;
  const ids = await resolveSeries(tx, flavour, delta, now, sealing);
  for (const step of KEPT_STEPS) await writeStep(tx, flavour, delta, ids, step, now);
}

async function replaceEvents(tx: Transaction<Tables>, flavour: Flavour, round: PipelineRound, delta: Delta, now: UnixMs): Promise<void> {
  const judged = new Map(round.executions.map((one) => [textKey(one.key), one.judged]));
  const before = new Map<string, string>();
  for (const chunk of chunksOf([...judged.keys()]))
    for (const row of await tx.selectFrom("rollup_events").select(["key_hash", "events"]).where("key_hash", "in", chunk).execute())
      before.set(row.key_hash, row.events);
  const rows: (readonly (string | number)[])[] = [];
  for (const [key, executions] of judged) {
    const events = executionEvents(executions);
    const text = toStored(writeEvents(events));
    const old = before.get(key);
    if (old === text) continue;
    if (old !== undefined) applyEvents(delta, readFormer(old), -1);
    applyEvents(delta, events, 1);
    rows.push([key, now, text]);
  }
  await insertRows(tx, flavour, "rollup_events", ["key_hash", "at", "events"], rows, replaceOn(["key_hash"], ["key_hash", "at", "events"]));
}

/** A damaged row must not stop every round from now on: what it added stays counted, which is the smaller harm. */
function readFormer(stored: string): readonly ExecutionEvent[] {
  try {
    return readEvents(fromStored(stored));
  } catch {
    return [];
  }
}

const SERIES_COLUMNS = ["id", "key_hash", "kind", "a", "b", "first_minute", "last_minute"] as const;

/** Each series' number; new ones get the next. Looked up every time: a number that was remembered from a round that failed would be another's. */
async function resolveSeries(
  tx: Transaction<Tables>,
  flavour: Flavour,
  delta: Delta,
  now: UnixMs,
  sealing: Sealing,
): Promise<ReadonlyMap<string, number>> {
  const hashes = new Map([...delta.series].map(([text, series]) => [textKey(text), series]));
  const ids = new Map<string, number>();
  const changed: (readonly (string | number)[])[] = [];
  for (const chunk of chunksOf([...hashes.keys()])) {
    const found = await tx.selectFrom("rollup_series").selectAll().where("key_hash", "in", chunk).execute();
    for (const row of found) {
      const series = hashes.get(row.key_hash)!;
      ids.set(keyText(series.key), row.id);
      const { first, last } = spanOf(series, now);
      if (first >= row.first_minute && last <= row.last_minute) continue;
      const { id, key_hash, kind, a, b } = row;
      changed.push([id, key_hash, kind, a, b, Math.min(first, row.first_minute), Math.max(last, row.last_minute)]);
    }
  }
  const top = await tx
    .selectFrom("rollup_series")
    .select(({ fn }) => fn.max("id").as("id"))
    .executeTakeFirst();
  let next = Number(top?.id ?? 0) + 1;
  for (const [hash, series] of hashes) {
    const text = keyText(series.key);
    if (ids.has(text)) continue;
    const { first, last } = spanOf(series, now);
    ids.set(text, next);
    changed.push([
      next++,
      hash,
      series.key.kind,
      keepText(sealing, toStored(series.key.a)),
      keepText(sealing, toStored(series.key.b)),
      first,
      last,
    ]);
  }
  await insertRows(tx, flavour, "rollup_series", SERIES_COLUMNS, changed, replaceOn(["id"], ["id", "first_minute", "last_minute"]));
  return ids;
}

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

const CELL_COLUMNS = ["series", "step", "bucket", "count", "errors", "timeouts", "sketch", "tally", "exemplars"] as const;

async function writeStep(
  tx: Transaction<Tables>,
  flavour: Flavour,
  delta: Delta,
  ids: ReadonlyMap<string, number>,
  step: KeptStep,
  now: UnixMs,
): Promise<void> {
  const oldest = Math.floor((now - KEEP_MS[step]) / (step * 1_000));
  const byBucket = new Map<number, Map<number, Cell>>();
  for (const [text, series] of delta.series) {
    if (step === MINUTE_S && !hasMinutes(series.key.kind)) continue;
    for (const [bucket, cells] of coarsen(series, step / MINUTE_S)) {
      if (bucket < oldest) continue;
      let row = byBucket.get(bucket);
      if (!row) {
        row = new Map();
        byBucket.set(bucket, row);
      }
      const sum = createCell();
      for (const cell of cells) mergeCell(sum, cell);
      // What was counted and moved to another series in one round.
      if (isEmptyCell(sum)) continue;
      row.set(ids.get(text)!, sum);
    }
  }
  const rows: (readonly (string | number)[])[] = [];
  for (const [bucket, cells] of byBucket) {
    for (const chunk of chunksOf([...cells.keys()])) {
      const known = await readBucket(tx, step, bucket, chunk);
      for (const row of known) addRow(cells.get(row.series)!, row);
    }
    if (step !== MINUTE_S) for (const cell of cells.values()) cell.exemplars = oneExemplar(cell);
    for (const [series, cell] of cells) rows.push(toRow(series, step, bucket, writeCell(cell)));
  }
  await insertRows(tx, flavour, "rollup_cells", CELL_COLUMNS, rows, replaceOn(["series", "step", "bucket"], CELL_COLUMNS));
}

const readBucket = (tx: Transaction<Tables>, step: KeptStep, bucket: number, series: readonly number[]): Promise<CellTableRow[]> =>
  tx.selectFrom("rollup_cells").selectAll().where("series", "in", series).where("step", "=", step).where("bucket", "=", bucket).execute();

const toRow = (series: number, step: KeptStep, bucket: number, row: CellRow) => [
  series,
  step,
  bucket,
  Math.max(0, row.count),
  Math.max(0, row.errors),
  Math.max(0, row.timeouts),
  row.sketch,
  row.tally,
  row.exemplars,
];
