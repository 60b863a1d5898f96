import type { TracePage, TraceSummary } from "../trace/search.ts";

/** Where a search stands at one source: at the page after `cursor`, of which some rows were given out already. */
export interface Stand {
  readonly cursor?: string;
  /** Ends of their ids: at most a page of them. */
  readonly skip?: readonly string[];
}

const SKIP_DIGITS = 12;
const isSkipped = ({ skip }: Stand, { traceId }: TraceSummary): boolean => skip?.includes(traceId.slice(-SKIP_DIGITS)) ?? false;

export interface SourcePage {
  readonly id: string;
  readonly asked: Stand;
  readonly page: TracePage;
}

export interface MergedPage {
  readonly items: readonly TraceSummary[];
  /** By source; one that has nothing more is absent. */
  readonly next: Readonly<Record<string, Stand>>;
}

/**
 * Pages of several sources, each newest first, as one page: a trace that several have is one row. Only what is newer than the point down
 * to which *every* source has been read is given out; a page of which some rows must wait is asked for once more, so that a copy further
 * down in another source meets its own.
 *
 *   jaeger   12:09  12:08  12:05 ┆              (more)        the point: 12:05, where jaeger's page ends
 *   tempo    12:08  12:06 ┆ 11:50  11:20        (more)        given: 12:09, 12:08 (both), 12:06; tempo's page comes again
 */
export function mergePages(pages: readonly SourcePage[], limit: number): MergedPage {
  const fresh = pages.map((one) => ({ ...one, items: one.page.items.filter((item) => !isSkipped(one.asked, item)) }));
  const rows = mergeRows(fresh.flatMap(({ items }) => items));
  const ends = fresh.flatMap(({ page: { nextCursor, items } }) =>
    nextCursor === null || items.length === 0 ? [] : [items.at(-1)!.startedAt],
  );
  if (rows.length > limit) ends.push(rows[limit]!.startedAt);
  const end = Math.floor(Math.max(Number.NEGATIVE_INFINITY, ...ends));
  // Beyond the millisecond in which a page ends; where there is nothing beyond it, that millisecond, or what there is.
  const newest = rows[0]?.startedAt ?? end;
  const point = pages.length === 1 ? Number.NEGATIVE_INFINITY : newest >= end + 1 ? end + 1 : Math.min(end, newest);
  const given = rows.filter(({ startedAt }) => startedAt >= point).slice(0, limit);
  const ids = new Set(given.map(({ traceId }) => traceId));
  const next: Record<string, Stand> = {};
  for (const { id, asked, page, items } of fresh) {
    const mine = items.filter(({ traceId }) => ids.has(traceId)).map(({ traceId }) => traceId.slice(-SKIP_DIGITS));
    if (items.length > mine.length) next[id] = { ...asked, skip: [...(asked.skip ?? []), ...mine] };
    else if (page.nextCursor !== null) next[id] = { cursor: page.nextCursor };
  }
  return { items: given, next };
}

function mergeRows(items: readonly TraceSummary[]): readonly TraceSummary[] {
  const byId = new Map<string, TraceSummary>();
  for (const item of items) {
    const known = byId.get(item.traceId);
    byId.set(item.traceId, known ? mergeSummaries(known, item) : item);
  }
  return [...byId.values()].sort((a, b) => b.startedAt - a.startedAt || (a.traceId < b.traceId ? -1 : 1));
}

/** Spans that both have are counted once only by opening them: the larger count is the least that there are. */
export function mergeSummaries(one: TraceSummary, other: TraceSummary): TraceSummary {
  const [first, second] = other.startedAt < one.startedAt ? [other, one] : [one, other];
  const endedAt = Math.max(one.startedAt + one.durationMs, other.startedAt + other.durationMs);
  return {
    ...first,
    ...(first.rootService === "" && { rootService: second.rootService, rootOperation: second.rootOperation }),
    durationMs: endedAt - first.startedAt,
    spanCount: Math.max(one.spanCount, other.spanCount),
    errorCount: Math.max(one.errorCount, other.errorCount),
    services: [...new Set([...one.services, ...other.services])],
    orderIds: [...new Set([...one.orderIds, ...other.orderIds])],
    source: [...new Set([...one.source.split(", "), ...other.source.split(", ")])].toSorted().join(", "),
  };
}
