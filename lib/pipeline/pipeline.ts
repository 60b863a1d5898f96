import { setTimeout } from "node:timers/promises";
import { baselineKey, usualOf } from "../detector/baselines.ts";
import { createKnowledge } from "../detector/knowledge.ts";
import { applyChains } from "./apply-chains.ts";
import { beginScans, settleScans } from "./ask-scan.ts";
import { createCaseRoom } from "./case-room.ts";
import { type ChangeEmitter, type ChangeFeed, createChangeEmitter } from "./change-feed.ts";
import { loadClocks, offsetsAt } from "./clock-book.ts";
import { committed } from "./commit-soon.ts";
import { openFoldBook } from "./fold-scan.ts";
import { judgeLive } from "./judge-live.ts";
import { keepCases } from "./keep-cases.ts";
import { loadKnowledge, trimKnowledge } from "./keep-knowledge.ts";
import { createLinkBook } from "./link-book.ts";
import type { Machine, PipelineOptions } from "./machine.ts";
import { matchOrders } from "./match-orders.ts";
import { createMessageBook } from "./message-book.ts";
import { createOrderBook } from "./order-book.ts";
import { rejudgeDue, sweepOpen } from "./rejudge.ts";
import { reportStatus } from "./report-status.ts";
import { scanSource } from "./scan-source.ts";
import { createTally } from "./scan-tally.ts";
import type { PipelineStatusReader } from "./status.ts";
import { createSweep } from "./sweep.ts";
import { loadTies } from "./tie-log.ts";
import { beginAt, createTraceMemory } from "./trace-memory.ts";
import { loadUnmatched } from "./unmatched.ts";
import { DIRTY_KEY, readWork, waitedFor } from "./work-list.ts";

export interface Pipeline extends PipelineStatusReader {
  /** Begins to work in the background, and goes on through failures of sources and store. */
  start(): void;
  /** Ends after the round that is running; nothing acknowledged is lost. */
  stop(): Promise<void>;
  /** Everything that is waiting now: scanned, matched, judged. For tests and tools; `start` calls it in a loop. */
  runOnce(): Promise<void>;
  readonly changes: ChangeFeed;
}

const PAUSE_MS = 500;
/** While history is being loaded an order is matched once or twice, not once for each of its spans; but it must show soon. */
const MOST_WAITING = 3_000;
const LONGEST_WAIT_MS = 3_000;
const TRIM_EVERY_MS = 600_000;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { clock, log, pauseMs = PAUSE_MS, leads = async () => true } = options;
  const changes = createChangeEmitter(log);
  const cases = options.cases ? createCaseRoom(options.cases, changes) : null;
  const stopping = new AbortController();
  let machine: Machine | null = null;
  let loop: Promise<void> | null = null;
  let trimmedAt = clock();

  /** What was learnt is in the store: whoever goes on begins with that. */
  const letGo = async (): Promise<void> => {
    if (machine !== null) await Promise.allSettled([settleScans(machine), machine.pending]);
    machine = null;
    if (cases) cases.reconciled = false;
  };

  const open = async (): Promise<Machine> => {
    if (machine !== null && machine.chains !== options.chains) await letGo();
    machine ??= await openMachine(options, changes);
    return machine;
  };

  const round = async (one: Machine, eager: boolean): Promise<void> => {
    let behind = false;
    let read = false;
    do {
      behind = false;
      beginScans(one, stopping.signal, eager);
      for (const source of one.sources) {
        one.caughtUp = false;
        if (await scanSource(one, source, stopping.signal)) behind = true;
      }
      read ||= behind;
      one.caughtUp = !behind;
      const now = clock();
      if (behind && one.work.waiting.size < MOST_WAITING && waitedFor(one.work, now) < LONGEST_WAIT_MS) continue;
      while (!stopping.signal.aborted && (await matchOrders(one, stopping.signal)) > 0) {
        if (behind && one.work.waiting.size < MOST_WAITING / 2) break;
      }
    } while (behind && !stopping.signal.aborted);
    await committed(one);
    await rejudgeDue(one);
    await sweepOpen(one, read);
    await applyChains(one, cases);
    if (cases) await keepCases(one, cases);
    if (clock() - trimmedAt > TRIM_EVERY_MS) {
      trimmedAt = clock();
      trimKnowledge(one.knowledge, trimmedAt);
    }
  };

  const standAside = async (): Promise<void> => {
    await letGo();
    await pause(pauseMs * 3, stopping.signal);
  };

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if (await leads()) await round(await open(), false);
        else await standAside();
      } catch (error) {
        // The store may be away for a moment; the round was not committed and is done once more.
        log(`the pipeline's round failed: ${error instanceof Error ? error.stack : String(error)}`);
        await letGo();
        await pause(pauseMs * 10, stopping.signal);
      }
      await pause(pauseMs, stopping.signal);
    }
  };

  return {
    changes,
    start() {
      loop ??= work();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
    async runOnce() {
      try {
        await round(await open(), true);
      } catch (error) {
        await letGo(); // what the books hold may not be in the store
        throw error;
      }
    },
    status: () =>
      machine === null ? { sources: [], services: [], waitingOrders: 0, unmatched: new Map(), caughtUp: false } : reportStatus(machine),
    judgeLive: (orderId, traces) => (machine === null ? { isOlder: false, executions: [] } : judgeLive(machine, orderId, traces)),
    usual: (kind, chainId, stepId, at) =>
      machine === null ? null : usualOf(machine.knowledge.baselines, baselineKey(kind, chainId, stepId), at),
    chainWork: () => machine?.applied?.todo ?? null,
    clockOffsetsAt: (at) => (machine === null ? new Map() : offsetsAt(machine.clocks, at)),
  };
}

async function openMachine(
  { index, rollups, clock, keepMs, sources, chains, log }: PipelineOptions,
  changes: ChangeEmitter,
): Promise<Machine> {
  const now = clock();
  const knowledge = createKnowledge(keepMs);
  await loadKnowledge(knowledge, index, now, log);
  const work = readWork(await index.getState(DIRTY_KEY), now);
  if (work === null) log("the list of orders that wait to be matched cannot be read: all that the sources keep is read again");
  const cursors = new Map<string, string | null>();
  for (const { id } of sources) cursors.set(id, work === null ? null : await index.cursor(id));
  const links = createLinkBook();
  const messages = createMessageBook();
  const machine: Machine = {
    ...{ sources, index, chains, clock, log, changes, knowledge },
    fold: await openFoldBook(rollups, now),
    clocks: await loadClocks(index),
    ...{ links, messages, ties: await loadTies(index, links, messages, log) },
    orders: createOrderBook(),
    memory: createTraceMemory(),
    work: work ?? { waiting: new Map() },
    progress: new Map(),
    caughtUp: false,
    notBefore: new Map(),
    ...{ alone: new Set<string>(), unmatched: await loadUnmatched(index) },
    ...{ pending: null, sweep: createSweep(), applied: null },
    alarms: null,
  };
  for (const [id, cursor] of cursors) {
    if (cursor !== null) beginAt(machine.memory, id, now);
    const well = { lastError: null, failures: 0, retryAt: 0, lastFailure: null, warnings: [], asked: null, restUntil: 0 };
    machine.progress.set(id, { cursor, scannedUpTo: null, ...well, tally: createTally() });
  }
  return machine;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
