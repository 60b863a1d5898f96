import type { UnixMs } from "../base/time.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { allSaid, type Said } from "../detector/said.ts";
import { type IndexStore, MOST_ORDER_TRACES } from "../store/index-store.ts";
import type { TraceId } from "../trace/span.ts";

/** Which traces an order has so far: what is committed to the index, with a short memory before it. */
export interface OrderBook {
  readonly entries: Map<string, OrderEntry>;
}

export interface OrderEntry {
  readonly traceIds: Set<TraceId>;
  firstMs: number;
  lastMs: number;
  changed: boolean;
  /** What was said of its executions last, by their ids: as committed. */
  said: ReadonlyMap<string, Said>;
}

/** An order in progress is asked for again and again; one that is forgotten is read from the index. */
const REMEMBERED = 20_000;

export const createOrderBook = (): OrderBook => ({ entries: new Map() });

export async function openEntry(book: OrderBook, index: IndexStore, orderId: string): Promise<OrderEntry> {
  const known = book.entries.get(orderId);
  if (known) return known;
  const indexed = await index.getOrder(orderId);
  const entry: OrderEntry = {
    traceIds: new Set(indexed?.traceIds ?? []),
    firstMs: indexed?.firstMs ?? Number.POSITIVE_INFINITY,
    lastMs: indexed?.lastActivityMs ?? Number.NEGATIVE_INFINITY,
    changed: false,
    said: allSaid(indexed?.executions ?? []),
  };
  book.entries.set(orderId, entry);
  return entry;
}

export function addTrace(entry: OrderEntry, traceId: TraceId, firstMs: UnixMs | null, lastMs: UnixMs | null): void {
  if (!entry.traceIds.has(traceId) && entry.traceIds.size < MOST_ORDER_TRACES) {
    entry.traceIds.add(traceId);
    entry.changed = true;
  }
  if (firstMs !== null && firstMs < entry.firstMs) {
    entry.firstMs = firstMs;
    entry.changed = true;
  }
  if (lastMs !== null && lastMs > entry.lastMs) {
    entry.lastMs = lastMs;
    entry.changed = true;
  }
}

/** After a commit: an order that is not remembered is read from the index when it is asked for. */
export function rememberSaid(book: OrderBook, key: string, judged: readonly JudgedExecution[]): void {
  const entry = book.entries.get(key);
  if (entry) entry.said = allSaid(judged);
}

/** Oldest first; only what is committed may be forgotten. */
export function trimBook(book: OrderBook): void {
  for (const [id, entry] of book.entries) {
    if (book.entries.size <= REMEMBERED) return;
    if (!entry.changed) book.entries.delete(id);
  }
}
