import { ok, type Result } from "../../base/result.ts";
import { nsToMs, type UnixMs, unixMs } from "../../base/time.ts";
import { operationStatus } from "../../trace/operation-status.ts";
import { countIds } from "../../trace/order-ids.ts";
import type { TracePage, TraceQuery, TraceSummary } from "../../trace/search.ts";
import type { Trace } from "../../trace/span.ts";
import type { Fields } from "./fields.ts";
import { rangesBack } from "./find-order.ts";
import { type Hit, startOf } from "./hit.ts";
import { selectNewest, selectTraces } from "./read-traces.ts";
import { LONGEST_RANGE_S, type Seconds, type TempoFailure } from "./search-question.ts";
import type { TempoApi } from "./tempo-api.ts";
import { carries, quote } from "./traceql.ts";

export interface SearchPlace {
  readonly api: TempoApi;
  readonly fields: Fields;
  readonly source: string;
  readonly now: UnixMs;
  readonly retentionMs: number;
}

/** The page ended with this trace: newest start first, ties by id. */
interface Position {
  readonly startNs: bigint;
  readonly traceId: string;
}

/** Null for what is no cursor of this source's. */
export function readPosition(cursor: string): Position | null {
  const match = /^tempo1-(\d{1,20})-([0-9a-f]{32})$/.exec(cursor);
  return match ? { startNs: BigInt(match[1]!), traceId: match[2]! } : null;
}
const formatPosition = ({ startNs, traceId }: Position): string => `tempo1-${startNs}-${traceId}`;

/** So many pages may hold nothing that the finer conditions let through, before the search stops and says so. */
const MOST_ROUNDS = 20;
/** Traces whose spans are asked for together, where few are still wanted: finer conditions may let none of them through. */
const LEAST_AT_ONCE = 20;
/** No condition. */
const ANY_SPAN = "{  }";

/**
 * Newest first, from Tempo's hint for it. TraceQL narrows; what it cannot say (Loupe's own status, the whole trace's length and start)
 * is decided on the traces themselves, as every source does.
 */
export async function searchTraces(
  place: SearchPlace,
  query: TraceQuery,
  after: Position | null,
  signal?: AbortSignal,
): Promise<Result<TracePage, TempoFailure>> {
  const from = query.from ?? unixMs(place.now - place.retentionMs);
  const to = Math.min(query.to ?? place.now + 60_000, after ? Math.floor(nsToMs(after.startNs as never)) + 1 : Number.POSITIVE_INFINITY);
  const q = `${conditionsOf(query, place.fields)} with (most_recent=true)`;
  const items: TraceSummary[] = [];
  let at = after;
  let rounds = 0;
  const isNewest = after === null && query.to === undefined && conditionsOf(query, place.fields) === ANY_SPAN;
  const page = (isMore: boolean, warnings: readonly string[] = []): Result<TracePage, TempoFailure> =>
    ok({ items, nextCursor: isMore && at ? formatPosition(at) : null, partial: warnings.length > 0, warnings });
  for (const range of rangesBack(from, unixMs(to))) {
    let { to: end } = range;
    for (let limit = Math.max(query.limit * 2, 20); ; ) {
      if (++rounds > MOST_ROUNDS) return page(true, ["The search stopped early: go on from the cursor, or narrow the time range"]);
      const answer = await place.api.search({ q, range: { from: range.from, to: end }, limit, spans: 1 }, signal);
      if (!answer.ok) return answer;
      const { isFull, hits } = answer.value;
      const rows = hits.filter((hit) => isAfter(positionOf(hit), at)).sort((a, b) => (isAfter(positionOf(a), positionOf(b)) ? 1 : -1));
      const select = isNewest ? selectNewest : selectTraces;
      for (let read = 0; read < rows.length; ) {
        // As many as are still wanted, and one to know whether there are more.
        const some = rows.slice(read, read + Math.max(LEAST_AT_ONCE, query.limit - items.length + 1));
        read += some.length;
        const traces = await select(place.api, place.fields, some, around({ from: range.from, to: end }), signal);
        if (!traces.ok) return traces;
        for (const hit of some) {
          const trace = traces.value.get(hit.traceId);
          if (trace && isWanted(trace, query, from, query.to)) {
            if (items.length === query.limit) return page(true);
            items.push(summaryOf(trace, place.fields, place.source));
          }
          at = positionOf(hit);
        }
      }
      if (!isFull) break;
      // Full of what was seen already (a second with many traces, or traces that last long): a larger answer, else an earlier end.
      const oldest = Number((rows.length > 0 ? positionOf(rows.at(-1)!).startNs : 0n) / 1_000_000_000n) + 1;
      if (rows.length > 0 && oldest < end) end = oldest;
      else if (limit < place.api.mostResults()) limit = Math.min(limit * 8, place.api.mostResults());
      else return page(true, ["Tempo gives no more of this second"]);
    }
  }
  return page(false);
}

/** Fragments of a trace may lie beyond the range that found it. */
const around = ({ from, to }: Seconds): Seconds => ({ from: Math.max(from - 3_600, to + 3_600 - LONGEST_RANGE_S), to: to + 3_600 });

const positionOf = (hit: Hit): Position => ({ startNs: startOf(hit), traceId: hit.traceId });

const isAfter = (one: Position, other: Position | null): boolean =>
  other === null || one.startNs < other.startNs || (one.startNs === other.startNs && one.traceId < other.traceId);

/** What `operation-status.ts` can find a failure in, roughly: numbers and texts, since some exporters turn codes into text. */
const MAY_HAVE_FAILED = [
  "status = error",
  "span.error.type != nil",
  "span.error != nil",
  "span.operation_status != nil",
  "span.operation.status != nil",
  "span.rpc.grpc.status_code != nil",
  "span.rpc.response.status_code != nil",
  ...["span.http.response.status_code", "span.http.status_code"].flatMap((code) => [`${code} >= 400`, `${code} =~ "[45].."`]),
].join(" || ");

/** Service, operation and status mean one and the same span; each attribute some span; durations the whole trace. */
function conditionsOf(query: TraceQuery, { orderKeys }: Fields): string {
  const same: string[] = [];
  if (query.service !== undefined) same.push(`resource.service.name = ${quote(query.service)}`);
  if (query.operation !== undefined) same.push(`name = ${quote(query.operation)}`);
  if (query.status === "error" || query.status === "timeout") same.push(`(${MAY_HAVE_FAILED})`);
  // A fragment may be shorter than its trace: lower bounds are left to the trace itself.
  const sets = [`{ ${same.join(" && ")} }`];
  for (const { key, value } of query.attributes ?? []) sets.push(`{ ${carries(key, value)} }`);
  if (query.orderId !== undefined) sets.push(`{ ${[...orderKeys].map((key) => carries(key, query.orderId!)).join(" || ")} }`);
  return sets.join(" && ");
}

function isWanted(trace: Trace, query: TraceQuery, from: UnixMs, to: UnixMs | undefined): boolean {
  const startMs = nsToMs(trace.startUnixNs);
  const durationMs = trace.durationNs / 1e6;
  if (startMs < from || (to !== undefined && startMs >= to)) return false;
  if (query.minDurationMs !== undefined && durationMs < query.minDurationMs) return false;
  if (query.maxDurationMs !== undefined && durationMs > query.maxDurationMs) return false;
  return trace.spans.some(
    (span) =>
      (query.service === undefined || span.resource.service === query.service) &&
      (query.operation === undefined || span.name === query.operation) &&
      (query.status === undefined || operationStatus(span) === query.status),
  );
}

function summaryOf(trace: Trace, { orderKeys }: Fields, source: string): TraceSummary {
  const root = trace.spans.find((span) => span.parentSpanId === null) ?? trace.spans[0]!;
  return {
    traceId: trace.traceId,
    rootService: root.resource.service,
    rootOperation: root.name,
    startedAt: nsToMs(trace.startUnixNs),
    durationMs: trace.durationNs / 1e6,
    spanCount: trace.spans.length,
    errorCount: trace.spans.filter((span) => operationStatus(span) !== "success").length,
    services: [...new Set(trace.spans.map((span) => span.resource.service))],
    orderIds: [...countIds(trace, [...orderKeys]).keys()],
    source,
  };
}
