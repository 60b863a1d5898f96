import type { Trace, TraceId } from "../trace/span.ts";
import type { Tie } from "./tie.ts";

/** Where both halves of a lost context carry the message's id and only one the order's, the message ties them. */
export interface MessageBook {
  readonly orders: Map<string, readonly string[]>;
  readonly orphans: Map<string, readonly TraceId[]>;
}

const REMEMBERED = 20_000;
const MOST_MESSAGES = 50;
const MOST_ORPHANS = 20;
const KEYS = ["messaging.message.id", "messaging.message_id"] as const;

export const createMessageBook = (): MessageBook => ({ orders: new Map(), orphans: new Map() });

export function messageIdsOf(trace: Trace): readonly string[] {
  let found: Set<string> | null = null;
  for (const { kind, attributes } of trace.spans) {
    if (kind === "internal" || kind === "server") continue;
    for (const key of KEYS) {
      const value = attributes[key];
      if (typeof value !== "string" || value === "") continue;
      found ??= new Set();
      if (found.size < MOST_MESSAGES) found.add(value);
    }
  }
  return found === null ? NONE : [...found];
}

const NONE: readonly never[] = Object.freeze([]);
const NOTHING = Object.freeze({ orderIds: NONE, traceIds: NONE });

/**
 * Remembers who has which message, and answers with the orders of a trace that has none, or the traces that waited for its order.
 * What it did not know before is added to `news`.
 */
export function recordMessages(
  book: MessageBook,
  trace: Trace,
  messageIds: readonly string[],
  orderIds: ReadonlySet<string>,
  news: Tie[] = [],
): { readonly orderIds: readonly string[]; readonly traceIds: readonly TraceId[] } {
  if (messageIds.length === 0) return NOTHING;
  const orders = new Set<string>();
  const traces = new Set<TraceId>();
  for (const message of messageIds) {
    if (orderIds.size > 0) {
      const known = book.orders.get(message);
      const ids = [...orderIds];
      restoreMessage(book, message, ids);
      if (known?.length !== ids.length || ids.some((id) => !known.includes(id))) news.push(["message", message, ids]);
      for (const id of book.orphans.get(message) ?? []) traces.add(id);
    } else {
      for (const order of book.orders.get(message) ?? []) orders.add(order);
      if (book.orders.has(message)) continue;
      if (!book.orphans.get(message)?.includes(trace.traceId)) news.push(["orphan", message, trace.traceId]);
      restoreOrphan(book, message, trace.traceId);
    }
  }
  trim(book.orders);
  trim(book.orphans);
  return { orderIds: [...orders], traceIds: [...traces] };
}

function trim(memory: Map<string, unknown>): void {
  if (memory.size <= REMEMBERED) return;
  for (const key of memory.keys()) {
    memory.delete(key);
    if (memory.size <= REMEMBERED) return;
  }
}

export function restoreMessage(book: MessageBook, message: string, orderIds: readonly string[]): void {
  book.orders.set(message, orderIds);
}

export function restoreOrphan(book: MessageBook, message: string, traceId: TraceId): void {
  book.orphans.set(message, [...new Set([...(book.orphans.get(message) ?? []), traceId])].slice(-MOST_ORPHANS));
}
