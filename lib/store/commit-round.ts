import type { Kysely, Transaction } from "kysely";
import type { UnixMs } from "#lib/base/time";
import type { Flavour } from "./flavour.ts";
import { cursorKey, NO_STATE, orderText, toExecutionRows, worstOf } from "./index-rows.ts";
import type { PipelineRound } from "./index-store.ts";
import { chunksOf, insertRows, replaceOn } from "./insert-rows.ts";
import type { ExecutionRow, OrderTableRow, Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { textKey, toStored } from "./stored-text.ts";
import { lockWriters } from "./write-lock.ts";
import { writeRollups } from "./write-rollups.ts";
import { writeSaid } from "./write-said.ts";

/** One transaction: after a crash either all of a round is there with its cursor, or nothing of it. */
export async function commitRound(
  db: Kysely<Tables>,
  flavour: Flavour,
  round: PipelineRound,
  now: UnixMs,
  sealing: Sealing,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockWriters(tx, flavour);
    await writeRollups(tx, flavour, round, now, sealing);
    await writeExecutions(tx, flavour, round, now, sealing);
    await writeSaid(tx, flavour, round, now);
    await writeOrders(tx, flavour, round, now);
    const documents = new Map(round.state.map(({ key, value }) => [key, value]));
    if (round.cursor !== null) documents.set(cursorKey(round.sourceId), round.cursor);
    const rows = [...documents].map(([key, value]) => [key, toStored(value)]);
    await insertRows(tx, flavour, "documents", ["key", "value"], rows, replaceOn(["key"], ["key", "value"]));
  });
}

async function writeExecutions(
  tx: Transaction<Tables>,
  flavour: Flavour,
  round: PipelineRound,
  now: number,
  sealing: Sealing,
): Promise<void> {
  // The last one given for a key, or an id, is the one that holds.
  const byKey = new Map(round.executions.map(({ key, judged }) => [key, judged]));
  for (const chunk of chunksOf([...byKey.keys()].map(textKey))) await tx.deleteFrom("executions").where("key_hash", "in", chunk).execute();
  const byId = new Map<string, ExecutionRow>();
  for (const [key, judged] of byKey) for (const row of toExecutionRows(key, judged, now, sealing)) byId.set(row.execution_hash, row);
  const rows = [...byId.values()].map((row) => EXECUTION_COLUMNS.map((column) => row[column]));
  await insertRows(tx, flavour, "executions", EXECUTION_COLUMNS, rows, replaceOn(["execution_hash"], EXECUTION_COLUMNS));
}

async function writeOrders(tx: Transaction<Tables>, flavour: Flavour, round: PipelineRound, now: number): Promise<void> {
  const orders = new Map(round.orders.map((order) => [order.orderId, order]));
  const judged = new Map(round.executions.map((one) => [one.key, one.judged]));
  const ids = new Set([...orders.keys(), ...judged.keys()]);
  const known = new Map<string, OrderTableRow>();
  for (const chunk of chunksOf([...ids].map(textKey))) {
    for (const row of await tx.selectFrom("orders").selectAll().where("order_hash", "in", chunk).execute()) known.set(row.order_hash, row);
  }
  const rows: OrderTableRow[] = [];
  for (const id of ids) {
    const text = orderText(id);
    const before = known.get(text.order_hash);
    const order = orders.get(id);
    // Keys of executions without an order (`@traceId`) have no row, and get none.
    if (!order && !before) continue;
    const executions = judged.get(id);
    const { state, verdict } = executions ? worstOf(executions) : { state: before?.state ?? NO_STATE, verdict: before?.verdict ?? null };
    rows.push({
      ...text,
      trace_ids: order ? JSON.stringify(order.traceIds) : before!.trace_ids,
      trace_count: order ? order.traceIds.length : before!.trace_count,
      first_ms: order?.firstMs ?? before!.first_ms,
      last_ms: order?.lastActivityMs ?? before!.last_ms,
      state,
      verdict,
      updated_at: now,
    });
  }
  const cells = rows.map((row) => ORDER_COLUMNS.map((column) => row[column]));
  await insertRows(tx, flavour, "orders", ORDER_COLUMNS, cells, replaceOn(["order_hash"], ORDER_COLUMNS));
  await writeOrderTraces(tx, flavour, rows, known);
}

async function writeOrderTraces(
  tx: Transaction<Tables>,
  flavour: Flavour,
  rows: readonly OrderTableRow[],
  known: ReadonlyMap<string, OrderTableRow>,
): Promise<void> {
  const added: string[][] = [];
  for (const row of rows) {
    const before = new Set(JSON.parse(known.get(row.order_hash)?.trace_ids ?? "[]") as string[]);
    const now = new Set(JSON.parse(row.trace_ids) as string[]);
    for (const traceId of now.difference(before)) added.push([traceId, row.order_hash]);
    for (const chunk of chunksOf([...before.difference(now)])) {
      await tx.deleteFrom("order_traces").where("order_hash", "=", row.order_hash).where("trace_id", "in", chunk).execute();
    }
  }
  await insertRows(tx, flavour, "order_traces", ["trace_id", "order_hash"], added, "on conflict do nothing");
}

const EXECUTION_COLUMNS = [
  "execution_hash",
  "key_hash",
  "chain_id",
  "attempt",
  "latest",
  "has_order",
  "state",
  "step_id",
  "last_ms",
  "since_ms",
  "judge_at",
  "payload",
  "updated_at",
] as const;
const ORDER_COLUMNS = [
  "order_hash",
  "order_id",
  "order_prefix",
  "trace_ids",
  "trace_count",
  "first_ms",
  "last_ms",
  "state",
  "verdict",
  "updated_at",
] as const;
