import assert from "node:assert/strict";
import { before, test } from "node:test";
import { HOUR_MS, SECOND_MS, type UnixMs, unixMs } from "#lib/base/time";
import { editDeadlines } from "#lib/chains/edit-deadlines";
import { defaultChains, defaultChainText, loadChains } from "#lib/chains/load";
import { asServiceKnowledge, createKnowledge } from "#lib/detector/knowledge";
import { type BacktestResult, runBacktest } from "#lib/pipeline/backtest";
import { createCaseFeed } from "#lib/pipeline/case-feed";
import { createCaseTally } from "#lib/pipeline/case-tally";
import { chainsById, judgePast } from "#lib/pipeline/judge-past";
import { loadKnowledge } from "#lib/pipeline/keep-knowledge";
import { createPipeline } from "#lib/pipeline/pipeline";
import { createEmbeddedSource } from "#lib/sources/embedded/embedded-source";
import { openStore, type Store } from "#lib/store/open";
import { simulate } from "../simulate.ts";
import { startOf } from "./disturbed.ts";

const chains = defaultChains();
const from = startOf(1.5);
const to = startOf(0);
const clock = { now: from };
let store: Store;
const embedded = () => createEmbeddedSource(store.spans);

/** An hour and a half of the company as it happened, watched by the real pipeline, with its cases. */
before(async () => {
  store = await openStore({ url: "sqlite::memory:", clock: () => clock.now, orderKeys: chains.orderKeys });
  const { batches } = simulate({ from, to, seed: 7, ordersPerMinute: 6 });
  const pipeline = createPipeline({
    ...{ sources: [embedded()], index: store.index, chains, clock: () => clock.now, log: () => {} },
    cases: { store: store.cases, feed: createCaseFeed(() => {}), tally: createCaseTally() },
  });
  let next = 0;
  for (let at: number = from + 15 * SECOND_MS; at <= to; at += 15 * SECOND_MS) {
    clock.now = unixMs(at);
    for (; next < batches.length && batches[next]!.arrivedAt <= at; next++)
      await store.spans.append(batches[next]!.spans, batches[next]!.arrivedAt);
    await pipeline.runOnce();
  }
});

const trial = (candidate = chains): Promise<BacktestResult> =>
  runBacktest({
    ...{ index: store.index, cases: store.cases, sources: [embedded()], present: chains, candidate, from: unixMs(from - HOUR_MS), now: to },
    ...{ signal: new AbortController().signal, log: () => {}, onProgress: () => {} },
  });

const withDeadline = (softMs: number, hardMs: number) => {
  const changes = ["order-creation", "price-calculation"].map((chainId) => ({ chainId, stepId: "crm-api", softMs, hardMs }));
  const loaded = loadChains(editDeadlines(defaultChainText(), changes)!, "x");
  assert.ok(loaded.ok);
  return loaded.value;
};

async function allKnown() {
  const keys = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await store.index.listExecutions({ limit: 500, cursor });
    for (const { execution } of page.items) keys.add(execution.orderId ?? `@${execution.traceIds[0]}`);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return store.index.executionsOf([...keys]);
}

test("the walk through the past opens the very cases that the pipeline opened", async () => {
  const real = new Map<string, UnixMs>();
  let cursor: string | undefined;
  do {
    const page = await store.cases.list({ kinds: ["execution"], limit: 500, cursor });
    for (const one of page.items)
      real.set(one.executionId!, unixMs(Math.min(one.openedAt, real.get(one.executionId!) ?? Number.POSITIVE_INFINITY)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const found = await walked();
  assert.ok(real.size >= 20, `only ${real.size} cases`);
  const late = (id: string) => found.get(id)! > to - 60 * SECOND_MS;
  const onlyWalked = [...found.keys()].filter((id) => !real.has(id) && !late(id));
  const onlyReal = [...real.keys()].filter((id) => !found.has(id));
  const apart = [...real].filter(([id, at]) => found.has(id) && Math.abs(found.get(id)! - at) > 90 * SECOND_MS);
  const off = onlyWalked.length + onlyReal.length + apart.length;
  assert.ok(
    off <= 0.05 * real.size,
    `of ${real.size}: only walked ${onlyWalked}; only real ${onlyReal}; apart ${apart.map(([id, at]) => `${id} ${(found.get(id)! - at) / 1_000} s`)}`,
  );
});

/** What hung for less than two looks of this test is seen by the walk alone. */
const TWO_LOOKS_MS = 45 * SECOND_MS;

async function walked() {
  const knowledge = createKnowledge();
  await loadKnowledge(knowledge, store.index, to, () => {});
  const past = { services: asServiceKnowledge(knowledge), isKnown: () => true, keptShare: () => null };
  const found = new Map<string, UnixMs>();
  for (const judged of (await allKnown()).values()) {
    const executions = judged.map(({ execution }) => execution);
    for (const { execution, cases } of judgePast(executions, chainsById(chains), past, to)) {
      const first = cases.find(({ openedAt, closedAt }) => closedAt === null || closedAt - openedAt > TWO_LOOKS_MS);
      if (first) found.set(execution.id, first.openedAt);
    }
  }
  return found;
}

test("with what holds now on both sides nothing differs", async () => {
  const result = await trial();
  assert.deepEqual([result.differingCount, result.covered.whole, result.covered.rematched], [0, true, false]);
  assert.deepEqual(result.present, result.candidate);
  assert.ok(
    result.present.cases >= 20 && result.present.cases === result.present.real + result.present.recovered + result.present.falseAlarms,
  );
});

test("a tighter deadline opens more, and earlier; a wider one fewer; each difference is told", async () => {
  const tight = await trial(withDeadline(20_000, 60_000));
  assert.ok(tight.candidate.cases >= tight.present.cases && tight.candidate.late > tight.present.late);
  assert.ok(tight.differingCount > 0);
  for (const { present, candidate } of tight.differing)
    assert.ok(candidate !== null && (present === null || candidate.openedAt < present.openedAt));
  const wide = await trial(withDeadline(3_600_000, 7_200_000));
  assert.ok(wide.candidate.cases < wide.present.cases);
  for (const { candidate, present } of wide.differing)
    assert.ok(present !== null && (candidate === null || candidate.openedAt > present.openedAt));
});

test("other matching is tried on the spans themselves", async () => {
  const text = defaultChainText();
  const without = text.slice(0, text.indexOf("      - id: crm-api")) + text.slice(text.indexOf("  - id: price-calculation"));
  const loaded = loadChains(without, "x");
  assert.ok(loaded.ok);
  const result = await trial(loaded.value);
  assert.deepEqual([result.covered.rematched, result.covered.unread], [true, 0]);
  const lost = result.differing.filter(({ chainId, present }) => chainId === "order-creation" && present?.cause === "never-consumed");
  assert.ok(lost.length > 0 && lost.every(({ candidate }) => candidate === null), JSON.stringify(result.differing.slice(0, 3)));
});

test("a trial that is called off ends, and says how far it came", async () => {
  const calling = new AbortController();
  const result = await runBacktest({
    ...{ index: store.index, cases: store.cases, sources: [embedded()], present: chains, candidate: chains, from, now: to },
    ...{ signal: calling.signal, log: () => {}, onProgress: () => calling.abort() },
  });
  assert.ok(result.covered.from > from);
});
