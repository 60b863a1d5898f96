import "server-only";
import { HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Facet } from "../chains/execution.ts";
import { facetsOf } from "../detector/cases/facets.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { runtime } from "../runtime.ts";
import type { IndexStore } from "../store/index-store.ts";

/** The little that is kept of an execution that ended well. */
export interface Passed {
  readonly endedMs: number;
  readonly late: boolean;
  /** From the step before to this one, of a consuming step the queue's wait; null where not seen. */
  readonly tookMs: readonly (number | null)[];
  readonly facets: readonly Facet[];
}

/** What passed a chain lately: read on from where the last question ended, so that looking costs what happens, not what has happened. */
export interface PassedBook {
  readonly passed: Map<string, Passed>;
  /** All that ended since then is in it. */
  completeFrom: number;
  readUpTo: number;
  reading: Promise<void> | null;
}

const A_PAGE = 250;
const MOST_KEPT = 4_000;
const KEPT_FOR_MS = 2 * HOUR_MS;
const EVERY_MS = 10 * SECOND_MS;
/** What ends now may arrive, or be judged, so much later. */
const LATE_MS = 5 * MINUTE_MS;

const books = new WeakMap<IndexStore, Map<string, PassedBook>>();

export async function openPassed(chain: Chain): Promise<PassedBook> {
  const { index, clock } = runtime();
  const chains = books.get(index) ?? new Map<string, PassedBook>();
  books.set(index, chains);
  const book = chains.get(chain.id) ?? { passed: new Map<string, Passed>(), completeFrom: Infinity, readUpTo: -Infinity, reading: null };
  chains.set(chain.id, book);
  const now = clock();
  if (book.reading === null && Math.abs(now - book.readUpTo) > EVERY_MS) {
    book.reading = readOn(book, chain, now).finally(() => {
      book.reading = null;
    });
  }
  await book.reading;
  return book;
}

async function readOn(book: PassedBook, chain: Chain, now: UnixMs): Promise<void> {
  // A clock that was set back: begin anew.
  if (book.readUpTo > now) {
    book.passed.clear();
    Object.assign(book, { completeFrom: Number.POSITIVE_INFINITY, readUpTo: Number.NEGATIVE_INFINITY });
  }
  const from = Math.max(now - KEPT_FOR_MS, book.readUpTo - LATE_MS);
  const read = await readPassed(chain, unixMs(from), null, MOST_KEPT);
  for (const [id, one] of read.passed) book.passed.set(id, one);
  // Newest first: where it was cut, what is older is missing.
  const complete = read.cut ? Math.min(...[...read.passed.values()].map((one) => one.endedMs)) : from;
  book.completeFrom =
    read.cut || book.completeFrom === Number.POSITIVE_INFINITY ? complete : Math.max(book.completeFrom, now - KEPT_FOR_MS);
  book.readUpTo = now;
  for (const [id, { endedMs }] of book.passed) if (endedMs < now - KEPT_FOR_MS) book.passed.delete(id);
  if (book.passed.size <= MOST_KEPT) return;
  const oldest = [...book.passed].sort(([, a], [, b]) => a.endedMs - b.endedMs).slice(0, book.passed.size - MOST_KEPT);
  for (const [id, { endedMs }] of oldest) {
    book.passed.delete(id);
    book.completeFrom = Math.max(book.completeFrom, endedMs);
  }
}

/** Newest first, those active in [from, to). Lets go of the event loop with each page. */
export async function readPassed(
  chain: Chain,
  from: UnixMs,
  to: UnixMs | null,
  most: number,
): Promise<{ readonly passed: ReadonlyMap<string, Passed>; readonly cut: boolean }> {
  const { index } = runtime();
  const passed = new Map<string, Passed>();
  let cursor: string | undefined;
  do {
    const query = { chainId: chain.id, states: ["done", "done-late"] as const, from, limit: A_PAGE, cursor };
    const page = await index.listExecutions(to === null ? query : { ...query, to });
    for (const judged of page.items) passed.set(judged.execution.id, toPassed(judged, chain));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && passed.size < most);
  return { passed, cut: cursor !== undefined };
}

function toPassed({ execution, judgement }: JudgedExecution, chain: Chain): Passed {
  return {
    endedMs: judgement.endedMs ?? execution.lastActivityMs,
    late: judgement.state === "done-late",
    tookMs: chain.steps.map(({ role }, at) => {
      const step = execution.steps[at];
      const before = execution.steps[at - 1];
      if (!step) return null;
      if (role === "consume") return step.waitMs;
      return before ? Math.max(0, step.reachedMs - before.nextClockMs) : null;
    }),
    facets: facetsOf(execution),
  };
}
