import { type Kysely, sql } from "kysely";
import { type Clock, HOUR_MS, unixMs } from "#lib/base/time";
import { CASE_STATES, type CaseEvent, type CaseKind, type CaseRecord, SEVERITIES } from "#lib/detector/cases/case";
import { STATES } from "#lib/detector/verdict";
import { fromCaseRow, RESOLVED } from "./case-rows.ts";
import type { CaseStore, CaseTimes, WatchedCase } from "./case-store.ts";
import { commitCases } from "./commit-cases.ts";
import type { Flavour } from "./flavour.ts";
import { chunksOf } from "./insert-rows.ts";
import { listCases } from "./list-cases.ts";
import type { Tables } from "./schema.ts";
import { readText, type Sealing } from "./sealing.ts";
import { fromStored, textKey, toStored } from "./stored-text.ts";

const MOST_DELETED = 2_000;

export function createCaseStore(db: Kysely<Tables>, flavour: Flavour, clock: Clock, sealing: Sealing): CaseStore {
  return {
    commit: (round) => commitCases(db, flavour, round, clock(), sealing),
    async get(id) {
      const row = await db.selectFrom("cases").select("payload").where("id", "=", id).executeTakeFirst();
      return row ? fromCaseRow(row, sealing) : null;
    },
    async latestOf(subjects) {
      const latest = new Map<string, CaseRecord>();
      for (const chunk of chunksOf([...new Set(subjects)].map(textKey)))
        for (const row of await db.selectFrom("cases").select("payload").where("subject_hash", "in", chunk).orderBy("nth").execute()) {
          const record = fromCaseRow(row, sealing);
          latest.set(record.subject, record);
        }
      return latest;
    },
    async watched() {
      const rows = await db.selectFrom("cases").select("payload").where("watched", "=", 1).execute();
      return rows.map((row): WatchedCase => {
        const { id, subject, orderId, executionId, kind, group, breachAt } = fromCaseRow(row, sealing);
        return { id, subject, orderId, executionId, kind, group: { id: group.id }, breachAt };
      });
    },
    async events(ids) {
      const events = new Map<string, CaseEvent[]>();
      for (const chunk of chunksOf([...new Set(ids)])) {
        const found = db.selectFrom("case_events").select(["case_id", "payload"]).where("case_id", "in", chunk);
        for (const row of await found.orderBy("case_id").orderBy("version").orderBy("position").execute()) {
          const event = JSON.parse(readText(sealing, row.payload)) as CaseEvent;
          const known = events.get(row.case_id);
          if (known) known.push(event);
          else events.set(row.case_id, [event]);
        }
      }
      return events;
    },
    list: (query) => listCases(db, query, sealing),
    async snoozedUntil(now, limit) {
      const due = db.selectFrom("cases").select("payload").where("snoozed_until", "is not", null).where("snoozed_until", "<=", now);
      return (await due.orderBy("snoozed_until").limit(limit).execute()).map((row) => fromCaseRow(row, sealing));
    },
    async countOpen(from) {
      const columns = ["chain_id", "step_id", "state", "severity", "kind", "hangs"] as const;
      const rows = await db
        .selectFrom("cases")
        .select([
          ...columns,
          ({ fn }) => fn.countAll<number>().as("count"),
          ({ fn }) => fn.min("breach_at").as("breach"),
          ({ fn, eb }) => fn.sum<number>(eb.case().when("breach_at", ">=", from).then(1).else(0).end()).as("recent"),
        ])
        .where("state", "<", RESOLVED)
        .groupBy([...columns])
        .execute();
      return rows.map((row) => ({
        chainId: fromStored(row.chain_id),
        stepId: row.step_id === null ? null : fromStored(row.step_id),
        state: CASE_STATES[row.state]!,
        severity: SEVERITIES[row.severity]!,
        kind: row.kind as CaseKind,
        hangs: STATES[row.hangs]!,
        count: Number(row.count),
        recent: Number(row.recent),
        oldestBreach: unixMs(Number(row.breach)),
      }));
    },
    async oldestAt(chainId, stepId, hangs) {
      const there = db
        .selectFrom("cases")
        .select("payload")
        .where("state", "<", RESOLVED)
        .where("chain_id", "=", toStored(chainId))
        .where("step_id", "is not distinct from", stepId === null ? null : toStored(stepId))
        .where("hangs", "=", STATES.indexOf(hangs));
      const row = await there.orderBy("breach_at").limit(1).executeTakeFirst();
      return row ? fromCaseRow(row, sealing) : null;
    },
    async countResolved(from, to) {
      const counted = db.selectFrom("cases").select(({ fn }) => fn.countAll<number>().as("count"));
      const row = await counted.where("resolved_at", ">=", from).where("resolved_at", "<", to).executeTakeFirst();
      return Number(row?.count ?? 0);
    },
    async times(from, to, limit) {
      const ids = new Map<string, CaseTimes>();
      for (const column of ["opened_at", "acknowledged_at", "resolved_at"] as const) {
        const found = db.selectFrom("cases").select("payload").where(column, ">=", from).where(column, "<", to);
        for (const row of await found.orderBy(column, "desc").limit(limit).execute()) {
          const record = fromCaseRow(row, sealing);
          ids.set(record.id, toTimes(record));
        }
      }
      return [...ids.values()].sort((a, b) => a.openedAt - b.openedAt);
    },
    async breaches(from) {
      const hour = sql<number>`cast(floor(breach_at / ${sql.lit(HOUR_MS)}) as ${sql.raw(flavour === "postgres" ? "bigint" : "integer")})`;
      const rows = await db
        .selectFrom("cases")
        .select(["group_id", hour.as("hour"), ({ fn }) => fn.countAll<number>().as("count")])
        .where("breach_at", ">=", from)
        .groupBy(["group_id", hour])
        .execute();
      return rows.map((row) => ({ group: row.group_id, hour: Number(row.hour), count: Number(row.count) }));
    },
    async retain(maxAgeMs, now) {
      const old = db
        .selectFrom("cases")
        .select("id")
        .where("resolved_at", "<", unixMs(now - maxAgeMs))
        .where("state", "=", RESOLVED);
      const ids = (await old.orderBy("resolved_at").limit(MOST_DELETED).execute()).map((row) => row.id);
      for (const chunk of chunksOf(ids))
        await db.transaction().execute(async (tx) => {
          await tx.deleteFrom("case_events").where("case_id", "in", chunk).execute();
          await tx.deleteFrom("cases").where("id", "in", chunk).execute();
        });
      return { deletedCases: ids.length };
    },
  };
}

const toTimes = (record: CaseRecord): CaseTimes => ({
  id: record.id,
  chainId: record.chainId,
  stepId: record.stepId,
  kind: record.kind,
  openedAt: record.openedAt,
  acknowledgedAt: record.acknowledgedAt,
  resolvedAt: record.resolvedAt,
  silently: record.silently,
  byPerson: record.resolution?.by === "person",
  falseAlarm: record.falseAlarm,
});
