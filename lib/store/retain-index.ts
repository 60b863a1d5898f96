import type { Kysely, Transaction } from "kysely";
import type { Ms, UnixMs } from "#lib/base/time";
import { chunksOf } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";

const BATCH = 500;
const MOST_BATCHES = 40;

/** Forgets orders and executions that no round has touched for `maxAgeMs`, oldest first, a bounded number a run. */
export async function retainIndex(db: Kysely<Tables>, maxAgeMs: Ms, now: UnixMs): Promise<{ readonly deletedOrders: number }> {
  const limit = now - maxAgeMs;
  let deletedOrders = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const orders = await db
      .selectFrom("orders")
      .select(["order_hash", "trace_ids"])
      .where("updated_at", "<", limit)
      .orderBy("updated_at")
      .limit(BATCH)
      .execute();
    const executions = await db
      .selectFrom("executions")
      .select("execution_hash")
      .where("updated_at", "<", limit)
      .orderBy("updated_at")
      .limit(BATCH)
      .execute();
    if (orders.length === 0 && executions.length === 0) break;
    await db.transaction().execute(async (tx) => {
      for (const { order_hash, trace_ids } of orders) {
        for (const some of chunksOf(JSON.parse(trace_ids) as string[])) {
          await tx.deleteFrom("order_traces").where("order_hash", "=", order_hash).where("trace_id", "in", some).execute();
        }
      }
      const keys = orders.map((row) => row.order_hash);
      if (keys.length > 0) await tx.deleteFrom("orders").where("order_hash", "in", keys).where("updated_at", "<", limit).execute();
      const ids = executions.map((row) => row.execution_hash);
      if (ids.length > 0) await tx.deleteFrom("executions").where("execution_hash", "in", ids).where("updated_at", "<", limit).execute();
      await forgetSaid(tx, ids);
    });
    deletedOrders += orders.length;
    await new Promise(setImmediate);
  }
  await forgetGone(db, limit);
  return { deletedOrders };
}

/** What was said goes with its execution; of those that are gone, after the same age. */
async function forgetSaid(tx: Transaction<Tables>, executionHashes: readonly string[]): Promise<void> {
  for (const hashes of chunksOf(executionHashes)) {
    const left = tx.selectFrom("executions").select("execution_hash").where("execution_hash", "in", hashes);
    await tx.deleteFrom("said").where("execution_hash", "in", hashes).where("execution_hash", "not in", left).execute();
  }
}

async function forgetGone(db: Kysely<Tables>, limit: number): Promise<void> {
  const gone = await db
    .selectFrom("said")
    .select("execution_hash")
    .where("state", "<", 0)
    .where("known_at", "<", limit)
    .limit(BATCH)
    .execute();
  if (gone.length > 0)
    await db.transaction().execute((tx) =>
      forgetSaid(
        tx,
        gone.map((row) => row.execution_hash),
      ),
    );
}
