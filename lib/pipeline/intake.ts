import { nsToMs, type UnixMs, unixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { matchChains } from "../chains/match.ts";
import { collectWitnesses } from "../chains/witnesses.ts";
import type { Knowledge } from "../detector/knowledge.ts";
import { observeTrace, observeWitnesses } from "../detector/observe-trace.ts";
import type { TraceSource } from "../sources/source.ts";
import type { IndexStore } from "../store/index-store.ts";
import { linksOf, type TraceLink } from "../trace/links.ts";
import { idsOf } from "../trace/order-ids.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { type Breath, isSpent, takeBreath } from "./breath.ts";
import { type ClockBook, observeClocks, offsetsAt } from "./clock-book.ts";
import { type LinkBook, recordTrace, restoreCarried, tiedTraces, unknownEnds } from "./link-book.ts";
import { type MessageBook, messageIdsOf, recordMessages } from "./message-book.ts";
import { addTrace, type OrderBook, openEntry } from "./order-book.ts";
import type { TieLog } from "./tie-log.ts";

export interface IntakeState {
  readonly chains: ChainSet;
  readonly index: IndexStore;
  readonly knowledge: Knowledge;
  readonly clocks: ClockBook;
  readonly links: LinkBook;
  readonly messages: MessageBook;
  readonly orders: OrderBook;
  readonly sources: readonly TraceSource[];
  readonly ties: TieLog;
  readonly log: (message: string) => void;
}

export interface Intake {
  /** Orders that these traces belong to, directly or by links. */
  readonly orderIds: ReadonlySet<string>;
  /** Runs of chains without an order, by key `@traceId`. */
  readonly requests: ReadonlyMap<string, readonly Execution[]>;
  /** The traces that belong to an order: to be matched soon. */
  readonly ordered: readonly Trace[];
}

const LARGE_TRACE_SPANS = 10_000;
/** A job's trace may carry every order there is: it belongs to the first ones. */
const MOST_ORDERS = 50;

/** Reads a scan's traces: into what is known of services and clocks, and into the books of which order has which traces. */
export async function takeIn(
  state: IntakeState,
  scanned: readonly Trace[],
  /** The same with what other sources gave of them: `scanned` itself where there is one source. */
  traces: readonly Trace[],
  now: UnixMs,
  newAfter: UnixMs | null,
  breath: Breath,
): Promise<Intake> {
  const told: Told[] = [];
  for (let at = 0; at < traces.length; at++) {
    observeTrace(state.knowledge, scanned[at]!, now, newAfter);
    observeClocks(state.clocks, scanned[at]!);
    told.push(readTrace(traces[at]!, state.chains.orderKeys));
    if (isSpent(breath)) await takeBreath(breath);
  }
  await recallEnds(state, traces, told);
  await recallHalves(state, told);
  for (const { trace, orderIds, links } of told)
    if (orderIds.length > 0 || links.length > 0) recordTrace(state.links, trace, links, orderIds, state.ties.fresh);
  const orderIds = new Set<string>();
  const ordered: Trace[] = [];
  for (const one of told) {
    // Most traces are heartbeats, that nothing ties to anything.
    if (one.messageIds.length === 0 && one.orderIds.length === 0 && !state.links.neighbours.has(one.trace.traceId)) continue;
    const orders = await placeTrace(state, one);
    for (const id of orders) orderIds.add(id);
    if (orders.size > 0) ordered.push(one.trace);
    if (isSpent(breath)) await takeBreath(breath);
  }
  const requests = new Map<string, readonly Execution[]>();
  for (const { trace, orderIds: own, isHeartbeat } of told) {
    if (!isHeartbeat) matchRequest(state, trace, own.length > 0, now, requests);
    if (isSpent(breath)) await takeBreath(breath);
  }
  return { orderIds, requests, ordered };
}

/** What a trace says of where it belongs: read once, while its spans are still at hand in the processor's caches. */
interface Told {
  readonly trace: Trace;
  /** Its own, or those that the index has of its other half. */
  orderIds: readonly string[];
  readonly messageIds: readonly string[];
  readonly links: readonly TraceLink[];
  /** One span alone is no request of several steps: most such are heartbeats. */
  readonly isHeartbeat: boolean;
}

function readTrace(trace: Trace, orderKeys: readonly string[]): Told {
  const ids = idsOf(trace, orderKeys);
  return {
    trace,
    orderIds: ids.length > MOST_ORDERS ? ids.slice(0, MOST_ORDERS) : ids,
    messageIds: messageIdsOf(trace),
    links: linksOf(trace),
    isHeartbeat: trace.spans.length === 1 && trace.spans[0]!.kind === "internal",
  };
}

/** Of a trace that several sources have, one may know the order alone, and have told it long ago. */
async function recallHalves({ sources, index }: IntakeState, told: readonly Told[]): Promise<void> {
  if (sources.length < 2) return;
  const indexed = await index.ordersOfTraces(told.map(({ trace }) => trace.traceId));
  for (const one of told) if (one.orderIds.length === 0) one.orderIds = indexed.get(one.trace.traceId) ?? one.orderIds;
}

async function placeTrace(state: IntakeState, { trace, orderIds, messageIds }: Told): Promise<ReadonlySet<string>> {
  const tied = tiedTraces(state.links, trace.traceId);
  const orders = new Set<string>(orderIds);
  if (tied.length > 1) {
    const asked = tied.filter((id) => id !== trace.traceId && !state.links.carried.has(id));
    const indexed = asked.length > 0 ? await state.index.ordersOfTraces(asked) : new Map<TraceId, readonly string[]>();
    for (const id of tied) for (const order of state.links.carried.get(id) ?? indexed.get(id) ?? []) orders.add(order);
  }
  const alsoHere = recordMessages(state.messages, trace, messageIds, orders, state.ties.fresh);
  for (const order of alsoHere.orderIds) orders.add(order);
  const firstMs = nsToMs(trace.startUnixNs);
  const lastMs = unixMs(firstMs + trace.durationNs / 1e6);
  for (const orderId of orders) {
    const entry = state.orders.entries.get(orderId) ?? (await openEntry(state.orders, state.index, orderId));
    addTrace(entry, trace.traceId, firstMs, lastMs);
    for (const id of tied) addTrace(entry, id, null, null);
    for (const id of alsoHere.traceIds) addTrace(entry, id, null, null);
  }
  return orders;
}

/** Ends of links that the book has never heard of, or forgotten: where an order has them, the index knows. */
async function recallEnds(state: IntakeState, traces: readonly Trace[], told: readonly Told[]): Promise<void> {
  const unknown = unknownEnds(state.links, traces, told);
  if (unknown.length === 0) return;
  for (const [traceId, orderIds] of await state.index.ordersOfTraces(unknown)) restoreCarried(state.links, traceId, orderIds);
}

function matchRequest(state: IntakeState, trace: Trace, hasOrder: boolean, now: UnixMs, into: Map<string, readonly Execution[]>): void {
  // A huge trace that an order claims is matched there: once is enough.
  if (hasOrder && trace.spans.length > LARGE_TRACE_SPANS) return;
  try {
    const clockOffsets = offsetsAt(state.clocks, nsToMs(trace.startUnixNs));
    const executions = matchChains({ traces: [trace], orderId: null, chains: state.chains, clockOffsets });
    if (executions.length > 0) into.set(`@${trace.traceId}`, executions);
    for (const { witnesses } of executions) observeWitnesses(state.knowledge, witnesses, now);
    // A request whose callee is silent carries no order, and is the very one that witnesses it.
    if (executions.length === 0 && !hasOrder) observeWitnesses(state.knowledge, collectWitnesses(trace, state.chains, clockOffsets), now);
  } catch (error) {
    state.log(`trace ${trace.traceId} could not be matched: ${error instanceof Error ? error.message : String(error)}`);
  }
}
