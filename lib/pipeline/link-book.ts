import { linksOf } from "../trace/links.ts";
import type { Trace, TraceId } from "../trace/span.ts";

/**
 * Which traces are tied to which by span links, and which order ids each carries itself: a trace without an id of its own belongs to the
 * orders at the other ends of its links, whichever of the two arrives first.
 */
export interface LinkBook {
  readonly neighbours: Map<TraceId, Set<TraceId>>;
  readonly carried: Map<TraceId, readonly string[]>;
}

const REMEMBERED = 50_000;
/** A batch consumer may link to hundreds of messages: beyond this a tie says nothing about one order. */
const MOST_TIED = 200;

export const createLinkBook = (): LinkBook => ({ neighbours: new Map(), carried: new Map() });

export function recordTrace(book: LinkBook, trace: Trace, orderIds: readonly string[]): void {
  const links = linksOf(trace);
  if (orderIds.length > 0) book.carried.set(trace.traceId, orderIds);
  for (const link of links) {
    tie(book, link.from.traceId, link.to.traceId);
    tie(book, link.to.traceId, link.from.traceId);
  }
}

function tie(book: LinkBook, from: TraceId, to: TraceId): void {
  const known = book.neighbours.get(from);
  if (known) {
    if (known.size < MOST_TIED) known.add(to);
  } else book.neighbours.set(from, new Set([to]));
}

/** The traces that links tie to `traceId`, itself first: onward only through traces that carry no id of their own. */
export function tiedTraces(book: LinkBook, traceId: TraceId): readonly TraceId[] {
  if (!book.neighbours.has(traceId)) return [traceId];
  const found = new Set<TraceId>([traceId]);
  for (const id of found) {
    if (id !== traceId && book.carried.has(id)) continue;
    for (const neighbour of book.neighbours.get(id) ?? []) {
      if (found.size >= MOST_TIED) return [...found];
      found.add(neighbour);
    }
  }
  return [...found];
}

export function trimLinks(book: LinkBook): void {
  for (const memory of [book.neighbours, book.carried]) {
    for (const id of memory.keys()) {
      if (memory.size <= REMEMBERED) break;
      memory.delete(id);
    }
  }
}
