import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, sql } from "kysely";
import type { AuditVerdict } from "./audit-store.ts";
import { newestSchema } from "./migrations.ts";
import { openAudit } from "./open-audit.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import type { Tables } from "./schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

export interface StoreSeen {
  readonly version: number;
  /** What this Loupe would bring it to. */
  readonly known: number;
  readonly writable: boolean;
  /** Null: there is no chain in it yet. */
  readonly audit: AuditVerdict | null;
}

/**
 * Looks at a store beside a Loupe that may run; nothing is migrated, held or written.
 * @returns null where there is none yet
 * @throws Error where it cannot be opened
 */
export async function inspectStore(url: string): Promise<StoreSeen | null> {
  const path = url.startsWith("sqlite:") ? url.slice("sqlite:".length) : null;
  if (path !== null && !existsSync(path)) return null;
  const db = new Kysely<Tables>({ dialect: path === null ? postgresDialect(url, () => {}) : sqliteDialect(path, "normal") });
  let version: number;
  let writable: boolean;
  try {
    version = await versionOf(db, path !== null);
    if (version === 0) return null;
    writable = path === null ? await mayWrite(db) : isWritable(path);
  } finally {
    await db.destroy().catch(() => {});
  }
  const audit = await openAudit(url).catch(() => null);
  try {
    return { version, known: newestSchema, writable, audit: audit === null ? null : await audit.verify() };
  } finally {
    await audit?.close();
  }
}

async function versionOf(db: Kysely<Tables>, isSqlite: boolean): Promise<number> {
  const there = isSqlite
    ? await sql<{ name: string }>`select name from sqlite_master where name = 'loupe_schema'`.execute(db)
    : await sql<{ name: string }>`select 'loupe_schema' as name where to_regclass('loupe_schema') is not null`.execute(db);
  if (there.rows.length === 0) return 0;
  return (await sql<{ version: number }>`select version from loupe_schema`.execute(db)).rows[0]?.version ?? 0;
}

async function mayWrite(db: Kysely<Tables>): Promise<boolean> {
  const asked = await sql<{ ok: boolean }>`
    select has_table_privilege(current_user, 'sessions', 'insert') and has_table_privilege(current_user, 'audit', 'insert')
      and not pg_is_in_recovery() as ok`.execute(db);
  return asked.rows[0]?.ok === true;
}

/** SQLite writes its log beside the file. */
function isWritable(path: string): boolean {
  try {
    for (const one of [path, dirname(path)]) accessSync(one, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
