import { existsSync } from "node:fs";
import { Kysely, sql } from "kysely";
import type { AuditStore } from "./audit-store.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import type { Tables } from "./schema.ts";
import { createAuditStore } from "./sql-audit-store.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/**
 * The audit log alone, to be read beside a Loupe that runs: nothing is migrated, held or written.
 * @throws Error where there is no store, or none with a chain
 */
export async function openAudit(url: string): Promise<Pick<AuditStore, "verify" | "head"> & { close(): Promise<void> }> {
  const path = url.startsWith("sqlite:") ? url.slice("sqlite:".length) : null;
  if (path !== null && !existsSync(path)) throw new Error(`There is no store at ${path}: give its address by --store or STORE_URL`);
  if (path === null && !/^postgres(ql)?:\/\//.test(url))
    throw new Error("A store's address (--store, STORE_URL) begins with sqlite: or postgres://");
  const db = new Kysely<Tables>({ dialect: path === null ? postgresDialect(url, () => {}) : sqliteDialect(path, "normal") });
  try {
    await sql`select hash from audit_head`.execute(db);
  } catch (reason) {
    await db.destroy().catch(() => {});
    throw new Error(`The store holds no audit chain that can be read: start this Loupe on it once (${(reason as Error).message})`);
  }
  const { verify, head } = createAuditStore(db);
  return { verify, head, close: () => db.destroy() };
}
