import { existsSync } from "node:fs";
import { Kysely, sql } from "kysely";
import { postgresDialect } from "./postgres-dialect.ts";
import type { Tables } from "./schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/**
 * A store beside a Loupe that runs, for commands: nothing is migrated or held.
 * @param needs a table that only a store of this version has
 * @throws Error where there is no store, or one without `needs`, told as `complaint`
 */
export async function openBeside(url: string, needs: string, complaint: string): Promise<Kysely<Tables>> {
  const path = url.startsWith("sqlite:") ? url.slice("sqlite:".length) : null;
  if (path !== null && !existsSync(path)) throw new Error(`There is no store at ${path}: give its address by --store or STORE_URL`);
  if (path === null && !/^postgres(ql)?:\/\//.test(url))
    throw new Error("A store's address (--store, STORE_URL) begins with sqlite: or postgres://");
  const db = new Kysely<Tables>({ dialect: path === null ? postgresDialect(url, () => {}) : sqliteDialect(path, "normal") });
  try {
    await sql`select count(*) from ${sql.table(needs)}`.execute(db);
  } catch (reason) {
    await db.destroy().catch(() => {});
    throw new Error(`${complaint}: start this Loupe on it once (${(reason as Error).message})`);
  }
  return db;
}
