import { randomUUID } from "node:crypto";
import type { Clock, UnixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import type { TraceSource } from "../sources/source.ts";
import type { CaseStore } from "../store/case-store.ts";
import type { IndexStore } from "../store/index-store.ts";
import { type BacktestResult, runBacktest } from "./backtest.ts";

export interface Backtest {
  readonly id: string;
  readonly by: string;
  readonly from: UnixMs;
  readonly startedAt: UnixMs;
  readonly state: "running" | "done" | "cancelled" | "failed";
  /** 0…1. */
  readonly progress: number;
  readonly result: BacktestResult | null;
}

/** Trials on the past, in memory: whoever wants one again after a restart starts it again. */
export interface Backtests {
  /** Null: so many are running that another would take the pages' time. A person's running one gives way to their next. */
  start(candidate: ChainSet, from: UnixMs, by: string): Backtest | null;
  get(id: string): Backtest | null;
  /** Null where there is no such one. */
  cancel(id: string): Backtest | null;
  stop(): void;
}

const MOST_RUNNING = 2;
const MOST_KEPT = 20;

export interface BacktestParts {
  readonly index: IndexStore;
  readonly cases: CaseStore;
  readonly sources: () => readonly TraceSource[];
  readonly chains: () => ChainSet;
  readonly clock: Clock;
  readonly log: (message: string) => void;
}

export function createBacktests(parts: BacktestParts): Backtests {
  const kept = new Map<string, { test: Backtest; readonly calling: AbortController }>();
  const running = () => [...kept.values()].filter(({ test }) => test.state === "running");
  const change = (id: string, fields: Partial<Backtest>): void => {
    const known = kept.get(id);
    if (known) known.test = { ...known.test, ...fields };
  };
  const run = async (id: string, candidate: ChainSet, from: UnixMs, signal: AbortSignal): Promise<void> => {
    const { index, cases, sources, chains, clock, log } = parts;
    try {
      const result = await runBacktest({
        ...{ index, cases, sources: sources(), present: chains(), candidate, from, now: clock(), signal, log },
        onProgress: (progress) => change(id, { progress }),
      });
      change(id, signal.aborted ? { state: "cancelled" } : { state: "done", progress: 1, result });
    } catch (reason) {
      log(`a backtest failed: ${reason instanceof Error ? reason.stack : String(reason)}`);
      change(id, { state: "failed" });
    }
  };
  const cancel = (id: string): Backtest | null => {
    const known = kept.get(id);
    if (!known) return null;
    known.calling.abort();
    if (known.test.state === "running") change(id, { state: "cancelled" });
    return known.test;
  };
  return {
    start(candidate, from, by) {
      for (const { test } of running()) if (test.by === by) cancel(test.id);
      if (running().length >= MOST_RUNNING) return null;
      for (const id of kept.keys()) if (kept.size >= MOST_KEPT) kept.delete(id);
      const id = randomUUID();
      const calling = new AbortController();
      const test: Backtest = { id, by, from, startedAt: parts.clock(), state: "running", progress: 0, result: null };
      kept.set(id, { test, calling });
      void run(id, candidate, from, calling.signal);
      return test;
    },
    get: (id) => kept.get(id)?.test ?? null,
    cancel,
    stop() {
      for (const { test } of running()) cancel(test.id);
    },
  };
}
