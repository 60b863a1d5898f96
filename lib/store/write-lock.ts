import { sql, type Transaction } from "kysely";
import type { Flavour } from "./flavour.ts";
import type { Tables } from "./schema.ts";

/** Any constant, another than the migrations'. */
const LOCK = 0x6c6f757066;

/**
 * Appending reads what is known of a trace, merges and writes it back: one writer at a time. SQLite's transactions begin
 * `immediate`, which is that lock; PostgreSQL gets an advisory one until the transaction ends.
 */
export async function lockWriters(tx: Transaction<Tables>, flavour: Flavour): Promise<void> {
  if (flavour === "postgres") await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
}
