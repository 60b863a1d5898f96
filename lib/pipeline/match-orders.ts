import type { Execution } from "../chains/execution.ts";
import { matchChains } from "../chains/match.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { observeWaits, observeWitnesses } from "../detector/observe-trace.ts";
import type { SourceFailure } from "../sources/source.ts";
import type { PipelineRound } from "../store/index-store.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { offsetsAt } from "./clock-book.ts";
import { commitSoon, committed } from "./commit-soon.ts";
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
/** While history is being loaded: a series' cell is written once a commit, however many orders are counted in it. */
const MORE_AT_ONCE = 3;
/** More than this is matched no more than once in a while, however often it grows. */
const LARGE_ORDER_SPANS = 20_000;
const LARGE_ORDER_PAUSE_MS = 20_000;

/** Matches and judges those that wait longest, and commits them. Answers how many. */
export async function matchOrders(machine: Machine, signal: AbortSignal): Promise<number> {
  const now = machine.clock();
  const share = machine.caughtUp ? 1 : MORE_AT_ONCE;
  const ready = nextWork(machine.work, ORDERS_A_ROUND * share, (id) => (machine.notBefore.get(id) ?? 0) <= now);
  if (ready.length === 0) return 0;
  const orderIds = machine.alone.has(ready[0]!) ? ready.slice(0, 1) : ready.filter((id) => !machine.alone.has(id));
  const entries = new Map<string, OrderEntry>();
  const wanted = new Set<TraceId>();
  for (const id of orderIds) {
    const entry = await openEntry(machine.orders, machine.index, id);
    if (entries.size > 0 && wanted.size + entry.traceIds.size > TRACES_A_ROUND * share) break;
    entries.set(id, entry);
    for (const traceId of entry.traceIds) wanted.add(traceId);
  }
  const { traces, doubtful, failure } = await fetchTraces(machine, [...wanted], signal);
  const finished = new Set(entries.keys());
  const at = judgingTime(machine);
  const breath = createBreath();
  const executions: { readonly key: string; readonly judged: readonly JudgedExecution[] }[] = [];
  // All are matched before the first is judged: what each adds to what is known of services makes void the view of it that judging needs.
  const matched: { readonly orderId: string; readonly found: readonly Execution[] | null; readonly isDoubtful: boolean }[] = [];
  for (const [orderId, entry] of entries) {
    const own = [...entry.traceIds].flatMap((id) => traces.get(id) ?? []);
    const isDoubtful = !doubtful.isDisjointFrom(entry.traceIds);
    if (isDoubtful) {
      finished.delete(orderId);
      postpone(machine, orderId, failure, orderIds.length === 1);
      if (own.length === 0 || machine.alone.has(orderId)) continue;
    }
    matched.push({ orderId, found: guard(machine, orderId, () => matchOne(machine, orderId, own)), isDoubtful });
    if (own.reduce((sum, trace) => sum + trace.spans.length, 0) > LARGE_ORDER_SPANS)
      machine.notBefore.set(orderId, now + LARGE_ORDER_PAUSE_MS);
    await takeBreath(breath);
  }
  for (const { orderId, found, isDoubtful } of matched) {
    const { said } = entries.get(orderId)!;
    const judged = found && guard(machine, orderId, () => judgeExecutions(found, machine.chains, machine.knowledge, at, said));
    if (judged) {
      markMatched(machine.unmatched, orderId);
      machine.alone.delete(orderId);
    }
    if (isDoubtful) await committed(machine);
    if (isDoubtful && losesFacts((await machine.index.getOrder(orderId))?.executions ?? [], judged ?? [], traces)) continue;
    executions.push({ key: orderId, judged: judged ?? [] });
    await takeBreath(breath);
  }
  const state = [writeWork(machine.work, finished), ...saveKnowledge(machine.knowledge), ...saveUnmatched(machine.unmatched)];
  const round: PipelineRound = { sourceId: machine.sources[0]?.id ?? "none", cursor: null, judgedAt: at, orders: [], executions, state };
  await commitSoon(machine, round, () => machine.changes.emit(executions.flatMap(({ judged }) => judged)));
  for (const id of finished) {
    machine.work.waiting.delete(id);
    if ((machine.notBefore.get(id) ?? 0) <= now) machine.notBefore.delete(id);
  }
  for (const { key, judged } of executions) rememberSaid(machine.orders, key, judged);
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

/** An order that cannot be matched is a bug or an attack: it must not stop the others, and has no executions. Null: so it was. */
function guard<T>(machine: Machine, orderId: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    markUnmatched(machine.unmatched, orderId, "its traces break the matcher; the server's log says how");
    machine.log(
      `order ${JSON.stringify(orderId.slice(0, 100))} could not be matched: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return null;
  }
}

function matchOne(machine: Machine, orderId: string, traces: readonly Trace[]): readonly Execution[] {
  const startMs = traces.reduce((least, trace) => Math.min(least, Number(trace.startUnixNs / 1_000_000n)), Number.POSITIVE_INFINITY);
  const clockOffsets = offsetsAt(machine.clocks, startMs);
  const executions = matchChains({ traces, orderId, chains: machine.chains, clockOffsets });
  for (const execution of executions) {
    observeWitnesses(machine.knowledge, execution.witnesses, machine.clock());
    observeWaits(machine.knowledge, execution, machine.clock());
  }
  return executions;
}
