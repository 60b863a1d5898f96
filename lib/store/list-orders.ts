import { type Kysely, sql } from "kysely";
import { STATES } from "#lib/detector/verdict";
import { readCursor, writeCursor } from "./cursor.ts";
import { toOrderRow } from "./index-rows.ts";
import type { OrderQuery, OrderRow, Page } from "./index-store.ts";
import type { OrderTableRow, Tables } from "./schema.ts";
import { prefixEnd, storedPrefix, toStored } from "./stored-text.ts";

/** Up to so many orders with a prefix are fetched and sorted; a broader prefix is met soon enough on the way down by activity. */
const FEW = 2_000;

/** Newest activity first. With a chain: orders that have it; with states as well: whose last attempt of it is in one of them. */
export async function listOrders(db: Kysely<Tables>, query: OrderQuery): Promise<Page<OrderRow>> {
  if (query.chainId !== undefined && !(await chainHasOrders(db, query.chainId))) return { items: [], nextCursor: null };
  const few = query.prefix !== undefined && query.prefix !== "" && (await isRare(db, toStored(query.prefix)));
  const states = query.states ? [...new Set(query.states)].map((state) => STATES.indexOf(state)) : [null];
  // One walk down an index per state, merged: a list of states in one condition would be sorted whole.
  const runs = await Promise.all(states.map((state) => run(db, query, state, few).execute()));
  const rows = runs.flat().sort((a, b) => b.last_ms - a.last_ms || (a.order_hash < b.order_hash ? 1 : -1));
  const taken = rows.slice(0, query.limit);
  const last = taken.at(-1);
  return {
    items: taken.map(toOrderRow),
    nextCursor: rows.length > query.limit && last ? writeCursor([last.last_ms, last.order_hash]) : null,
  };
}

function run(db: Kysely<Tables>, query: OrderQuery, state: number | null, few: boolean) {
  let rows = db
    .selectFrom("orders")
    .selectAll()
    .orderBy("last_ms", "desc")
    .orderBy("order_hash", "desc")
    .limit(query.limit + 1);
  const cursor = readCursor(query.cursor);
  if (cursor) rows = rows.where(sql<boolean>`(last_ms, order_hash) < (${Number(cursor[0])}, ${String(cursor[1])})`);
  if (state !== null) rows = rows.where("state", "=", state);
  if (query.from !== undefined) rows = rows.where("last_ms", ">=", query.from);
  if (query.to !== undefined) rows = rows.where("last_ms", "<", query.to);
  if (query.prefix !== undefined && query.prefix !== "") {
    const stored = toStored(query.prefix);
    const indexed = storedPrefix(stored);
    // `|| ''` hides the column from the planner: then it walks by activity.
    const column = few ? sql<string>`order_prefix` : sql<string>`(order_prefix || '')`;
    rows = rows.where(sql<boolean>`${column} >= ${indexed} and ${column} < ${prefixEnd(indexed)}`);
    // Longer than what is indexed: the rest is compared on the text itself.
    if (stored.length > indexed.length) rows = rows.where(sql<boolean>`substr(order_id, 1, ${signs(stored)}) = ${stored}`);
  }
  if (query.chainId !== undefined) {
    const chain = toStored(query.chainId);
    rows = rows.where(({ exists, selectFrom }) => {
      let one = selectFrom("executions").select("attempt").whereRef("key_hash", "=", "orders.order_hash");
      // Hidden from the planner, which would walk all executions of the chain, or of the state, for each order.
      one = one.where(sql<string>`(chain_id || '')`, "=", chain);
      if (query.states) {
        const states = query.states.map((wanted) => STATES.indexOf(wanted));
        one = one.where("latest", "=", 1).where(sql<number>`(state + 0)`, "in", states);
      }
      return exists(one);
    });
  }
  return rows as typeof rows & { execute(): Promise<OrderTableRow[]> };
}

/** Both stores count characters, JavaScript counts UTF-16 units. */
const signs = (text: string): number => [...text].length;

async function isRare(db: Kysely<Tables>, stored: string): Promise<boolean> {
  const indexed = storedPrefix(stored);
  const found = await db
    .selectFrom("orders")
    .select("state")
    .where("order_prefix", ">=", indexed)
    .where("order_prefix", "<", prefixEnd(indexed))
    .limit(FEW)
    .execute();
  return found.length < FEW;
}

/** A chain keyed by trace has none, and looking for them order by order would take them all. */
async function chainHasOrders(db: Kysely<Tables>, chainId: string): Promise<boolean> {
  const one = db.selectFrom("executions").select("has_order").where("chain_id", "=", toStored(chainId));
  return (await one.limit(1).executeTakeFirst())?.has_order === 1;
}
