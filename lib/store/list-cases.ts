import { type Kysely, sql } from "kysely";
import { CASE_STATES, type CaseRecord, SEVERITIES } from "#lib/detector/cases/case";
import { fromCaseRow } from "./case-rows.ts";
import type { CaseQuery } from "./case-store.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Page } from "./index-store.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { textKey, toStored } from "./stored-text.ts";

/** Newest first, by when they opened. The indexes go by state: one walk for each, merged. */
export async function listCases(db: Kysely<Tables>, query: CaseQuery, sealing: Sealing): Promise<Page<CaseRecord>> {
  const states = query.states ? [...new Set(query.states)].map((state) => CASE_STATES.indexOf(state)) : [null];
  const runs = await Promise.all(states.map((state) => run(db, query, state)));
  const rows = runs.flat().sort((a, b) => b.opened_at - a.opened_at || (a.id < b.id ? 1 : -1));
  const taken = rows.slice(0, query.limit);
  const last = taken.at(-1);
  return {
    items: taken.map((row) => fromCaseRow(row, sealing)),
    nextCursor: rows.length > query.limit && last ? writeCursor([last.opened_at, last.id]) : null,
  };
}

async function run(db: Kysely<Tables>, query: CaseQuery, state: number | null) {
  let rows = db
    .selectFrom("cases")
    .select(["id", "opened_at", "payload"])
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1);
  const cursor = readCursor(query.cursor);
  if (cursor) rows = rows.where(sql<boolean>`(opened_at, id) < (${Number(cursor[0])}, ${String(cursor[1])})`);
  if (state !== null) rows = rows.where("state", "=", state);
  if (query.chainId !== undefined) rows = rows.where("chain_id", "=", toStored(query.chainId));
  if (query.stepId !== undefined) rows = rows.where("step_id", "=", toStored(query.stepId));
  if (query.groupId !== undefined) rows = rows.where("group_id", "=", query.groupId);
  if (query.kinds) rows = rows.where("kind", "in", query.kinds.length > 0 ? query.kinds : ["-"]);
  if (query.severities) {
    const severities = query.severities.map((severity) => SEVERITIES.indexOf(severity));
    rows = rows.where("severity", "in", severities.length > 0 ? severities : [-1]);
  }
  if (query.orderId !== undefined) rows = rows.where("order_hash", "=", textKey(query.orderId));
  if (query.from !== undefined) rows = rows.where("opened_at", ">=", query.from);
  if (query.to !== undefined) rows = rows.where("opened_at", "<", query.to);
  return rows.execute();
}
