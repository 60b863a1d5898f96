import type { Kysely } from "kysely";
import { unixMs } from "#lib/base/time";
import type { Flavour } from "./flavour.ts";
import { chunksOf, insertRows } from "./insert-rows.ts";
import type { OutboxMessage, OutboxRow, OutboxStore } from "./outbox-store.ts";
import type { Tables } from "./schema.ts";
import { keepText, readText, type Sealing } from "./sealing.ts";
import { fromStored, toStored } from "./stored-text.ts";
import { lockWriters } from "./write-lock.ts";

const MOST_WAITING = 5_000;
const MOST_DELETED = 2_000;
const MESSAGE_COLUMNS = ["stage", "dedupe_key", "route", "group_id", "payload", "created_at", "next_at", "tries", "sent_at"];

export function createOutboxStore(db: Kysely<Tables>, flavour: Flavour, sealing: Sealing): OutboxStore {
  const toRow = (row: Row): OutboxRow => readRow(row, sealing);
  const unsent = (stage: "signal" | "message") =>
    db.selectFrom("outbox").selectAll().where("sent_at", "is", null).where("stage", "=", stage);
  return {
    async dueSignals(now, limit) {
      return (await unsent("signal").where("next_at", "<=", now).orderBy("next_at").orderBy("id").limit(limit).execute()).map(toRow);
    },
    async waitingSignals(route, groupId) {
      const found = unsent("signal").where("route", "=", toStored(route)).where("group_id", "is not distinct from", groupId);
      return (await found.orderBy("id").limit(MOST_WAITING).execute()).map(toRow);
    },
    async lastMessage(route, groupId) {
      const of = db.selectFrom("outbox").selectAll().where("route", "=", toStored(route)).where("group_id", "=", groupId);
      const row = await of.where("stage", "=", "message").orderBy("id", "desc").limit(1).executeTakeFirst();
      return row ? toRow(row) : null;
    },
    async gather(signalIds, message, now, told = []) {
      const cells = ({ dedupeKey, route, groupId, payload }: OutboxMessage, sentAt: number | null) =>
        ["message", toStored(dedupeKey), toStored(route), groupId, keepText(sealing, toStored(payload)), now, now, 0, sentAt] as const;
      const rows = [...(message === null ? [] : [cells(message, null)]), ...told.map((one) => cells(one, now))];
      await db.transaction().execute(async (tx) => {
        await lockWriters(tx, flavour);
        // One that led until a moment ago may have made a message of some of them: then they are looked at anew.
        if ((await countUnsent(tx, signalIds)) < new Set(signalIds).size) return;
        for (const ids of chunksOf(signalIds)) await tx.updateTable("outbox").set({ sent_at: now }).where("id", "in", ids).execute();
        await insertRows(tx, flavour, "outbox", MESSAGE_COLUMNS, rows, "on conflict do nothing");
      });
    },
    async delay(ids, until) {
      for (const chunk of chunksOf(ids)) await db.updateTable("outbox").set({ next_at: until }).where("id", "in", chunk).execute();
    },
    async takeMessages(now, leaseMs, limit) {
      const heads = db
        .selectFrom("outbox")
        .select(({ fn }) => fn.min("id").as("id"))
        .where("sent_at", "is", null)
        .where("stage", "=", "message");
      const due = await unsent("message")
        .where("id", "in", heads.groupBy("route"))
        .where("next_at", "<=", now)
        .orderBy("id")
        .limit(limit)
        .execute();
      const taken: OutboxRow[] = [];
      for (const row of due) {
        // Whoever moves the time first has it: another process that saw the same row moves none.
        // The error goes: one that was taken and says nothing of how that ended was held by somebody who died.
        const lease = db.updateTable("outbox").set({ next_at: now + leaseMs, tries: row.tries + 1, last_error: null });
        const done = await lease.where("id", "=", row.id).where("tries", "=", row.tries).where("sent_at", "is", null).executeTakeFirst();
        if (Number(done.numUpdatedRows) === 1) taken.push({ ...toRow(row), tries: row.tries + 1 });
      }
      return taken;
    },
    async settle(id, now, error) {
      const last_error = error === null ? null : toStored(error);
      await db.updateTable("outbox").set({ sent_at: now, last_error }).where("id", "=", id).execute();
    },
    async retry(id, nextAt, error) {
      await db
        .updateTable("outbox")
        .set({ next_at: nextAt, last_error: toStored(error) })
        .where("id", "=", id)
        .execute();
    },
    async countWaiting() {
      const rows = await db
        .selectFrom("outbox")
        .select(["stage", ({ fn }) => fn.countAll<number>().as("count"), ({ fn }) => fn.min("created_at").as("oldest")])
        .where("sent_at", "is", null)
        .groupBy("stage")
        .execute();
      const of = (stage: string) => rows.find((row) => row.stage === stage);
      const oldest = of("message")?.oldest;
      return {
        signals: Number(of("signal")?.count ?? 0),
        messages: Number(of("message")?.count ?? 0),
        oldest: oldest === undefined || oldest === null ? null : unixMs(Number(oldest)),
      };
    },
    async retain(maxAgeMs, now) {
      const old = db
        .selectFrom("outbox")
        .select("id")
        .where("sent_at", "<", now - maxAgeMs);
      const ids = (await old.orderBy("sent_at").limit(MOST_DELETED).execute()).map((row) => Number(row.id));
      for (const chunk of chunksOf(ids)) await db.deleteFrom("outbox").where("id", "in", chunk).execute();
    },
  };
}

async function countUnsent(tx: Kysely<Tables>, ids: readonly number[]): Promise<number> {
  let count = 0;
  for (const chunk of chunksOf([...new Set(ids)])) {
    const found = tx.selectFrom("outbox").select(({ fn }) => fn.countAll<number>().as("count"));
    const row = await found.where("id", "in", chunk).where("sent_at", "is", null).executeTakeFirstOrThrow();
    count += Number(row.count);
  }
  return count;
}

type Row = { readonly id: number; readonly dedupe_key: string; readonly route: string; readonly group_id: string | null } & {
  readonly payload: string;
  readonly created_at: number;
  readonly tries: number;
  readonly last_error: string | null;
};

const readRow = (row: Row, sealing: Sealing): OutboxRow => ({
  id: Number(row.id),
  dedupeKey: fromStored(row.dedupe_key),
  route: fromStored(row.route),
  groupId: row.group_id,
  payload: fromStored(readText(sealing, row.payload)),
  createdAt: unixMs(Number(row.created_at)),
  tries: Number(row.tries),
  lastError: row.last_error === null ? null : fromStored(row.last_error),
});
