import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { type UnixMs, unixMs } from "#lib/base/time";
import type { TracePage, TraceQuery, TraceSummary } from "#lib/trace/search";
import type { TraceId } from "#lib/trace/span";
import { minuteOf } from "./append-spans.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { matchAttributes, type SpanScan } from "./match-attributes.ts";
import type { Tables, TraceRow } from "./schema.ts";
import { attributeTerm, operationTerm, STATUS_BITS, serviceTerm, statusTerm } from "./search-term.ts";
import { textKey } from "./stored-text.ts";
import { readFacts, type TraceFacts } from "./trace-facts.ts";

export interface SearchContext extends SpanScan {
  readonly indexedKeys: readonly string[];
  /** An id under one of these is found among the orders' traces; whether this very key holds it, the spans say. */
  readonly orderKeys: readonly string[];
}

/** How many traces one search looks at before it says so and gives a cursor to go on from: about a second's work. */
export const MOST_CANDIDATES = 50_000;
const PAGE = 500;

/** The page ends where the search stopped: newest start first, ties by key. */
type Position = readonly [startMs: number, tracePk: number];

/**
 * Newest traces first. The rarest filter's postings (or the order's traces, or all by start) give candidates in order; their facts
 * decide the rest; only attributes that are not indexed need spans. Service, operation and status mean one and the same span,
 * durations the whole trace.
 */
export async function searchTraces(context: SearchContext, query: TraceQuery): Promise<TracePage> {
  const { db } = context;
  const cursor = readCursor(query.cursor, ["number", "integer"]);
  let after: Position | null = cursor ? [Number(cursor[0]), Number(cursor[1])] : null;
  const driver = await chooseDriver(context, query);
  const unindexed = (query.attributes ?? []).filter(({ key }) => !context.indexedKeys.includes(key));
  const items: TraceSummary[] = [];
  const budget = { spans: context.mostSpans };
  for (let seen = 0; ; ) {
    const rows = await candidates(db, driver, query, after).limit(PAGE).execute();
    for (const row of rows) {
      const facts = readFacts(row.facts, context.sealing);
      if (matchFacts(context, query, row, facts) && (await matchAttributes(context, row.trace_pk, unindexed, budget))) {
        if (items.length === query.limit) return { items, nextCursor: writeCursor(after!), partial: false, warnings: [] };
        items.push(summaryOf(row, facts));
      }
      after = [row.start_ms, row.trace_pk];
      if (budget.spans < 0) break;
    }
    seen += rows.length;
    if (budget.spans >= 0 && rows.length < PAGE) return { items, nextCursor: null, partial: false, warnings: [] };
    if (budget.spans < 0 || seen >= MOST_CANDIDATES) {
      const warning = `The search stopped after ${seen} traces: go on from the cursor, or narrow the time range`;
      return { items, nextCursor: writeCursor(after!), partial: true, warnings: [warning] };
    }
    await new Promise(setImmediate);
  }
}

type Driver =
  | { readonly kind: "all" }
  | { readonly kind: "term"; readonly term: number }
  | { readonly kind: "order"; readonly orderHash: string };

/** Postings are counted up to here when the rarest filter is looked for. */
const PROBE = 2_000;

async function chooseDriver(context: SearchContext, query: TraceQuery): Promise<Driver> {
  if (query.orderId !== undefined) return { kind: "order", orderHash: textKey(query.orderId) };
  const order = query.attributes?.find(({ key, value }) => context.orderKeys.includes(key) && value !== "");
  if (order) return { kind: "order", orderHash: textKey(order.value) };
  const terms: number[] = [];
  if (query.operation !== undefined) terms.push(operationTerm(query.operation));
  if (query.service !== undefined) terms.push(serviceTerm(query.service));
  if (query.status === "error" || query.status === "timeout") terms.push(statusTerm(query.status));
  for (const { key, value } of query.attributes ?? [])
    if (context.indexedKeys.includes(key)) terms.push(attributeTerm(key, value, context.sealing));
  let best: { readonly term: number; readonly count: number } | null = null;
  for (const term of terms) {
    if (terms.length === 1) return { kind: "term", term };
    const probe = context.db.selectFrom("postings").select("trace_pk").where("term", "=", term).limit(PROBE).as("probe");
    const { count } = await context.db
      .selectFrom(probe)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (best === null || Number(count) < best.count) best = { term, count: Number(count) };
  }
  return best ? { kind: "term", term: best.term } : { kind: "all" };
}

type Candidates = SelectQueryBuilder<Tables & { t: TraceRow }, "t", TraceRow>;

function candidates(db: Kysely<Tables>, driver: Driver, query: TraceQuery, after: Position | null): Candidates {
  const ordered = (): Candidates => {
    switch (driver.kind) {
      case "order":
        return db
          .selectFrom("traces as t")
          .innerJoin("trace_orders as o", "o.trace_pk", "t.trace_pk")
          .selectAll("t")
          .where("o.order_hash", "=", driver.orderHash) as unknown as Candidates;
      case "term": {
        let postings = db
          .selectFrom("postings as p")
          .innerJoin("traces as t", "t.trace_pk", "p.trace_pk")
          .selectAll("t")
          .where("p.term", "=", driver.term)
          .orderBy("p.minute", "desc");
        // The minute narrows the postings; the exact start is compared below.
        if (query.from !== undefined) postings = postings.where("p.minute", ">=", minuteOf(query.from));
        if (query.to !== undefined) postings = postings.where("p.minute", "<=", minuteOf(query.to));
        if (after) postings = postings.where("p.minute", "<=", minuteOf(after[0]));
        return postings as unknown as Candidates;
      }
      case "all":
        return db.selectFrom("traces as t").selectAll("t") as unknown as Candidates;
    }
  };
  let rows = ordered().orderBy("t.start_ms", "desc").orderBy("t.trace_pk", "desc");
  if (query.from !== undefined) rows = rows.where("t.start_ms", ">=", query.from);
  if (query.to !== undefined) rows = rows.where("t.start_ms", "<", query.to);
  if (after) rows = rows.where(sql<boolean>`(t.start_ms, t.trace_pk) < (${after[0]}, ${after[1]})`);
  return rows;
}

function matchFacts(context: SearchContext, query: TraceQuery, row: TraceRow, facts: TraceFacts): boolean {
  if (query.minDurationMs !== undefined && row.duration_ms < query.minDurationMs) return false;
  if (query.maxDurationMs !== undefined && row.duration_ms > query.maxDurationMs) return false;
  if (query.orderId !== undefined && !facts.orders.includes(query.orderId)) return false;
  for (const { key, value } of query.attributes ?? []) {
    if (context.indexedKeys.includes(key) && !facts.terms.includes(attributeTerm(key, value, context.sealing))) return false;
  }
  if (query.service === undefined && query.operation === undefined && query.status === undefined) return true;
  const bit = query.status === undefined ? ~0 : STATUS_BITS[query.status];
  return facts.pairs.some(
    ([service, operation, statuses]) =>
      (statuses & bit) !== 0 &&
      (query.operation === undefined || operation === query.operation) &&
      (query.service === undefined || facts.services[service] === query.service),
  );
}

const summaryOf = (row: TraceRow, facts: TraceFacts): TraceSummary => ({
  traceId: row.trace_id as TraceId,
  rootService: facts.root?.service ?? "",
  rootOperation: facts.root?.operation ?? "",
  startedAt: unixMs(row.start_ms) as UnixMs,
  durationMs: row.duration_ms,
  spanCount: row.span_count,
  errorCount: row.error_count,
  services: facts.services,
  orderIds: facts.orders,
  source: "embedded",
});
