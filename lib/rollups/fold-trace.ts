import { readDestination, readPeer, readText } from "../trace/attribute-names.ts";
import { operationStatus } from "../trace/operation-status.ts";
import type { OperationStatus, Span, SpanId, Trace } from "../trace/span.ts";
import { type Cell, countOne, offerExemplar, tallyOne } from "./cell.ts";
import { COVER, carriesAny, describeQuery, estimateBytes, lostContext, saysStatus } from "./cover.ts";
import { cellOf, type Delta, seriesOf } from "./delta.ts";
import { hasPlace, type NameBook, OTHER_SERVICES } from "./name-book.ts";
import { type SeriesKind, shortName } from "./series-key.ts";

/** What the fold needs beside the trace. */
export interface FoldContext {
  readonly delta: Delta;
  readonly names: NameBook;
  readonly orderKeys: readonly string[];
  readonly userKeys: readonly string[];
  /** What callers call a service → its name. */
  readonly peers: ReadonlyMap<string, string>;
}

const MINUTE_NS = 60e9;

/**
 * Under what a span of a trace is counted: 48 bits of its id and its kind, for a client and a server may share an id (Zipkin).
 * A trace comes again, whole, whenever it has changed: what is in its set is counted already.
 */
export const COUNTED_LENGTH = 13;
const KIND_DIGIT = { unspecified: "0", internal: "1", server: "2", client: "3", producer: "4", consumer: "5" } as const;
export const countedId = (span: Pick<Span, "spanId" | "kind">): string => span.spanId.slice(-12) + KIND_DIGIT[span.kind];

/**
 * Counts those spans of the trace that are not in `counted`, each in the minute of its start, and answers which they are.
 * What two spans say together (a call and its server, a child and its parent) is counted when the later of them comes:
 *
 *   first delivery    server ← client unseen      server counted; it is an orphan
 *   second delivery   server ← client             client counted, the call client → server, and no orphan after all
 */
export function foldTrace(context: FoldContext, trace: Trace, counted: ReadonlySet<string>): readonly string[] {
  const ids = trace.spans.map(countedId);
  const fresh = new Set<string>();
  for (const id of ids) if (!counted.has(id)) fresh.add(id);
  if (fresh.size === 0) return [];
  const startMs = trace.startUnixNs / 1_000_000n;
  const firstMinute = Number(startMs / 60_000n);
  const intoMinuteNs = Number(startMs % 60_000n) * 1e6 + Number(trace.startUnixNs % 1_000_000n);
  const parents = parentsOf(trace, counted);
  const taken = new Set<string>();
  for (const [at, span] of trace.spans.entries()) {
    const id = ids[at]!;
    const isNew = fresh.has(id) && !taken.has(id);
    taken.add(id);
    const minute = firstMinute + Math.floor((intoMinuteNs + span.startNs) / MINUTE_NS);
    const found = span.parentSpanId === null ? undefined : parents.get(span.parentSpanId);
    const parent = found?.span ?? null;
    if (isNew) foldSpan(context, trace, span, minute, parent === null && span.parentSpanId !== null);
    if (parent === null || !(isNew || (found?.isNew && counted.has(id)))) continue;
    // Counted as an orphan while its parent was unseen.
    if (!isNew) tallyOne(coverOf(context, span, minute), COVER.orphans, -1);
    foldPair(context, parent, span, minute);
  }
  return [...fresh];
}

/** Of several with one id (Zipkin's client and server), the earliest; new only where none of them was there before. */
function parentsOf(trace: Trace, counted: ReadonlySet<string>): ReadonlyMap<SpanId, { readonly span: Span; isNew: boolean }> {
  const parents = new Map<SpanId, { readonly span: Span; isNew: boolean }>();
  for (const span of trace.spans) {
    const isNew = !counted.has(countedId(span));
    const known = parents.get(span.spanId);
    if (known) known.isNew &&= isNew;
    else parents.set(span.spanId, { span, isNew });
  }
  return parents;
}

function serviceName({ names }: FoldContext, span: Span): string {
  const service = shortName(span.resource.service);
  return hasPlace(names, "service", service, "") ? service : OTHER_SERVICES;
}

const coverOf = (context: FoldContext, span: Span, minute: number): Cell =>
  cellOf(seriesOf(context.delta, "cover", serviceName(context, span)), minute);

function foldSpan(context: FoldContext, trace: Trace, span: Span, minute: number, orphan: boolean): void {
  const { delta, names } = context;
  const service = serviceName(context, span);
  const status = operationStatus(span);
  const entry = span.kind === "server" || span.kind === "consumer";
  const exemplar = { traceId: trace.traceId, ns: span.durationNs, failed: status !== "success" };
  if (entry) {
    const cell = cellOf(seriesOf(delta, "service", service), minute);
    countOne(cell, status, span.durationNs);
    offerExemplar(cell, exemplar);
  }
  const name = shortName(span.name);
  const own = hasPlace(names, "operation", service, name);
  const cell = cellOf(own ? seriesOf(delta, "operation", service, name) : seriesOf(delta, "others", service), minute);
  countOne(cell, status, span.durationNs);
  if (own) offerExemplar(cell, exemplar);
  if (span.kind === "client") foldCall(context, span, service, status, minute);
  else if (span.kind === "producer" || span.kind === "consumer") {
    const kind = span.kind === "producer" ? "published" : "consumed";
    count(context, kind, service, queueOf(span), status, span.durationNs, minute);
  }
  tallyCover(context, span, cellOf(seriesOf(delta, "cover", service), minute), entry, orphan);
}

function tallyCover({ orderKeys, userKeys }: FoldContext, span: Span, cover: Cell, entry: boolean, orphan: boolean): void {
  const order = carriesAny(span, orderKeys);
  const user = carriesAny(span, userKeys);
  tallyOne(cover, COVER.spans);
  tallyOne(cover, COVER.bytes, estimateBytes(span));
  if (order) tallyOne(cover, COVER.orderId);
  if (user) tallyOne(cover, COVER.userId);
  if (saysStatus(span)) tallyOne(cover, COVER.status);
  if (orphan) tallyOne(cover, COVER.orphans);
  if (span.kind === "consumer") tallyOne(cover, COVER.consumed);
  if (lostContext(span)) tallyOne(cover, COVER.contextLost);
  if (!entry) return;
  tallyOne(cover, COVER.entries);
  if (order) tallyOne(cover, COVER.entriesWithOrder);
  if (user) tallyOne(cover, COVER.entriesWithUser);
}

function foldCall(context: FoldContext, span: Span, service: string, status: OperationStatus, minute: number): void {
  const query = describeQuery(span);
  if (query !== null) {
    count(context, "database", service, shortName(query), status, span.durationNs, minute);
    return;
  }
  if (readText(span, "messagingSystem") !== null) return;
  const peer = readText(span, "peerService") ?? readPeer(span);
  if (peer === null) return;
  const known = context.peers.get(peer) ?? context.peers.get(peer.replace(/:\d+$/, ""));
  count(context, "called", service, shortName(known ?? peer), status, span.durationNs, minute);
}

/** A caller and what it called, both seen. */
function foldPair(context: FoldContext, parent: Span, span: Span, minute: number): void {
  if (span.kind !== "server" && span.kind !== "consumer") return;
  const caller = serviceName(context, parent);
  const callee = serviceName(context, span);
  if (span.kind === "consumer" && parent.kind === "producer") {
    const waitNs = Math.max(0, span.startNs - parent.startNs - parent.durationNs);
    count(context, "queued", "", messageOf(parent, span), "success", waitNs, minute);
    renameConsumed(context, callee, span, messageOf(parent, span), minute);
  }
  if (caller === callee) return;
  // The caller's own word, with the way there and back; a message's publisher does not wait for its work.
  const said = parent.kind === "client" ? parent : span;
  count(context, "edge", caller, callee, operationStatus(said), said.durationNs, minute);
}

/** What a message is called by whoever says it best: many consumers name only the exchange. */
function messageOf(producer: Span, consumer: Span): string {
  const said = readDestination(producer);
  const exchange = readDestination(consumer).exchange;
  return said.routingKey !== null && exchange === said.exchange ? queueOf(producer) : queueOf(consumer);
}

/** Its own name was counted while its publisher was unseen. */
function renameConsumed(context: FoldContext, service: string, span: Span, name: string, minute: number): void {
  const own = queueOf(span);
  if (own === name) return;
  const status = operationStatus(span);
  count(context, "consumed", service, own, status, span.durationNs, minute, -1);
  count(context, "consumed", service, name, status, span.durationNs, minute);
}

/** The routing key, which publisher and consumer both name; else queue, exchange, or the span's name. */
function queueOf(span: Span): string {
  const { exchange, routingKey, queue } = readDestination(span);
  return shortName(routingKey ?? queue ?? exchange ?? span.name);
}

function count(
  { delta, names }: FoldContext,
  kind: SeriesKind,
  a: string,
  b: string,
  status: OperationStatus,
  ns: number,
  minute: number,
  weight: 1 | -1 = 1,
): void {
  if (hasPlace(names, kind, a, b)) countOne(cellOf(seriesOf(delta, kind, a, b), minute), status, ns, weight);
}
