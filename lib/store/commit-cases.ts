import type { Kysely, Transaction } from "kysely";
import type { UnixMs } from "#lib/base/time";
import type { CaseChange } from "#lib/detector/cases/case";
import { CASE_COLUMNS, toCaseRow } from "./case-rows.ts";
import type { CaseCommit, CaseRound } from "./case-store.ts";
import type { Flavour } from "./flavour.ts";
import { chunksOf, insertRows, replaceOn } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";
import { keepText, type Sealing } from "./sealing.ts";
import { toStored } from "./stored-text.ts";
import { lockWriters } from "./write-lock.ts";

/** Changes, their events, what is to be told and documents: all or nothing. */
export async function commitCases(
  db: Kysely<Tables>,
  flavour: Flavour,
  round: CaseRound,
  now: UnixMs,
  sealing: Sealing,
): Promise<CaseCommit> {
  return db.transaction().execute(async (tx) => {
    await lockWriters(tx, flavour);
    const { written, conflicts } = await standing(tx, round.changes);
    const rows = written.map(({ record }) => {
      const row = toCaseRow(record, now, sealing);
      return CASE_COLUMNS.map((column) => row[column]);
    });
    await insertRows(tx, flavour, "cases", CASE_COLUMNS, rows, replaceOn(["id"], CASE_COLUMNS));
    const events = written.flatMap(({ record, events }) =>
      events.map((event, position) => [record.id, record.version, position, event.at, keepText(sealing, JSON.stringify(event))]),
    );
    const columns = ["case_id", "version", "position", "at", "payload"];
    await insertRows(tx, flavour, "case_events", columns, events, "on conflict do nothing");
    await writeOutbox(tx, flavour, round, written, now, sealing);
    const documents = (round.state ?? []).map(({ key, value }) => [key, toStored(value)]);
    await insertRows(tx, flavour, "documents", ["key", "value"], documents, replaceOn(["key"], ["key", "value"]));
    return { written, conflicts };
  });
}

/** Those whose case is still the one that was decided upon. */
async function standing(tx: Transaction<Tables>, changes: readonly CaseChange[]): Promise<CaseCommit> {
  const versions = new Map<string, number>();
  for (const chunk of chunksOf(changes.map(({ record }) => record.id)))
    for (const row of await tx.selectFrom("cases").select(["id", "version"]).where("id", "in", chunk).execute())
      versions.set(row.id, Number(row.version));
  const written: CaseChange[] = [];
  const conflicts: string[] = [];
  for (const change of changes) {
    const { id, version } = change.record;
    if ((versions.get(id) ?? 0) !== version - 1) conflicts.push(id);
    else {
      written.push(change);
      // Of two changes of one case in a round the first holds.
      versions.set(id, version);
    }
  }
  return { written, conflicts };
}

async function writeOutbox(
  tx: Transaction<Tables>,
  flavour: Flavour,
  round: CaseRound,
  written: readonly CaseChange[],
  now: UnixMs,
  sealing: Sealing,
): Promise<void> {
  const rows = (round.outbox?.(written) ?? []).map((one) => [
    toStored(one.dedupeKey),
    toStored(one.route),
    one.groupId,
    keepText(sealing, toStored(one.payload)),
    now,
    one.nextAt,
    0,
  ]);
  const columns = ["dedupe_key", "route", "group_id", "payload", "created_at", "next_at", "tries"];
  await insertRows(tx, flavour, "outbox", columns, rows, "on conflict do nothing");
}
