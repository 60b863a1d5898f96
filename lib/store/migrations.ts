import { type Kysely, sql } from "kysely";
import { type Flavour, type Migration, WORDS } from "./flavour.ts";
import { accessMigration } from "./migration-access.ts";
import { auditMigration } from "./migration-audit.ts";
import { casesMigration } from "./migration-cases.ts";
import { rollupsMigration } from "./migration-rollups.ts";
import { settingsMigration } from "./migration-settings.ts";
import type { Tables } from "./schema.ts";

/** Each entry takes the schema one version on. Entries are never edited once released; add another. */
const MIGRATIONS: readonly Migration[] = [
  ({ real, int, bytewise, clustered, serial }) => [
    `create table dictionary (id ${int} primary key, hash text not null unique, json text not null, last_used ${real} not null)`,
    `create table traces (trace_pk ${int} primary key, trace_id text not null unique, seq ${int} not null,
       first_received ${real} not null, last_received ${real} not null, start_ms ${real} not null, end_ms ${real} not null,
       duration_ms ${real} not null, start_ns text not null, end_ns text not null, span_count ${int} not null,
       error_count ${int} not null, bytes ${int} not null, facts text not null)`,
    "create unique index traces_by_seq on traces (seq)",
    "create index traces_by_start on traces (start_ms, trace_pk)",
    `create table spans (trace_pk ${int} not null, span_id text not null, hash text not null, received_at ${real} not null,
       position ${int} not null, failed ${int} not null, payload text not null, primary key (trace_pk, span_id, hash))${clustered}`,
    `create table postings (term ${int} not null, minute ${int} not null, trace_pk ${int} not null, primary key (term, minute, trace_pk))${clustered}`,
    `create table trace_orders (order_hash text not null, trace_pk ${int} not null, primary key (order_hash, trace_pk))${clustered}`,
    `create table trace_links (trace_id text not null, linked_trace_id text not null, primary key (trace_id, linked_trace_id))${clustered}`,
    "create index trace_links_back on trace_links (linked_trace_id, trace_id)",
    `create table counters (name text primary key, value ${int} not null)`,
    `create table orders (order_hash text primary key, order_id text not null, order_prefix text${bytewise} not null,
       trace_ids text not null, trace_count ${int} not null, first_ms ${real} not null, last_ms ${real} not null,
       state ${int} not null, verdict text, updated_at ${real} not null)`,
    "create index orders_by_prefix on orders (order_prefix)",
    "create index orders_by_activity on orders (last_ms, order_hash)",
    "create index orders_by_state on orders (state, last_ms, order_hash)",
    "create index orders_by_update on orders (updated_at)",
    `create table order_traces (trace_id text not null, order_hash text not null, primary key (trace_id, order_hash))${clustered}`,
    `create table executions (execution_hash text primary key, key_hash text not null, chain_id text not null, attempt ${int} not null,
       latest ${int} not null, has_order ${int} not null, state ${int} not null, step_id text, last_ms ${real} not null,
       since_ms ${real} not null, judge_at ${real}, payload text not null, updated_at ${real} not null)`,
    "create index executions_by_key on executions (key_hash, chain_id)",
    "create index executions_by_activity on executions (last_ms, execution_hash)",
    "create index executions_by_state on executions (state, last_ms, execution_hash)",
    "create index executions_by_chain on executions (chain_id, state, last_ms, execution_hash)",
    "create index executions_due on executions (judge_at) where judge_at is not null",
    "create index executions_open on executions (chain_id, state, since_ms) where latest = 1 and state > 0",
    "create index executions_by_update on executions (updated_at)",
    "create table documents (key text primary key, value text not null)",
    `create table sessions (sid text primary key, sub text not null, name text not null, email text, role text not null,
       created_at ${real} not null, last_seen_at ${real} not null, directory_checked_at ${real} not null)`,
    "create index sessions_by_sub on sessions (sub)",
    `create table issuer_records (model text not null, id text not null, payload text not null, grant_id text, uid text, user_code text,
       expires_at ${real}, consumed_at ${real}, primary key (model, id))`,
    "create index issuer_records_by_grant on issuer_records (grant_id)",
    "create index issuer_records_by_uid on issuer_records (model, uid)",
    "create index issuer_records_by_code on issuer_records (model, user_code)",
    "create index issuer_records_by_end on issuer_records (expires_at)",
    "create table secrets (name text primary key, value text not null)",
    `create table audit (id ${serial}, at ${real} not null, actor text not null, action text not null, subject text not null,
       detail text not null)`,
  ],
  casesMigration,
  rollupsMigration,
  settingsMigration,
  auditMigration,
  accessMigration,
];

/** What an opened store has. */
export const newestSchema = MIGRATIONS.length;

/** Any constant: names the advisory lock under which one of several starters migrates. */
const LOCK = 0x6c6f757065;

export async function migrate(db: Kysely<Tables>, flavour: Flavour): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // SQLite's transactions begin `immediate`: that is its lock.
    if (flavour === "postgres") await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
    await sql`create table if not exists loupe_schema (version integer not null)`.execute(tx);
    const found = await sql<{ version: number }>`select version from loupe_schema`.execute(tx);
    const version = found.rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The store was written by a newer Loupe (schema ${version}, this one knows ${MIGRATIONS.length}): start that version, or give another store`,
      );
    }
    for (const migration of MIGRATIONS.slice(version)) {
      for (const statement of migration(WORDS[flavour])) await sql.raw(statement).execute(tx);
    }
    if (found.rows.length === 0) await sql`insert into loupe_schema (version) values (${MIGRATIONS.length})`.execute(tx);
    else if (version < MIGRATIONS.length) await sql`update loupe_schema set version = ${MIGRATIONS.length}`.execute(tx);
  });
}
