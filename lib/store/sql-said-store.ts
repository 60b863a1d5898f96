import type { Kysely } from "kysely";
import { type UnixMs, unixMs } from "#lib/base/time";
import { type Cause, STATES } from "#lib/detector/verdict";
import { chunksOf } from "./insert-rows.ts";
import { STILL_SAID } from "./said-row.ts";
import type { SaidStore, SaidThen, SaidWords } from "./said-store.ts";
import type { Tables } from "./schema.ts";
import type { SaidTableRow } from "./schema-settings.ts";
import { fromStored, textKey } from "./stored-text.ts";

/** `done` and `done-late` are history: what was under way, or hung, is asked for. */
const FIRST_COUNTED = STATES.indexOf("running");

export function createSaidStore(db: Kysely<Tables>): SaidStore {
  return {
    async saidOf(key) {
      const rows = await db.selectFrom("said").selectAll().where("key_hash", "=", textKey(key)).orderBy("known_at").execute();
      return rows.map(toSaid);
    },
    async countPlacesAt(at) {
      const rows = await db
        .selectFrom("said")
        .select([
          ...(["chain_id", "step_id", "state"] as const),
          ({ fn }) => fn.countAll<number>().as("count"),
          ({ fn }) => fn.min("since_ms").as("oldest"),
        ])
        .where("state", ">", 1)
        .where("state", ">=", FIRST_COUNTED)
        .where("until_at", ">", at)
        .where("known_at", "<=", at)
        .groupBy(["chain_id", "step_id", "state"])
        .execute();
      return rows.map((row) => ({
        chainId: fromStored(row.chain_id),
        stepId: row.step_id === null ? null : fromStored(row.step_id),
        state: STATES[row.state]!,
        count: Number(row.count),
        oldestSince: unixMs(Number(row.oldest)),
      }));
    },
    async saidAt(executionIds, at) {
      const found = new Map<string, SaidThen>();
      for (const hashes of chunksOf([...new Set(executionIds)].map(textKey))) {
        const rows = await db
          .selectFrom("said")
          .selectAll()
          .where("execution_hash", "in", hashes)
          .where("known_at", "<=", at)
          .where("until_at", ">", at)
          .execute();
        for (const one of rows.map(toSaid)) found.set(one.executionId, one);
      }
      return found;
    },
  };
}

const toSaid = (row: SaidTableRow): SaidThen => ({
  executionId: fromStored(row.execution_id),
  chainId: fromStored(row.chain_id),
  knownAt: unixMs(Number(row.known_at)),
  until: Number(row.until_at) >= STILL_SAID ? null : (unixMs(Number(row.until_at)) as UnixMs),
  learntAt: unixMs(Number(row.learnt_at)),
  state: STATES[Number(row.state)] ?? null,
  cause: row.cause as Cause | null,
  stepId: row.step_id === null ? null : fromStored(row.step_id),
  since: unixMs(Number(row.since_ms)),
  words: row.words === null ? null : (JSON.parse(fromStored(row.words)) as SaidWords),
});
