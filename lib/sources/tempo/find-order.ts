import { ok, type Result } from "../../base/result.ts";
import type { UnixMs } from "../../base/time.ts";
import { linksOf } from "../../trace/links.ts";
import type { TraceId } from "../../trace/span.ts";
import type { OrderTraces } from "../source.ts";
import { fetchTraces } from "./read-traces.ts";
import { LONGEST_RANGE_S, type Seconds, type TempoFailure } from "./search-question.ts";
import type { TempoApi } from "./tempo-api.ts";
import { carries, linksTo } from "./traceql.ts";

/** More traces of one order than this are not looked for: the answer says so. */
const MOST_TRACES = 1_000;
/** Their links are read from the traces themselves. */
const MOST_FOLLOWED = 100;
/** Bytes of one question: proxies refuse addresses beyond 8 kB; a single condition may need more. */
const MOST_QUERY_BYTES = 3_000;
const LINKS_A_QUESTION = 40;

/** Ranges of at most a week, newest first: longer ones Tempo refuses. Without times it would look at its newest spans only. */
export function rangesBack(fromMs: UnixMs, toMs: UnixMs): readonly Seconds[] {
  const ranges: Seconds[] = [];
  const first = Math.floor(fromMs / 1_000);
  for (let to = Math.ceil(toMs / 1_000); to > first; to -= LONGEST_RANGE_S)
    ranges.push({ from: Math.max(first, to - LONGEST_RANGE_S), to });
  return ranges;
}

/** The order's traces by any of the keys, on span or resource, and those one link away in both directions. */
export async function findOrder(
  api: TempoApi,
  orderId: string,
  keys: readonly string[],
  ranges: readonly Seconds[],
  signal?: AbortSignal,
): Promise<Result<OrderTraces, TempoFailure>> {
  if (orderId === "" || keys.length === 0) return ok({ traceIds: [], partial: false, warnings: [] });
  const warnings = new Set<string>();
  const found = new Set<TraceId>();
  const collect = async (queries: readonly string[]): Promise<TempoFailure | null> => {
    for (const q of queries)
      for (const range of ranges) {
        const answer = await api.search({ q, range, limit: MOST_TRACES, spans: 1 }, signal);
        if (!answer.ok) return answer.error;
        if (answer.value.isFull) warnings.add(`Only the first ${answer.value.hits.length} traces of the order were looked at`);
        for (const hit of answer.value.hits) found.add(hit.traceId);
      }
    return null;
  };
  const failure = await collect(
    group(
      keys.map((key) => carries(key, orderId)),
      (terms) => `{ ${terms.join(" || ")} }`,
    ),
  );
  if (failure) return { ok: false, error: failure };
  const own = [...found];
  if (own.length > MOST_FOLLOWED) warnings.add(`Links of the first ${MOST_FOLLOWED} traces only were followed`);
  const followed = own.slice(0, MOST_FOLLOWED);
  const traces = await fetchTraces(api, followed, signal);
  if (!traces.ok) return traces;
  for (const trace of traces.value.values()) for (const link of linksOf(trace)) found.add(link.to.traceId);
  const incoming: string[] = [];
  for (let at = 0; at < followed.length; at += LINKS_A_QUESTION) incoming.push(linksTo(followed.slice(at, at + LINKS_A_QUESTION)));
  const second = await collect(incoming);
  if (second) return { ok: false, error: second };
  return ok({ traceIds: [...found], partial: warnings.size > 0, warnings: [...warnings] });
}

/** Alternatives joined into as few questions as their length allows. */
function group(terms: readonly string[], join: (terms: readonly string[]) => string): readonly string[] {
  const groups: string[][] = [];
  let size = 0;
  for (const term of terms) {
    const bytes = Buffer.byteLength(term);
    const open = groups.at(-1);
    if (open && size + bytes <= MOST_QUERY_BYTES) open.push(term);
    else groups.push([term]);
    size = open && size + bytes <= MOST_QUERY_BYTES ? size + bytes : bytes;
  }
  return groups.map(join);
}
