import { CompiledQuery, type Kysely } from "kysely";
import type { UnixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import { createDelta } from "../rollups/delta.ts";
import type { Flavour } from "./flavour.ts";
import { cursorKey, type JudgedKey, NO_STATE, orderText, toExecutionRows, worstOf } from "./index-rows.ts";
import type { PipelineRound } from "./index-store.ts";
import { insertStatements, replaceOn } from "./insert-rows.ts";
import { formerEvents, replaceEvents } from "./replace-events.ts";
import type { ExecutionRow, OrderTableRow, Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { inList, listValue, runTogether, type Statement, selectIn } from "./statements.ts";
import { textKey, toStored } from "./stored-text.ts";
import { lockWriters } from "./write-lock.ts";
import { countedStatements, knownCells, knownSeries, NEWEST_SERIES, planCells, writeCells } from "./write-rollups.ts";
import { stillSaid, writeSaid } from "./write-said.ts";

/** An order whose traces or executions changed. */
interface ChangedOrder {
  readonly hash: string;
  readonly id: string;
  readonly order: PipelineRound["orders"][number] | undefined;
  readonly judged: readonly JudgedExecution[] | undefined;
}

/**
 * One transaction: after a crash either all of a round is there with its cursor, or nothing of it. Three turns, since each answer waits until
 * this thread has time for it:
 *
 *   what was known of its orders → what was known of its series; all but those written → its series written, the end
 */
export async function commitRound(
  db: Kysely<Tables>,
  flavour: Flavour,
  round: PipelineRound,
  now: UnixMs,
  sealing: Sealing,
): Promise<void> {
  const changed = changedOrders(round);
  const judged = changed.filter((one): one is ChangedOrder & JudgedKey => one.judged !== undefined);
  const keys = judged.map(({ hash }) => hash);
  const delta = round.rollups?.delta ?? createDelta();
  await db.transaction().execute(async (tx) => {
    await lockWriters(tx, flavour);
    const [events, said, orders] = await runTogether(tx, flavour, [
      formerEvents(flavour, keys),
      stillSaid(flavour, keys),
      selectIn(
        flavour,
        "orders",
        "order_hash",
        changed.map(({ hash }) => hash),
      ),
    ]);
    const replaced = replaceEvents(flavour, delta, judged, events.rows, now);
    const plan = planCells(delta, now);
    const [series, newest, cells] = await runTogether(tx, flavour, [
      knownSeries(flavour, plan),
      NEWEST_SERIES,
      knownCells(flavour, plan),
      ...replaced,
      ...countedStatements(flavour, round, now),
      ...writeExecutions(flavour, judged, now, sealing),
      ...writeSaid(flavour, judged, said.rows, round.judgedAt ?? now, now),
      ...writeOrders(flavour, changed, orders.rows, now),
      ...writeDocuments(flavour, round),
    ]);
    const written = writeCells(flavour, plan, series.rows, newest.rows[0]?.id ?? 0, cells.rows, now, sealing);
    await runTogether(tx, flavour, written, { commits: true });
  });
}

/** The last one given for a key is the one that holds. */
function changedOrders(round: PipelineRound): readonly ChangedOrder[] {
  const orders = new Map(round.orders.map((order) => [order.orderId, order]));
  const judged = new Map(round.executions.map((one) => [one.key, one.judged]));
  const ids = new Set([...orders.keys(), ...judged.keys()]);
  return Array.from(ids, (id) => ({ id, hash: textKey(id), order: orders.get(id), judged: judged.get(id) }));
}

function writeExecutions(flavour: Flavour, keys: readonly JudgedKey[], now: number, sealing: Sealing): readonly Statement[] {
  if (keys.length === 0) return [];
  const byId = new Map<string, ExecutionRow>();
  for (const { hash, judged } of keys) for (const row of toExecutionRows(hash, judged, now, sealing)) byId.set(row.execution_hash, row);
  const rows = Array.from(byId.values(), (row) => EXECUTION_COLUMNS.map((column) => row[column]));
  return [
    CompiledQuery.raw(`delete from executions where ${inList(flavour, "key_hash", 1)}`, [
      listValue(
        flavour,
        keys.map(({ hash }) => hash),
      ),
    ]),
    ...insertStatements(flavour, "executions", EXECUTION_COLUMNS, rows, replaceOn(["execution_hash"], EXECUTION_COLUMNS)),
  ];
}

function writeOrders(
  flavour: Flavour,
  changed: readonly ChangedOrder[],
  knownRows: readonly OrderTableRow[],
  now: number,
): readonly Statement[] {
  const known = new Map(knownRows.map((row) => [row.order_hash, row]));
  const rows: OrderTableRow[] = [];
  for (const { id, hash, order, judged } of changed) {
    const before = known.get(hash);
    // Keys of executions without an order (`@traceId`) have no row, and get none.
    if (!order && !before) continue;
    const { state, verdict } = judged ? worstOf(judged) : { state: before?.state ?? NO_STATE, verdict: before?.verdict ?? null };
    rows.push({
      ...orderText(id, hash),
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
  return [
    ...insertStatements(flavour, "orders", ORDER_COLUMNS, cells, replaceOn(["order_hash"], ORDER_COLUMNS)),
    ...writeOrderTraces(flavour, rows, known),
  ];
}

function writeOrderTraces(
  flavour: Flavour,
  rows: readonly OrderTableRow[],
  known: ReadonlyMap<string, OrderTableRow>,
): readonly Statement[] {
  const added: string[][] = [];
  const statements: Statement[] = [];
  const list = inList(flavour, "trace_id", 2);
  const first = flavour === "sqlite" ? "?" : "$1";
  for (const row of rows) {
    const before = known.get(row.order_hash);
    if (before?.trace_ids === row.trace_ids) continue;
    const was = new Set(JSON.parse(before?.trace_ids ?? "[]") as string[]);
    const is = new Set(JSON.parse(row.trace_ids) as string[]);
    for (const traceId of is.difference(was)) added.push([traceId, row.order_hash]);
    const gone = [...was.difference(is)];
    if (gone.length > 0)
      statements.push(
        CompiledQuery.raw(`delete from order_traces where order_hash = ${first} and ${list}`, [row.order_hash, listValue(flavour, gone)]),
      );
  }
  return [...statements, ...insertStatements(flavour, "order_traces", ["trace_id", "order_hash"], added, "on conflict do nothing")];
}

function writeDocuments(flavour: Flavour, round: PipelineRound): readonly Statement[] {
  const documents = new Map(round.state.map(({ key, value }) => [key, value]));
  if (round.cursor !== null) documents.set(cursorKey(round.sourceId), round.cursor);
  const rows = Array.from(documents, ([key, value]) => [key, toStored(value)]);
  return insertStatements(flavour, "documents", ["key", "value"], rows, replaceOn(["key"], ["key", "value"]));
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
