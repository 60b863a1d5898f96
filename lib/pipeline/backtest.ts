import { MINUTE_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";
import { compareSets } from "../chains/compare-sets.ts";
import type { Chain, ChainSet } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { matchChains } from "../chains/match.ts";
import { asServiceKnowledge, createKnowledge, knownFrom } from "../detector/knowledge.ts";
import { keptShareOf } from "../detector/passes.ts";
import type { TraceSource } from "../sources/source.ts";
import type { CaseStore } from "../store/case-store.ts";
import type { IndexStore } from "../store/index-store.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { loadClocks, offsetsAt } from "./clock-book.ts";
import { chainsById, judgePast, type PastKnowledge, type PastOfExecution } from "./judge-past.ts";
import { loadKnowledge } from "./keep-knowledge.ts";
import { fetchPast } from "./past-traces.ts";
import { keyOf } from "./rejudge.ts";
import { addPast, type BacktestTally, type Difference, emptyTally, type Told } from "./tally-backtest.ts";

export interface BacktestOptions {
  readonly index: IndexStore;
  readonly cases: CaseStore;
  readonly sources: readonly TraceSource[];
  readonly present: ChainSet;
  readonly candidate: ChainSet;
  readonly from: UnixMs;
  readonly now: UnixMs;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** How far it is, 0…1. */
  readonly onProgress: (share: number) => void;
}

export interface BacktestResult {
  readonly present: BacktestTally;
  readonly candidate: BacktestTally;
  readonly differing: readonly Difference[];
  readonly differingCount: number;
  readonly covered: Covered;
}

export interface Covered {
  /** What was touched before this was not looked at. */
  readonly from: UnixMs;
  readonly executions: number;
  readonly orders: number;
  /** Orders whose spans could not be had: their present facts were judged. */
  readonly unread: number;
  /** Matched anew from their spans; else the facts in the index were judged anew. */
  readonly rematched: boolean;
  /** False where a bound ended it before `from`. */
  readonly whole: boolean;
}

const A_PAGE = 200;
const MOST_EXECUTIONS = 60_000;
/** Spans have to be fetched: the source is others' too. */
const MOST_REMATCHED = 5_000;
const MOST_TOLD = 200;

/**
 * What other chains, or other deadlines, would have done to what the index holds: the same walk through the past with those that hold now and
 * with the candidates, so that the two can be held against each other.
 */
export async function runBacktest(options: BacktestOptions): Promise<BacktestResult> {
  const { index, present, candidate, now, from, signal } = options;
  const { matching } = compareSets(present, candidate);
  const knowledge = createKnowledge();
  await loadKnowledge(knowledge, index, now, options.log);
  const clocks = matching ? await loadClocks(index) : null;
  const of = (set: ChainSet): PastKnowledge => ({
    services: asServiceKnowledge(knowledge, set.sampling),
    isKnown: (at) => at >= knownFrom(knowledge, now, at),
    keptShare: (chainId, stepId, first, last) => keptShareOf(knowledge.passes, chainId, stepId, first, last),
  });
  const sides = [present, candidate].map((set) => ({ set, chains: chainsById(set), knowledge: of(set), tally: emptyTally() })) as [
    Side,
    Side,
  ];
  const told = await readTold(options);
  const differing: Difference[] = [];
  let differingCount = 0;
  const covered = { from, executions: 0, orders: 0, unread: 0, rematched: matching, whole: true };
  const breath = createBreath();
  for await (const batch of matching ? ordersBack(options) : executionsBack(options)) {
    if (signal.aborted) {
      covered.whole = false;
      break;
    }
    const fetched = matching ? await fetchPast(options.sources, batch.traceIds, signal) : null;
    for (const [key, executions] of batch.executions) {
      const traceIds = batch.tracesOf.get(key) ?? [];
      const isRead = fetched !== null && traceIds.length > 0 && traceIds.every((id) => fetched.has(id));
      if (matching && !isRead) covered.unread++;
      const other = isRead && clocks ? rematch(key, traceIds, fetched, candidate, clocks) : executions;
      const [one, two] = [walk(executions, sides[0], now), walk(other, sides[1], now)];
      covered.executions += executions.length;
      covered.orders++;
      for (const difference of addPast(sides[0].tally, sides[1].tally, one, two, told, from)) {
        differingCount++;
        if (differing.length < MOST_TOLD) differing.push(difference);
      }
      await takeBreath(breath);
    }
    options.onProgress(Math.min(1, Math.max(0, (now - batch.reached) / Math.max(1, now - from))));
    covered.from = unixMs(Math.max(from, batch.reached));
    if (covered.orders >= (matching ? MOST_REMATCHED : Number.POSITIVE_INFINITY) || covered.executions >= MOST_EXECUTIONS) {
      covered.whole = false;
      break;
    }
  }
  if (covered.whole) covered.from = from;
  return { present: sides[0].tally, candidate: sides[1].tally, differing, differingCount, covered };
}

interface Side {
  readonly set: ChainSet;
  readonly chains: ReadonlyMap<string, Chain>;
  readonly knowledge: PastKnowledge;
  readonly tally: BacktestTally;
}

const walk = (executions: readonly Execution[], { chains, knowledge }: Side, now: UnixMs): readonly PastOfExecution[] =>
  judgePast(executions, chains, knowledge, now);

interface Batch {
  readonly executions: ReadonlyMap<string, readonly Execution[]>;
  readonly tracesOf: ReadonlyMap<string, readonly Execution["traceIds"][number][]>;
  readonly traceIds: readonly Execution["traceIds"][number][];
  /** Newest first: so far back. */
  readonly reached: UnixMs;
}

async function* executionsBack({ index, from }: BacktestOptions): AsyncGenerator<Batch> {
  const done = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await index.listExecutions({ from, limit: A_PAGE, cursor });
    const keys = [...new Set(page.items.map(keyOf))].filter((key) => !done.has(key));
    for (const key of keys) done.add(key);
    const found = await index.executionsOf(keys);
    const executions = new Map(keys.map((key) => [key, (found.get(key) ?? []).map((one) => one.execution)]));
    const reached = page.items.at(-1)?.execution.lastActivityMs ?? from;
    yield { executions, tracesOf: new Map(), traceIds: [], reached };
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function* ordersBack({ index, from }: BacktestOptions): AsyncGenerator<Batch> {
  let cursor: string | undefined;
  do {
    const page = await index.listOrders({ from, limit: A_PAGE, cursor });
    const orders = await Promise.all(page.items.map(({ orderId }) => index.getOrder(orderId)));
    const known = orders.flatMap((order) => order ?? []);
    yield {
      executions: new Map(known.map((one) => [one.orderId, one.executions.map(({ execution }) => execution)])),
      tracesOf: new Map(known.map((one) => [one.orderId, one.traceIds])),
      traceIds: known.flatMap((one) => one.traceIds),
      reached: page.items.at(-1)?.lastActivityMs ?? from,
    };
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rematch(
  orderId: string,
  traceIds: Batch["traceIds"],
  fetched: Awaited<ReturnType<typeof fetchPast>>,
  chains: ChainSet,
  clocks: Awaited<ReturnType<typeof loadClocks>>,
): readonly Execution[] {
  const traces = traceIds.flatMap((id) => fetched.get(id) ?? []);
  const startMs = traces.reduce((least, trace) => Math.min(least, Number(trace.startUnixNs / 1_000_000n)), Number.POSITIVE_INFINITY);
  return matchChains({ traces, orderId, chains, clockOffsets: offsetsAt(clocks, startMs) });
}

/** What people said of the cases that were really opened: by execution. */
async function readTold({ cases, from }: BacktestOptions): Promise<ReadonlyMap<string, Told>> {
  const told = new Map<string, Told>();
  let cursor: string | undefined;
  do {
    const page = await cases.list({ kinds: ["execution"], from: unixMs(from - LOOK_BACK_MS), limit: 500, cursor });
    for (const { executionId, acknowledgedAt, falseAlarm } of page.items) {
      if (executionId === null) continue;
      const before = told.get(executionId);
      const noticed = [before?.noticedAt, acknowledgedAt].filter((one) => one != null);
      told.set(executionId, {
        noticedAt: noticed.length > 0 ? unixMs(Math.min(...noticed)) : null,
        falseAlarm: falseAlarm || (before?.falseAlarm ?? false),
      });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && told.size < MOST_EXECUTIONS);
  return told;
}

/** A case is opened some minutes after what it is about. */
const LOOK_BACK_MS: Ms = 60 * MINUTE_MS;
