import { existsSync } from "node:fs";
import { Kysely, sql } from "kysely";
import type { AuthStore } from "./auth-store.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import type { Tables } from "./schema.ts";
import { createAuthStore } from "./sql-auth-store.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/**
 * The store's secrets and its audit log, beside a Loupe that runs: nothing is migrated or held.
 * @throws Error where there is no store, or none of this version
 */
export async function openSecrets(url: string): Promise<AuthStore & { close(): Promise<void> }> {
  const path = url.startsWith("sqlite:") ? url.slice("sqlite:".length) : null;
  if (path !== null && !existsSync(path)) throw new Error(`There is no store at ${path}: give its address by --store or STORE_URL`);
  if (path === null && !/^postgres(ql)?:\/\//.test(url))
    throw new Error("A store's address (--store, STORE_URL) begins with sqlite: or postgres://");
  const db = new Kysely<Tables>({ dialect: path === null ? postgresDialect(url, () => {}) : sqliteDialect(path, "normal") });
  try {
    await sql`select count(*) from marks`.execute(db);
  } catch (reason) {
    await db.destroy().catch(() => {});
    throw new Error(`The store cannot be read: start this Loupe on it once (${(reason as Error).message})`);
  }
  return { ...createAuthStore(db), close: () => db.destroy() };
}
