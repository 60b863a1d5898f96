import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { parseTraceQuery } from "../contract/query.ts";
import type { TracePageDto, TraceSummaryDto } from "../contract/trace.ts";
import { runtime } from "../runtime.ts";
import type { Problem } from "./problem.ts";
import { searchTraces } from "./traces.ts";

/**
 * Heartbeats, timers and health checks fill a list of traces: one span, no order, no error. No backend can leave them out, so the
 * search is asked on until the page is nearly full of others. Its end is where the last question ended: nothing is skipped by a cursor.
 */
const MOST_QUESTIONS = 8;
/** Less than this share of the page still missing is not worth another question. */
const NEARLY = 0.25;
/** After this long a reader is better served by a page that is not full. */
const FILLING_MS = 3_000;
/** A source that was waited for in vain this long is not waited for once more. */
export const SOON_MS = 1_500;

export const isHousekeeping = (trace: TraceSummaryDto): boolean =>
  trace.spanCount <= 1 && trace.errorCount === 0 && trace.orderIds.length === 0;

export async function searchShownTraces(viewer: Viewer, params: URLSearchParams): Promise<Result<TracePageDto, Problem>> {
  const { chains, clock } = runtime();
  const parsed = parseTraceQuery(params, chains);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  if (parsed.value.housekeeping !== "hide") return searchTraces(viewer, params);
  const { limit } = parsed.value;
  const query = new URLSearchParams(params);
  const items: TraceSummaryDto[] = [];
  const warnings = new Set<string>();
  let hidden = 0;
  let partial = false;
  const started = clock();
  for (let asked = 0; ; ) {
    const began = clock();
    query.set("limit", String(limit - items.length));
    const page = await searchTraces(viewer, query);
    // What was found before the source failed is worth more than an error; the reader is told.
    if (!page.ok && items.length === 0) return page;
    if (!page.ok) {
      const warning = "detail" in page.error ? page.error.detail : page.error.kind;
      return ok({ items, nextCursor: query.get("cursor"), partial: true, warnings: [...warnings, warning], hidden });
    }
    const shown = page.value.items.filter((trace) => !isHousekeeping(trace));
    items.push(...shown);
    hidden += page.value.items.length - shown.length;
    partial ||= page.value.partial;
    for (const warning of page.value.warnings) warnings.add(warning);
    const { nextCursor } = page.value;
    asked += 1;
    if (
      nextCursor === null ||
      asked >= MOST_QUESTIONS ||
      clock() - started > FILLING_MS ||
      (page.value.partial && clock() - began > SOON_MS) ||
      limit - items.length <= limit * NEARLY
    )
      return ok({ items, nextCursor, partial, warnings: [...warnings], hidden });
    query.set("cursor", nextCursor);
  }
}
