import type { TraceLink } from "../trace/links.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import type { Tie } from "./tie.ts";

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

/** What it did not know before is added to `news`. */
export function recordTrace(
  book: LinkBook,
  { traceId }: Pick<Trace, "traceId">,
  links: readonly TraceLink[],
  orderIds: readonly string[],
  news: Tie[] = [],
): void {
  const before = book.carried.get(traceId);
  const isNew = orderIds.length > 0 && !isSame(before, orderIds);
  if (orderIds.length > 0) book.carried.set(traceId, orderIds);
  const wasTied = book.neighbours.has(traceId);
  if (links.length === 0 && !isNew) return;
  const added = new Set<TraceId>();
  for (const { from, to } of links) {
    const isKnown = book.neighbours.get(from.traceId)?.has(to.traceId);
    tie(book, from.traceId, to.traceId);
    tie(book, to.traceId, from.traceId);
    if (isKnown || added.has(to.traceId) || added.size >= MOST_TIED) continue;
    added.add(to.traceId);
    news.push(["link", from.traceId, to.traceId]);
    const carried = book.carried.get(to.traceId);
    if (carried) news.push(["carried", to.traceId, carried]);
  }
  if (orderIds.length > 0 && ((wasTied && isNew) || (!wasTied && added.size > 0))) news.push(["carried", traceId, orderIds]);
}

const isSame = (before: readonly string[] | undefined, now: readonly string[]): boolean =>
  before?.length === now.length && before.every((id, at) => id === now[at]);

export function restoreLink(book: LinkBook, from: TraceId, to: TraceId): void {
  tie(book, from, to);
  tie(book, to, from);
}

export function restoreCarried(book: LinkBook, traceId: TraceId, orderIds: readonly string[]): void {
  book.carried.set(traceId, orderIds);
}

/** The other ends of links that the book knows nothing of: they may be from before what it remembers. */
export const unknownEnds = (
  book: LinkBook,
  traces: readonly Pick<Trace, "traceId">[],
  told: readonly { readonly links: readonly TraceLink[] }[],
): readonly TraceId[] => {
  const ends = new Set<TraceId>();
  for (const { links } of told) for (const { to } of links) ends.add(to.traceId);
  if (ends.size === 0) return [];
  for (const { traceId } of traces) ends.delete(traceId);
  return [...ends].filter((id) => !book.carried.has(id) && !book.neighbours.has(id));
};

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
