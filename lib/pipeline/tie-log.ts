import type { IndexStore } from "../store/index-store.ts";
import { type LinkBook, restoreCarried, restoreLink } from "./link-book.ts";
import { type MessageBook, restoreMessage, restoreOrphan } from "./message-book.ts";
import type { Tie } from "./tie.ts";

export interface TieLog {
  /** Of the segment that is being filled; the ring's place is its remainder. */
  serial: number;
  /** What that segment holds. */
  filling: readonly Tie[];
  /** Learnt since the last commit. */
  fresh: Tie[];
}

/** A segment is written again while it fills, so it is small: 10 kB on average. 64,000 ties in all, as many as the books remember. */
const SEGMENTS = 256;
const TIES_A_SEGMENT = 250;

const keyOf = (serial: number): string => `pipeline:ties:${serial % SEGMENTS}`;

export const createTieLog = (): TieLog => ({ serial: 0, filling: [], fresh: [] });

/** Documents of the round that learnt them. */
export function saveTies(log: TieLog): readonly { readonly key: string; readonly value: string }[] {
  if (log.fresh.length === 0) return [];
  const documents: { key: string; value: string }[] = [];
  const waiting = log.fresh;
  log.fresh = [];
  for (let at = 0; at < waiting.length; ) {
    if (log.filling.length >= TIES_A_SEGMENT) Object.assign(log, { serial: log.serial + 1, filling: [] });
    const some = waiting.slice(at, at + TIES_A_SEGMENT - log.filling.length);
    at += some.length;
    log.filling = [...log.filling, ...some];
    documents.push({ key: keyOf(log.serial), value: JSON.stringify({ serial: log.serial, ties: log.filling }) });
  }
  return documents;
}

/** Into the books, oldest first, as if it were learnt now. */
export async function loadTies(index: IndexStore, links: LinkBook, messages: MessageBook, say: (problem: string) => void): Promise<TieLog> {
  const documents = await Promise.all(Array.from({ length: SEGMENTS }, (_, place) => index.getState(keyOf(place))));
  const segments = documents.flatMap((text) => (text === null ? [] : (readSegment(text) ?? [])));
  if (segments.length < documents.filter((text) => text !== null).length)
    say("some of what ties traces to orders cannot be read: those that were only half seen before this start may stay apart");
  segments.sort((a, b) => a.serial - b.serial);
  for (const { ties } of segments) for (const tie of ties) restore(tie, links, messages);
  const last = segments.at(-1);
  return { serial: last?.serial ?? 0, filling: last?.ties ?? [], fresh: [] };
}

function restore(tie: Tie, links: LinkBook, messages: MessageBook): void {
  if (tie[0] === "link") restoreLink(links, tie[1], tie[2]);
  else if (tie[0] === "carried") restoreCarried(links, tie[1], tie[2]);
  else if (tie[0] === "message") restoreMessage(messages, tie[1], tie[2]);
  else restoreOrphan(messages, tie[1], tie[2]);
}

interface Segment {
  readonly serial: number;
  readonly ties: readonly Tie[];
}

function readSegment(text: string): Segment | null {
  try {
    const { serial, ties } = JSON.parse(text) as { serial?: unknown; ties?: unknown };
    return Number.isSafeInteger(serial) && Array.isArray(ties) && ties.every(isTie) ? { serial: serial as number, ties } : null;
  } catch {
    return null;
  }
}

function isTie(value: unknown): value is Tie {
  if (!Array.isArray(value) || typeof value[1] !== "string") return false;
  if (value[0] === "link" || value[0] === "orphan") return typeof value[2] === "string";
  const isList = Array.isArray(value[2]) && value[2].every((id) => typeof id === "string");
  return isList && (value[0] === "carried" || value[0] === "message");
}
