import { type Kysely, sql } from "kysely";
import type { Ms, UnixMs } from "#lib/base/time";
import { addToCounter, deletePostings } from "./append-spans.ts";
import type { Dictionary } from "./dictionary.ts";
import type { Flavour } from "./flavour.ts";
import type { Tables, TraceRow } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { textKey } from "./stored-text.ts";
import { readFacts, termsOf } from "./trace-facts.ts";
import { lockWriters } from "./write-lock.ts";

export interface RetainContext {
  readonly db: Kysely<Tables>;
  readonly flavour: Flavour;
  readonly dictionary: Dictionary;
  readonly sealing: Sealing;
  /** Runs a batch between two groups of arrivals. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Traces a transaction deletes, and transactions a run makes: arrivals wait for one batch at most, and a run ends. */
const BATCH_TRACES = 200;
const MOST_BATCHES = 100;

export async function retainSpans(
  context: RetainContext,
  limits: { readonly maxAgeMs: Ms; readonly maxBytes: number },
  now: UnixMs,
): Promise<{ readonly deletedSpans: number }> {
  let deletedSpans = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const deleted = await context.exclusive(() => deleteBatch(context, limits, now));
    if (deleted === null) break;
    deletedSpans += deleted;
    await new Promise(setImmediate);
  }
  if (deletedSpans > 0) {
    const oldest = await context.db.selectFrom("traces").select("first_received").orderBy("trace_pk").limit(1).executeTakeFirst();
    await context.exclusive(() => context.dictionary.forgetUnusedBefore(oldest?.first_received ?? now));
    if (context.flavour === "sqlite") await sql`pragma incremental_vacuum(4096)`.execute(context.db);
  }
  return { deletedSpans };
}

/** Null when nothing is over the limits. */
async function deleteBatch(
  { db, flavour, sealing }: RetainContext,
  limits: { readonly maxAgeMs: Ms; readonly maxBytes: number },
  now: UnixMs,
): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    await lockWriters(tx, flavour);
    const total = await tx.selectFrom("counters").select("value").where("name", "=", "bytes").executeTakeFirst();
    const oldest = await tx.selectFrom("traces").selectAll().orderBy("seq").limit(BATCH_TRACES).execute();
    let over = (total?.value ?? 0) - limits.maxBytes;
    const doomed: TraceRow[] = [];
    for (const row of oldest) {
      if (row.last_received >= now - limits.maxAgeMs && over <= 0) break;
      doomed.push(row);
      over -= row.bytes;
    }
    if (doomed.length === 0) return null;
    const keys = doomed.map((row) => row.trace_pk);
    await tx.deleteFrom("spans").where("trace_pk", "in", keys).execute();
    for (const row of doomed) {
      const facts = readFacts(row.facts, sealing);
      await deletePostings(tx, row, [...termsOf(facts)]);
      for (const order of facts.orders) {
        await tx.deleteFrom("trace_orders").where("order_hash", "=", textKey(order)).where("trace_pk", "=", row.trace_pk).execute();
      }
    }
    const ids = doomed.map((row) => row.trace_id);
    await tx.deleteFrom("trace_links").where("trace_id", "in", ids).execute();
    await tx.deleteFrom("traces").where("trace_pk", "in", keys).execute();
    await addToCounter(tx, "bytes", -doomed.reduce((sum, row) => sum + row.bytes, 0));
    return doomed.reduce((sum, row) => sum + row.span_count, 0);
  });
}
