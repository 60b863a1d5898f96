import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MINUTE_MS, type UnixMs, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { simulate } from "#lib/demo/simulate";
import { at, drawExecution } from "#lib/detector/drawn-execution";
import type { JudgedExecution } from "#lib/detector/judgement";
import { createKnowledge } from "#lib/detector/knowledge";
import { judgeExecutions } from "#lib/pipeline/judge-executions";
import { loadKnowledge } from "#lib/pipeline/keep-knowledge";
import { createPipeline } from "#lib/pipeline/pipeline";
import { createEmbeddedSource } from "#lib/sources/embedded/embedded-source";
import type { IndexStore } from "#lib/store/index-store";
import { openStore } from "#lib/store/open";
import { fillIndex } from "./filled-index.ts";

const chains = defaultChains();

/** Executions of an hour of the company, judged over and over with all that is known of its services: how many a second. */
export async function measureJudging(): Promise<number> {
  const to = unixMs(Date.UTC(2026, 10, 23, 12));
  const { batches } = simulate({ seed: 7, ordersPerMinute: 20, from: unixMs(to - 60 * MINUTE_MS), to });
  const store = await openStore({ url: "sqlite::memory:", clock: () => to, orderKeys: chains.orderKeys });
  for (const batch of batches) await store.spans.append(batch.spans, batch.arrivedAt);
  const log = () => {};
  await createPipeline({ sources: [createEmbeddedSource(store.spans)], index: store.index, chains, clock: () => to, log }).runOnce();
  const knowledge = createKnowledge();
  await loadKnowledge(knowledge, store.index, to, log);
  const byOrder = [...Map.groupBy(await readAll(store.index), ({ execution }) => execution.orderId ?? execution.id).values()];
  const orders = byOrder.map((judged) => judged.map(({ execution }) => execution));
  const count = orders.reduce((sum, one) => sum + one.length, 0);
  const rates: number[] = [];
  for (let round = 0; round < 7; round++) {
    const began = performance.now();
    for (const executions of orders) judgeExecutions(executions, chains, knowledge, to);
    rates.push((count * 1_000) / (performance.now() - began));
  }
  await store.close();
  return Math.round(rates.sort((a, b) => a - b)[3]!);
}

async function readAll(index: IndexStore): Promise<readonly JudgedExecution[]> {
  const all: JudgedExecution[] = [];
  let cursor: string | undefined;
  do {
    const page = await index.listExecutions({ limit: 500, cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

export interface Round {
  readonly history: number;
  readonly open: number;
  readonly medianMs: number;
}

/** What a round takes in which all that is open is judged anew, beside more and more that is done. */
export async function measureRounds(histories: readonly number[], fewOpen: number, manyOpen: number): Promise<readonly Round[]> {
  const home = mkdtempSync(join(tmpdir(), "loupe-detector-"));
  const clock: { now: UnixMs } = { now: at(300) };
  const store = await openStore({ url: `sqlite:${join(home, "loupe.db")}`, synchronous: "normal", clock: () => clock.now });
  const measure = async (history: number, open: number): Promise<Round> => {
    const log = () => {};
    const pipeline = createPipeline({
      ...{ sources: [createEmbeddedSource(store.spans)], index: store.index, chains, clock: () => clock.now, log },
    });
    await pipeline.runOnce();
    const taken: number[] = [];
    for (let round = 0; round < 9; round++) {
      // Words that say how long they have waited, and sweeps, are due once a minute.
      clock.now = unixMs(clock.now + 61_000);
      await putOpen(store.index, open);
      const began = performance.now();
      await pipeline.runOnce();
      taken.push(performance.now() - began);
    }
    return { history, open, medianMs: taken.sort((a, b) => a - b)[4]! };
  };
  const rounds: Round[] = [];
  let filled = 0;
  for (const history of histories) {
    await fillIndex(store.index, Math.ceil((history - filled) / 3), clock.now - 3_600_000, filled / 3, false);
    filled = history;
    rounds.push(await measure(history, fewOpen));
  }
  rounds.push(await measure(filled, manyOpen));
  await store.close();
  rmSync(home, { recursive: true, force: true });
  return rounds;
}

/** Orders whose message nobody has read yet, all due. */
async function putOpen(index: IndexStore, count: number): Promise<void> {
  const executions = Array.from({ length: count }, (_, number) => {
    const orderId = `open-${number}`;
    const execution = drawExecution("order-creation", "0 1 2 – –", { orderId });
    const judgement = judgeExecutions([execution], chains, createKnowledge(), at(10))[0]!.judgement;
    return { key: orderId, judged: [{ execution, judgement: { ...judgement, judgeAgainAt: at(20) } }] };
  });
  const orders = executions.map(({ key, judged }) => ({
    ...{ orderId: key, traceIds: judged[0]!.execution.traceIds, firstMs: at(0), lastActivityMs: at(2) },
  }));
  await index.commit({ sourceId: "bench", cursor: "0", orders, executions, state: [] });
}
