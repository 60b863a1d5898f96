import type { Kysely } from "kysely";
import { type UnixMs, unixMs } from "#lib/base/time";
import { STATES, type State } from "#lib/detector/verdict";
import type { Tables } from "./schema.ts";
import { fromStored } from "./stored-text.ts";

export interface Place {
  readonly chainId: string;
  readonly stepId: string | null;
  readonly state: State;
  readonly count: number;
  /** Of them, since `from`. */
  readonly recent: number;
  readonly oldestSince: UnixMs;
}

/** How many latest attempts stand where, of the given states. What is done is history, and not asked for here. */
export async function countPlaces(db: Kysely<Tables>, states: readonly State[], from: UnixMs): Promise<readonly Place[]> {
  const wanted = states.map((state) => STATES.indexOf(state)).filter((state) => state > 0);
  if (wanted.length === 0) return [];
  const columns = ["chain_id", "step_id", "state"] as const;
  const rows = await db
    .selectFrom("executions")
    .select([
      ...columns,
      ({ fn }) => fn.countAll<number>().as("count"),
      ({ fn }) => fn.min("since_ms").as("since"),
      ({ fn, eb }) => fn.sum<number>(eb.case().when("since_ms", ">=", from).then(1).else(0).end()).as("recent"),
    ])
    .where("latest", "=", 1)
    // Said as the partial index says it, or SQLite does not see that it holds.
    .where("state", ">", 0)
    .where("state", "in", wanted)
    .groupBy([...columns])
    .execute();
  return rows.map((row) => ({
    chainId: fromStored(row.chain_id),
    stepId: row.step_id === null ? null : fromStored(row.step_id),
    state: STATES[row.state]!,
    count: Number(row.count),
    recent: Number(row.recent),
    oldestSince: unixMs(Number(row.since)),
  }));
}
