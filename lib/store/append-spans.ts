import { hash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import { nsToMs, type UnixMs, unixNs } from "#lib/base/time";
import { operationStatus } from "#lib/trace/operation-status";
import type { ArrivingSpan, TraceId } from "#lib/trace/span";
import type { Dictionary } from "./dictionary.ts";
import type { Flavour } from "./flavour.ts";
import { chunksOf, insertRows, replaceOn } from "./insert-rows.ts";
import type { SpanRow, Tables, TraceRow } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { packSpan } from "./span-payload.ts";
import { textKey } from "./stored-text.ts";
import { factsMerger, noFacts, readFacts, type TraceFacts, termsOf, writeFacts } from "./trace-facts.ts";
import { lockWriters } from "./write-lock.ts";

export interface AppendContext {
  readonly db: Kysely<Tables>;
  readonly flavour: Flavour;
  readonly dictionary: Dictionary;
  readonly sealing: Sealing;
  readonly orderKeys: readonly string[];
  readonly indexedKeys: readonly string[];
}

export interface Arrival {
  readonly spans: readonly ArrivingSpan[];
  readonly receivedAt: UnixMs;
}

/** One span of 500 bytes takes about this much more in keys and pages. */
const ROW_OVERHEAD_BYTES = 120;

interface Change {
  readonly before: TraceRow | null;
  readonly spans: SpanRow[];
  row: TraceRow;
  readonly facts: TraceFacts;
  readonly newTerms: ReadonlySet<number>;
  readonly ordersBefore: number;
  readonly linksBefore: number;
}

type Collected = { readonly traceId: TraceId; readonly spans: { readonly span: ArrivingSpan; readonly at: UnixMs }[] };

/** Several arrivals in one transaction: the disk is waited for once for all of them. */
export async function appendArrivals(context: AppendContext, arrivals: readonly Arrival[]): Promise<void> {
  const traces = new Map<TraceId, Collected>();
  const named = new Set<ArrivingSpan["resource"] | ArrivingSpan["scope"]>();
  let latest = 0;
  for (const { spans, receivedAt } of arrivals) {
    latest = Math.max(latest, receivedAt);
    for (const span of spans) {
      const trace = traces.get(span.traceId);
      if (trace) trace.spans.push({ span, at: receivedAt });
      else traces.set(span.traceId, { traceId: span.traceId, spans: [{ span, at: receivedAt }] });
      named.add(span.resource).add(span.scope);
    }
  }
  if (traces.size === 0) return;
  await context.dictionary.learn(named, latest);
  await context.db.transaction().execute((tx) => write(context, tx, [...traces.values()]));
}

async function write(context: AppendContext, tx: Transaction<Tables>, collected: readonly Collected[]): Promise<void> {
  const { flavour } = context;
  await lockWriters(tx, flavour);
  const known = await readRows(tx, collected);
  let seq = await takeNumbers(tx, collected.length);
  const changes = collected.map((trace) => merge(context, trace, known.get(trace.traceId) ?? null, seq++));

  const spanRows = changes.flatMap((change) => change.spans);
  const written = await insertRows(tx, flavour, "spans", SPAN_COLUMNS, spanRows.map(spanCells), "on conflict do nothing");
  // Some were there already: what each trace holds is counted instead of added.
  if (written < spanRows.length) await recount(tx, changes);

  const rows = changes.map(({ row }) => TRACE_COLUMNS.map((column) => row[column]));
  await insertRows(tx, flavour, "traces", TRACE_COLUMNS, rows, replaceOn(["trace_pk"], TRACE_COLUMNS));
  await writePostings(tx, context, changes);
  const orders = changes.flatMap(({ row, facts, ordersBefore }) =>
    facts.orders.slice(ordersBefore).map((order) => [textKey(order), row.trace_pk] as const),
  );
  await insertRows(tx, flavour, "trace_orders", ["order_hash", "trace_pk"], orders, "on conflict do nothing");
  const links = changes.flatMap(({ row, facts, linksBefore }) => facts.links.slice(linksBefore).map((to) => [row.trace_id, to] as const));
  await insertRows(tx, flavour, "trace_links", ["trace_id", "linked_trace_id"], links, "on conflict do nothing");
  const grown = changes.reduce((sum, { row, before }) => sum + row.bytes - (before?.bytes ?? 0), 0);
  await addToCounter(tx, "bytes", grown);
}

async function readRows(tx: Transaction<Tables>, collected: readonly Collected[]): Promise<ReadonlyMap<string, TraceRow>> {
  const found = new Map<string, TraceRow>();
  const ids = collected.map((trace) => trace.traceId);
  for (const chunk of chunksOf(ids)) {
    for (const row of await tx.selectFrom("traces").selectAll().where("trace_id", "in", chunk).execute()) found.set(row.trace_id, row);
  }
  return found;
}

/** One sequence for traces' keys and their arrivals: never falls back, even when everything was deleted. */
async function takeNumbers(tx: Transaction<Tables>, count: number): Promise<number> {
  await addToCounter(tx, "seq", count);
  const row = await tx.selectFrom("counters").select("value").where("name", "=", "seq").executeTakeFirstOrThrow();
  return row.value - count + 1;
}

export async function addToCounter(tx: Transaction<Tables>, name: string, amount: number): Promise<void> {
  await tx
    .insertInto("counters")
    .values({ name, value: amount })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: sql`counters.value + excluded.value` }))
    .execute();
}

function merge(context: AppendContext, trace: Collected, before: TraceRow | null, seq: number): Change {
  const facts = before ? readFacts(before.facts, context.sealing) : noFacts();
  const ordersBefore = facts.orders.length;
  const linksBefore = facts.links.length;
  const merger = factsMerger(facts, context);
  const pk = before?.trace_pk ?? seq;
  const spans: SpanRow[] = [];
  let start = before ? BigInt(before.start_ns) : trace.spans[0]!.span.startUnixNs;
  let end = before ? BigInt(before.end_ns) : start;
  let failed = 0;
  let bytes = 0;
  for (const { span, at } of trace.spans) {
    const status = operationStatus(span);
    merger.add(span, status);
    const { dictionary, sealing } = context;
    const { payload, identity } = packSpan(span, dictionary.idOf(span.resource), dictionary.idOf(span.scope), sealing);
    const spanEnd = span.startUnixNs + BigInt(Math.round(span.durationNs));
    if (span.startUnixNs < start) start = span.startUnixNs;
    if (spanEnd > end) end = spanEnd;
    if (status !== "success") failed++;
    bytes += payload.length + ROW_OVERHEAD_BYTES;
    spans.push({
      trace_pk: pk,
      span_id: span.spanId,
      hash: hash("sha1", identity, "base64").slice(0, 16),
      received_at: at,
      position: spans.length,
      failed: status === "success" ? 0 : 1,
      payload,
    });
  }
  const startMs = nsToMs(unixNs(start));
  const last = trace.spans[trace.spans.length - 1]!.at;
  const row: TraceRow = {
    trace_pk: pk,
    trace_id: trace.traceId,
    seq,
    first_received: before?.first_received ?? trace.spans[0]!.at,
    last_received: Math.max(before?.last_received ?? 0, last),
    start_ms: startMs,
    end_ms: nsToMs(unixNs(end)),
    duration_ms: Number(end - start) / 1e6,
    start_ns: start.toString(),
    end_ns: end.toString(),
    span_count: (before?.span_count ?? 0) + spans.length,
    error_count: (before?.error_count ?? 0) + failed,
    bytes: (before?.bytes ?? 0) + bytes,
    facts: writeFacts(facts, context.sealing),
  };
  return { before, spans, row, facts, newTerms: merger.newTerms, ordersBefore, linksBefore };
}

async function recount(tx: Transaction<Tables>, changes: readonly Change[]): Promise<void> {
  for (const chunk of chunksOf(changes)) {
    const counted = await tx
      .selectFrom("spans")
      .select(["trace_pk", ({ fn }) => fn.countAll<number>().as("spans"), ({ fn }) => fn.sum<number>("failed").as("failed")])
      .select(sql<number>`sum(length(payload))`.as("bytes"))
      .where(
        "trace_pk",
        "in",
        chunk.map(({ row }) => row.trace_pk),
      )
      .groupBy("trace_pk")
      .execute();
    const by = new Map(counted.map((row) => [row.trace_pk, row]));
    for (const change of chunk) {
      const now = by.get(change.row.trace_pk)!;
      const spans = Number(now.spans);
      const bytes = Number(now.bytes) + spans * ROW_OVERHEAD_BYTES;
      change.row = { ...change.row, span_count: spans, error_count: Number(now.failed), bytes };
    }
  }
}

export const minuteOf = (ms: number): number => Math.floor(ms / 60_000);

/** Only new terms are written; a start that moved to another minute moves them all. */
async function writePostings(tx: Transaction<Tables>, { flavour, sealing }: AppendContext, changes: readonly Change[]): Promise<void> {
  const rows: number[][] = [];
  for (const { before, row, facts, newTerms } of changes) {
    const minute = minuteOf(row.start_ms);
    const moved = before !== null && minuteOf(before.start_ms) !== minute;
    if (moved) await deletePostings(tx, before, [...termsOf(readFacts(before.facts, sealing))]);
    for (const term of moved ? termsOf(facts) : newTerms) rows.push([term, minute, row.trace_pk]);
  }
  await insertRows(tx, flavour, "postings", ["term", "minute", "trace_pk"], rows, "on conflict do nothing");
}

export async function deletePostings(
  tx: Transaction<Tables>,
  trace: Pick<TraceRow, "trace_pk" | "start_ms">,
  terms: readonly number[],
): Promise<void> {
  for (const chunk of chunksOf(terms)) {
    await tx
      .deleteFrom("postings")
      .where("trace_pk", "=", trace.trace_pk)
      .where("minute", "=", minuteOf(trace.start_ms))
      .where("term", "in", chunk)
      .execute();
  }
}

const SPAN_COLUMNS = ["trace_pk", "span_id", "hash", "received_at", "position", "failed", "payload"] as const;
const spanCells = (row: SpanRow) => SPAN_COLUMNS.map((column) => row[column]);
const TRACE_COLUMNS = [
  "trace_pk",
  "trace_id",
  "seq",
  "first_received",
  "last_received",
  "start_ms",
  "end_ms",
  "duration_ms",
  "start_ns",
  "end_ns",
  "span_count",
  "error_count",
  "bytes",
  "facts",
] as const;
