import type { Kysely } from "kysely";
import { HOUR_MS, type Ms, type UnixMs } from "#lib/base/time";
import { KEEP_MS, KEPT_STEPS } from "../rollups/series-key.ts";
import { chunksOf } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";

/** What was counted is remembered a day longer than its traces are kept: a trace that is gone cannot be delivered again. */
const LONGER_MS = 24 * HOUR_MS;
const SERIES_A_STEP = 50;
const ROWS_A_STEP = 2_000;
const MOST_STEPS = 40;

/** In small steps, between which others may write; what is left goes at the next run. */
export async function retainRollups(db: Kysely<Tables>, maxAgeMs: Ms, now: UnixMs): Promise<void> {
  const series = (await db.selectFrom("rollup_series").select("id").execute()).map(({ id }) => id);
  for (const step of KEPT_STEPS) {
    const before = Math.floor((now - KEEP_MS[step]) / (step * 1_000));
    for (const chunk of chunksOf(series, SERIES_A_STEP)) {
      await db.deleteFrom("rollup_cells").where("series", "in", chunk).where("step", "=", step).where("bucket", "<", before).execute();
      await new Promise(setImmediate);
    }
  }
  const oldest = now - maxAgeMs - LONGER_MS;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const traces = await db
      .selectFrom("rollup_counted")
      .select("trace_id")
      .where("at", "<", oldest)
      .orderBy("at")
      .limit(ROWS_A_STEP)
      .execute();
    const keys = await db
      .selectFrom("rollup_events")
      .select("key_hash")
      .where("at", "<", oldest)
      .orderBy("at")
      .limit(ROWS_A_STEP)
      .execute();
    if (traces.length + keys.length === 0) return;
    for (const chunk of chunksOf(traces.map((row) => row.trace_id)))
      await db.deleteFrom("rollup_counted").where("trace_id", "in", chunk).where("at", "<", oldest).execute();
    for (const chunk of chunksOf(keys.map((row) => row.key_hash)))
      await db.deleteFrom("rollup_events").where("key_hash", "in", chunk).where("at", "<", oldest).execute();
    await new Promise(setImmediate);
  }
}
