import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type UnixMs, unixMs } from "../base/time.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseTraceQuery } from "../contract/query.ts";
import type { TracePageDto } from "../contract/trace.ts";
import { runtime } from "../runtime.ts";
import type { Problem } from "./problem.ts";
import { isHousekeeping, SOON_MS, searchShownTraces } from "./shown-traces.ts";
import { searchTraces } from "./traces.ts";

/**
 * The newest page of a busy hour is its last two minutes. With `spread=N` a range that holds more than a page is asked in N slices, one
 * question each; of what a slice gives every nth is taken, so that the answer is a picture of the whole range:
 *
 *     newest    [                        ●●●●●●]        spread    [●● | ●● | ●● | ●● | ●● | ●●]
 *
 * It has no cursor and says `sampled`. Where one page holds all, it is that page.
 */
const AT_ONCE = 3;
/** So many are asked for each that is taken: housekeeping is among them, and a slice's newest are at its end. */
const ASKED_FOR_ONE = 4;
const MOST_ASKED = 500;
/** A picture may cost this long, reckoned by the first page; what would cost more in many slices is made of fewer, or not at all. */
const PICTURE_MS = 3_000;
const FEWEST = 6;

export async function findTraces(viewer: Viewer, params: URLSearchParams): Promise<Result<TracePageDto, Problem>> {
  const { chains, clock } = runtime();
  const parsed = parseTraceQuery(params, chains);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const { spread, from, to, limit, cursor } = parsed.value;
  const began = clock();
  const newest = await searchShownTraces(viewer, params);
  if (!newest.ok || newest.value.nextCursor === null || spread === undefined || from === undefined || cursor !== undefined) return newest;
  const tookMs = clock() - began;
  // A source that was waited for in vain would be waited for in every slice, and a slow one N times.
  if (newest.value.partial && tookMs > SOON_MS) return newest;
  const affordable = Math.min(spread, Math.floor((AT_ONCE * PICTURE_MS) / Math.max(1, tookMs)));
  if (affordable < FEWEST) return newest;
  const pages = await searchSlices(viewer, params, cutRange(from, to ?? clock(), affordable), Math.max(1, Math.floor(limit / affordable)));
  const answered = pages.flatMap((page) => (page.ok ? [page.value] : []));
  const failures = pages.flatMap((page) => (page.ok ? [] : ["detail" in page.error ? page.error.detail : page.error.kind]));
  return ok({
    items: answered.flatMap((page) => page.items).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)),
    nextCursor: null,
    sampled: true,
    hidden: answered.reduce((sum, page) => sum + (page.hidden ?? 0), 0),
    partial: failures.length > 0 || answered.some((page) => page.partial),
    warnings: [...new Set([...failures, ...answered.flatMap((page) => page.warnings)])],
  });
}

type Slice = readonly [from: UnixMs, to: UnixMs];

export function cutRange(from: UnixMs, to: UnixMs, slices: number): readonly Slice[] {
  const edge = (i: number): UnixMs => unixMs(i === slices ? to : Math.floor(from + ((to - from) * i) / slices));
  return Array.from({ length: slices }, (_, i): Slice => [edge(i), edge(i + 1)]).filter(([begins, ends]) => begins < ends);
}

function takeSome(page: TracePageDto, limit: number, hide: boolean): TracePageDto {
  const shown = hide ? page.items.filter((trace) => !isHousekeeping(trace)) : page.items;
  const every = Math.max(1, shown.length / limit);
  const items = Array.from({ length: Math.min(limit, shown.length) }, (_, i) => shown[Math.floor(i * every)]!);
  return { ...page, items, hidden: page.items.length - shown.length };
}

/** A few at once: a backend is not to be flooded by one reader's picture. */
async function searchSlices(
  viewer: Viewer,
  params: URLSearchParams,
  slices: readonly Slice[],
  limit: number,
): Promise<readonly Result<TracePageDto, Problem>[]> {
  const pages: Result<TracePageDto, Problem>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < slices.length; i = next++) {
      const query = new URLSearchParams(params);
      query.set("from", formatInstant(slices[i]![0]));
      query.set("to", formatInstant(slices[i]![1]));
      query.set("limit", String(Math.min(MOST_ASKED, limit * ASKED_FOR_ONE)));
      const page = await searchTraces(viewer, query);
      pages[i] = page.ok ? ok(takeSome(page.value, limit, query.get("housekeeping") === "hide")) : page;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return pages;
}
