import type { UnixMs } from "../base/time.ts";
import { matchChains } from "../chains/match.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { observeWaits, observeWitnesses } from "../detector/observe-trace.ts";
import type { Said } from "../detector/said.ts";
import type { SourceFailure } from "../sources/source.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { offsetsAt } from "./clock-book.ts";
import { fetchTraces } from "./fetch-orders.ts";
import { judgeExecutions } from "./judge-executions.ts";
import { judgingTime } from "./judging-time.ts";
import { saveKnowledge } from "./keep-knowledge.ts";
import { losesFacts } from "./lost-facts.ts";
import type { Machine } from "./machine.ts";
import { type OrderEntry, openEntry, rememberSaid } from "./order-book.ts";
import { markMatched, markUnmatched, saveUnmatched } from "./unmatched.ts";
import { nextWork, writeWork } from "./work-list.ts";

/** Orders of one commit: enough to share its fsync, few enough to show soon. */
const ORDERS_A_ROUND = 200;
/** What is held in memory at once. */
const TRACES_A_ROUND = 2_000;
/** More than this is matched no more than once in a while, however often it grows. */
const LARGE_ORDER_SPANS = 20_000;
const LARGE_ORDER_PAUSE_MS = 20_000;

/** Matches and judges those that wait longest, and commits them. Answers how many. */
export async function matchOrders(machine: Machine, signal: AbortSignal): Promise<number> {
  const now = machine.clock();
  const ready = nextWork(machine.work, ORDERS_A_ROUND, (id) => (machine.notBefore.get(id) ?? 0) <= now);
  if (ready.length === 0) return 0;
  const orderIds = machine.alone.has(ready[0]!) ? ready.slice(0, 1) : ready.filter((id) => !machine.alone.has(id));
  const entries = new Map<string, OrderEntry>();
  const wanted = new Set<TraceId>();
  for (const id of orderIds) {
    const entry = await openEntry(machine.orders, machine.index, id);
    if (entries.size > 0 && wanted.size + entry.traceIds.size > TRACES_A_ROUND) break;
    entries.set(id, entry);
    for (const traceId of entry.traceIds) wanted.add(traceId);
  }
  const { traces, doubtful, failure } = await fetchTraces(machine, [...wanted], signal);
  const finished = new Set(entries.keys());
  const at = judgingTime(machine);
  const breath = createBreath();
  const executions: { readonly key: string; readonly judged: readonly JudgedExecution[] }[] = [];
  for (const [orderId, entry] of entries) {
    const own = [...entry.traceIds].flatMap((id) => traces.get(id) ?? []);
    const isDoubtful = !doubtful.isDisjointFrom(entry.traceIds);
    if (isDoubtful) {
      finished.delete(orderId);
      postpone(machine, orderId, failure, orderIds.length === 1);
      if (own.length === 0 || machine.alone.has(orderId)) continue;
    }
    const judged = matchOne(machine, orderId, own, at, entry.said);
    if (isDoubtful && losesFacts((await machine.index.getOrder(orderId))?.executions ?? [], judged, traces)) continue;
    executions.push({ key: orderId, judged });
    if (own.reduce((sum, trace) => sum + trace.spans.length, 0) > LARGE_ORDER_SPANS)
      machine.notBefore.set(orderId, now + LARGE_ORDER_PAUSE_MS);
    await takeBreath(breath);
  }
  const state = [writeWork(machine.work, finished), ...saveKnowledge(machine.knowledge), ...saveUnmatched(machine.unmatched)];
  await machine.index.commit({ sourceId: machine.sources[0]?.id ?? "none", cursor: null, judgedAt: at, orders: [], executions, state });
  for (const id of finished) {
    machine.work.waiting.delete(id);
    if ((machine.notBefore.get(id) ?? 0) <= now) machine.notBefore.delete(id);
  }
  for (const { key, judged } of executions) rememberSaid(machine.orders, key, judged);
  machine.changes.emit(executions.flatMap(({ judged }) => judged));
  return entries.size;
}

/** Until its traces can be had, all of them. */
const RETRY_MS = 15_000;
const RETRY_ALONE_MS = 60_000;

/** One trace that no backend can give fails the question for all: such orders are asked for one by one, and told when alone it fails too. */
function postpone(machine: Machine, orderId: string, failure: SourceFailure | null, wasAlone: boolean): void {
  const isItsFault = failure?.kind === "broken-answer" || failure?.kind === "rejected";
  machine.notBefore.set(orderId, machine.clock() + (isItsFault && wasAlone ? RETRY_ALONE_MS : isItsFault ? 0 : RETRY_MS));
  if (!isItsFault) return;
  machine.alone.add(orderId);
  if (wasAlone) markUnmatched(machine.unmatched, orderId, `${failure.source}: ${failure.detail}`);
}

/** An order that cannot be matched is a bug or an attack: it must not stop the others, and has no executions. */
function matchOne(
  machine: Machine,
  orderId: string,
  traces: readonly Trace[],
  at: UnixMs,
  said: ReadonlyMap<string, Said>,
): readonly JudgedExecution[] {
  try {
    const startMs = traces.reduce((least, trace) => Math.min(least, Number(trace.startUnixNs / 1_000_000n)), Number.POSITIVE_INFINITY);
    const clockOffsets = offsetsAt(machine.clocks, startMs);
    const executions = matchChains({ traces, orderId, chains: machine.chains, clockOffsets });
    for (const execution of executions) {
      observeWitnesses(machine.knowledge, execution.witnesses, machine.clock());
      observeWaits(machine.knowledge, execution, machine.clock());
    }
    const judged = judgeExecutions(executions, machine.chains, machine.knowledge, at, said);
    markMatched(machine.unmatched, orderId);
    machine.alone.delete(orderId);
    return judged;
  } catch (error) {
    markUnmatched(machine.unmatched, orderId, "its traces break the matcher; the server's log says how");
    machine.log(
      `order ${JSON.stringify(orderId.slice(0, 100))} could not be matched: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return [];
  }
}
