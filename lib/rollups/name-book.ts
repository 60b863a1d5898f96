import type { SeriesKey, SeriesKind } from "./series-key.ts";

/**
 * Which names have a series of their own. Names come from outside: a service that puts an id into its span names would make a million of
 * them. The first ones of a service get a place at once; the places that are left go to names that keep coming, counted in a small table where
 * the rarest gives way (space-saving). Whatever has no place is counted among the service's `others`: sums stay exact, memory bounded.
 */
export interface NameBook {
  readonly places: Map<string, Set<string>>;
  readonly counts: Map<SeriesKind, number>;
  readonly candidates: Map<string, Map<string, number>>;
}

/** What a service that has no place is called. */
export const OTHER_SERVICES = "(others)";

const MOST: Readonly<Partial<Record<SeriesKind, number>>> = {
  service: 2_000,
  operation: 10_000,
  edge: 3_000,
  called: 2_000,
  database: 3_000,
  published: 500,
  consumed: 500,
  queued: 500,
};
/** Under one first name. */
const MOST_EACH = 200;
const AT_ONCE = 120;
const KEEPS_COMING = 20;
const MOST_CANDIDATES = 256;
const MOST_CANDIDATE_TABLES = 500;

export const createNameBook = (): NameBook => ({ places: new Map(), counts: new Map(), candidates: new Map() });

const under = (kind: SeriesKind, a: string): string => `${kind}\u0001${a}`;

export function rememberName(book: NameBook, { kind, a, b }: SeriesKey): void {
  // A service's place is its own: services are counted together.
  const at = kind === "service" ? "service" : under(kind, a);
  const name = kind === "service" ? a : b;
  let names = book.places.get(at);
  if (!names) {
    names = new Set();
    book.places.set(at, names);
  }
  if (names.has(name)) return;
  names.add(name);
  book.counts.set(kind, (book.counts.get(kind) ?? 0) + 1);
}

/** Whether this key has a series of its own, giving it a place where there is one. */
export function hasPlace(book: NameBook, kind: SeriesKind, a: string, b: string): boolean {
  const most = MOST[kind];
  if (most === undefined) return true;
  const at = kind === "service" ? "service" : under(kind, a);
  const name = kind === "service" ? a : b;
  const names = book.places.get(at);
  if (names?.has(name)) return true;
  if ((book.counts.get(kind) ?? 0) >= most) return false;
  const each = kind === "service" ? most : MOST_EACH;
  const size = names?.size ?? 0;
  if (size >= each) return false;
  if (kind === "operation" && size >= AT_ONCE && !keepsComing(book, at, name)) return false;
  rememberName(book, { kind, a, b });
  return true;
}

function keepsComing({ candidates }: NameBook, at: string, name: string): boolean {
  let table = candidates.get(at);
  if (!table) {
    if (candidates.size >= MOST_CANDIDATE_TABLES) candidates.clear();
    table = new Map();
    candidates.set(at, table);
  }
  const count = (table.get(name) ?? 0) + 1;
  if (count >= KEEPS_COMING) {
    table.delete(name);
    return true;
  }
  if (count === 1 && table.size >= MOST_CANDIDATES) fade(table);
  table.set(name, count);
  return false;
}

/** Everybody loses one: names that came once are gone, those that keep coming stay (Misra and Gries). */
function fade(table: Map<string, number>): void {
  for (const [name, count] of table) {
    if (count <= 1) table.delete(name);
    else table.set(name, count - 1);
  }
}
