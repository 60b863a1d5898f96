import type { Kysely } from "kysely";
import { type Clock, unixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import { STATES } from "#lib/detector/verdict";
import type { TraceId } from "#lib/trace/span";
import { commitRound } from "./commit-round.ts";
import { countPlaces } from "./count-places.ts";
import { executionsOf } from "./executions-of.ts";
import type { Flavour } from "./flavour.ts";
import { cursorKey, toJudged, toOrderRow } from "./index-rows.ts";
import type { IndexStore } from "./index-store.ts";
import { chunksOf } from "./insert-rows.ts";
import { listExecutions } from "./list-executions.ts";
import { listOrders } from "./list-orders.ts";
import { retainIndex } from "./retain-index.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { fromStored, textKey } from "./stored-text.ts";

export function createIndexStore(db: Kysely<Tables>, flavour: Flavour, clock: Clock, sealing: Sealing): IndexStore {
  const getState = async (key: string): Promise<string | null> => {
    const row = await db.selectFrom("documents").select("value").where("key", "=", key).executeTakeFirst();
    return row ? fromStored(row.value) : null;
  };
  return {
    commit: (round) => commitRound(db, flavour, round, clock(), sealing),
    cursor: (sourceId) => getState(cursorKey(sourceId)),
    async getOrder(orderId) {
      const key = textKey(orderId);
      const order = await db.selectFrom("orders").selectAll().where("order_hash", "=", key).executeTakeFirst();
      if (!order) return null;
      const executions = await db
        .selectFrom("executions")
        .select("payload")
        .where("key_hash", "=", key)
        .orderBy("chain_id")
        .orderBy("attempt")
        .execute();
      const { traceCount: _, ...row } = toOrderRow(order);
      return {
        ...row,
        traceIds: JSON.parse(order.trace_ids) as readonly TraceId[],
        executions: executions.map((row) => toJudged(row, sealing)),
      };
    },
    listOrders: (query) => listOrders(db, query),
    listExecutions: (query) => listExecutions(db, query, sealing),
    async executionsById(ids) {
      const found = new Map<string, JudgedExecution>();
      for (const chunk of chunksOf([...new Set(ids)].map(textKey)))
        for (const row of await db.selectFrom("executions").select("payload").where("execution_hash", "in", chunk).execute()) {
          const judged = toJudged(row, sealing);
          found.set(judged.execution.id, judged);
        }
      return found;
    },
    executionsOf: (keys) => executionsOf(db, keys, sealing),
    async dueExecutions(now, limit) {
      const due = db.selectFrom("executions").select("payload").where("judge_at", "is not", null).where("judge_at", "<=", now);
      return (await due.orderBy("judge_at").limit(limit).execute()).map((row) => toJudged(row, sealing));
    },
    async countStates() {
      // Done ones (state 0) are history: counting them would cost what history is long. See README.
      const rows = await db
        .selectFrom("executions")
        .select(["chain_id", "state", ({ fn }) => fn.countAll<number>().as("count"), ({ fn }) => fn.min("since_ms").as("since")])
        .where("latest", "=", 1)
        .where("state", ">", 0)
        .groupBy(["chain_id", "state"])
        .orderBy("chain_id")
        .orderBy("state")
        .execute();
      return rows.map((row) => ({
        chainId: fromStored(row.chain_id),
        state: STATES[row.state]!,
        count: Number(row.count),
        oldestSince: unixMs(Number(row.since)),
      }));
    },
    countPlaces: (states, from) => countPlaces(db, states, from),
    async ordersOfTraces(traceIds) {
      const orders = new Map<TraceId, string[]>();
      for (const chunk of chunksOf(traceIds)) {
        const rows = await db
          .selectFrom("order_traces")
          .innerJoin("orders", "orders.order_hash", "order_traces.order_hash")
          .select(["order_traces.trace_id", "orders.order_id"])
          .where("order_traces.trace_id", "in", chunk)
          .execute();
        for (const row of rows) {
          const known = orders.get(row.trace_id as TraceId);
          if (known) known.push(fromStored(row.order_id));
          else orders.set(row.trace_id as TraceId, [fromStored(row.order_id)]);
        }
      }
      return orders;
    },
    getState,
    retain: (maxAgeMs, now) => retainIndex(db, maxAgeMs, now),
  };
}
