import type { Kysely } from "kysely";
import { unixMs } from "#lib/base/time";
import { COUNTED_LENGTH } from "../rollups/fold-trace.ts";
import { SERIES_KINDS, type SeriesKind } from "../rollups/series-key.ts";
import type { TraceId } from "../trace/span.ts";
import { chunksOf } from "./insert-rows.ts";
import { retainRollups } from "./retain-rollups.ts";
import type { RollupStore, Series, StoredCell } from "./rollup-store.ts";
import type { Tables } from "./schema.ts";
import type { SeriesTableRow } from "./schema-rollups.ts";
import { readText, type Sealing } from "./sealing.ts";
import { fromStored, toStored } from "./stored-text.ts";

export function createRollupStore(db: Kysely<Tables>, sealing: Sealing): RollupStore {
  return {
    async counted(traceIds) {
      const found = new Map<TraceId, Set<string>>();
      for (const chunk of chunksOf([...new Set(traceIds)])) {
        for (const row of await db.selectFrom("rollup_counted").select(["trace_id", "ids"]).where("trace_id", "in", chunk).execute()) {
          const traceId = row.trace_id as TraceId;
          const ids = found.get(traceId) ?? new Set();
          for (let at = 0; at < row.ids.length; at += COUNTED_LENGTH) ids.add(row.ids.slice(at, at + COUNTED_LENGTH));
          found.set(traceId, ids);
        }
      }
      return found;
    },
    async listSeries(kinds = SERIES_KINDS, a) {
      let query = db.selectFrom("rollup_series").selectAll().where("kind", "in", kinds);
      // What is sealed is not found by what it says.
      const isSealed = a !== undefined && sealing.isPersonalText(toStored(a));
      if (a !== undefined && !isSealed) query = query.where("a", "=", toStored(a));
      const rows = (await query.execute()).map((row) => toSeries(row, sealing)).sort(byName);
      return isSealed ? rows.filter((row) => row.a === a) : rows;
    },
    async readCells(series, step, from, to) {
      const cells: StoredCell[] = [];
      for (const chunk of chunksOf(series)) {
        const rows = await db
          .selectFrom("rollup_cells")
          .select(["series", "bucket", "count", "errors", "timeouts", "sketch", "tally", "exemplars"])
          .where("series", "in", chunk)
          .where("step", "=", step)
          .where("bucket", ">=", from)
          .where("bucket", "<", to)
          .orderBy("series")
          .orderBy("bucket")
          .execute();
        // One by one: a spread of a hundred thousand would be as many arguments.
        for (const row of rows) cells.push(row);
      }
      return cells;
    },
    async addMarker({ id, at, text, service, by }, now) {
      const row = {
        id,
        at,
        text: toStored(text),
        service: service === null ? null : toStored(service),
        author: toStored(by),
        created_at: now,
      };
      await db.insertInto("markers").values(row).execute();
    },
    async listMarkers(from, to, limit) {
      const rows = await db
        .selectFrom("markers")
        .selectAll()
        .where("at", ">=", from)
        .where("at", "<", to)
        .orderBy("at", "desc")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        at: unixMs(row.at),
        text: fromStored(row.text),
        service: row.service === null ? null : fromStored(row.service),
        by: fromStored(row.author),
      }));
    },
    retain: (maxAgeMs, now) => retainRollups(db, maxAgeMs, now),
  };
}

const byName = (one: Series, other: Series): number => compare(one.kind, other.kind) || compare(one.a, other.a) || compare(one.b, other.b);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const toSeries = (row: SeriesTableRow, sealing: Sealing): Series => ({
  id: row.id,
  kind: row.kind as SeriesKind,
  a: fromStored(readText(sealing, row.a)),
  b: fromStored(readText(sealing, row.b)),
  firstMs: unixMs(row.first_minute * 60_000),
  lastMs: unixMs(row.last_minute * 60_000),
});
