import { type Kysely, sql } from "kysely";
import type { JudgedExecution } from "#lib/detector/judgement";
import { STATES } from "#lib/detector/verdict";
import { readCursor, writeCursor } from "./cursor.ts";
import { toJudged } from "./index-rows.ts";
import type { ExecutionQuery, Page } from "./index-store.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { toStored } from "./stored-text.ts";

/** Newest activity first. */
export async function listExecutions(db: Kysely<Tables>, query: ExecutionQuery, sealing: Sealing): Promise<Page<JudgedExecution>> {
  // The indexes go by chain, state, activity: one walk per state, merged.
  const all = query.chainId === undefined ? [null] : STATES.map((_, state) => state);
  const states = query.states ? [...new Set(query.states)].map((state) => STATES.indexOf(state)) : all;
  const runs = await Promise.all(states.map((state) => run(db, query, state)));
  const rows = runs.flat().sort((a, b) => b.last_ms - a.last_ms || (a.execution_hash < b.execution_hash ? 1 : -1));
  const taken = rows.slice(0, query.limit);
  const last = taken.at(-1);
  return {
    items: taken.map((row) => toJudged(row, sealing)),
    nextCursor: rows.length > query.limit && last ? writeCursor([last.last_ms, last.execution_hash]) : null,
  };
}

async function run(db: Kysely<Tables>, query: ExecutionQuery, state: number | null) {
  let rows = db
    .selectFrom("executions")
    .select(["execution_hash", "last_ms", "payload"])
    .orderBy("last_ms", "desc")
    .orderBy("execution_hash", "desc")
    .limit(query.limit + 1);
  const cursor = readCursor(query.cursor);
  if (cursor) rows = rows.where(sql<boolean>`(last_ms, execution_hash) < (${Number(cursor[0])}, ${String(cursor[1])})`);
  if (state !== null) rows = rows.where("state", "=", state);
  if (query.chainId !== undefined) rows = rows.where("chain_id", "=", toStored(query.chainId));
  if (query.stepId !== undefined) rows = rows.where("step_id", "=", toStored(query.stepId));
  if (query.latest) rows = rows.where("latest", "=", 1);
  if (query.from !== undefined) rows = rows.where("last_ms", ">=", query.from);
  if (query.to !== undefined) rows = rows.where("last_ms", "<", query.to);
  return rows.execute();
}
