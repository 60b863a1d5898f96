import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, unixMs } from "../base/time.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import { openStore } from "../store/open.ts";
import { drawProcess, type ProcessCase, type ProcessOptions, processChains } from "./drawn-process.ts";
import { createPipeline } from "./pipeline.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 12));
const DAY_MS = 24 * HOUR_MS;
/** A month of work, or months: a chain file of its own, nobody sends heartbeats, all of it arrives today. */
const LOAN = { seed: 3, days: 120, cases: 400, end: NOW } as const;

/** case → `state` of each of its executions, once everything has been read in whatever order it came. */
async function judgeLog(options: ProcessOptions): Promise<readonly { readonly one: ProcessCase; readonly said: string }[]> {
  const chains = processChains(options.faster);
  const { spans, cases } = drawProcess(options);
  const clock = { now: NOW };
  const store = await openStore({ url: "sqlite::memory:", clock: () => clock.now, orderKeys: chains.orderKeys });
  const problems: string[] = [];
  const log = (message: string) => problems.push(message);
  const sources = [createEmbeddedSource(store.spans)];
  let pipeline = createPipeline({ sources, index: store.index, chains, clock: () => clock.now, log });
  for (let from = 0; from < spans.length; from += 500) {
    await store.spans.append(spans.slice(from, from + 500), NOW);
    await pipeline.runOnce();
    // What is known of months ago must outlive a restart.
    if (from === 1_000) pipeline = createPipeline({ sources, index: store.index, chains, clock: () => clock.now, log });
  }
  clock.now = unixMs(NOW + 20_000);
  await pipeline.runOnce();
  const found: { one: ProcessCase; said: string }[] = [];
  for (const one of cases) {
    const executions = (await store.index.getOrder(one.id))?.executions ?? [];
    found.push({ one, said: executions.map(({ judgement: { state, stepId } }) => (stepId ? `${state} @${stepId}` : state)).join(", ") });
  }
  await store.close();
  assert.deepEqual(problems, []);
  return found;
}

const wrongAmong = (judged: Awaited<ReturnType<typeof judgeLog>>, end: number): readonly string[] =>
  judged.flatMap(({ one, said }) => {
    const open = one.kind === "stopped" && one.dueMs + 160_000 > end;
    const maybe = one.dueMs + 100_000 < end ? ["stuck"] : [];
    const wanted = one.kind !== "stopped" ? [one.kind] : open ? ["running", "late", "slow", "cannot-tell", ...maybe] : ["stuck"];
    const right = one.kind === "stopped" ? wanted.some((state) => said === `${state} @${one.missing}`) : said === one.kind;
    return right ? [] : [`${one.id}: ${wanted.join(" or ")} ${one.missing ?? ""} expected, ${said} said`];
  });

const VARIANTS: Readonly<Record<string, ProcessOptions>> = {
  "a trace for each case": { ...LOAN, tracePer: "case" },
  "a trace for each event, steps done twice among them": { ...LOAN, tracePer: "event" },
  "a log that ended two months ago": { ...LOAN, end: unixMs(NOW - 60 * DAY_MS), tracePer: "event" },
  "a day played in a minute": { ...LOAN, tracePer: "event", faster: 1_440 },
  "a day played in a minute, with heartbeats": { ...LOAN, tracePer: "case", faster: 1_440, heartbeatMs: 2 * HOUR_MS },
};

for (const [name, options] of Object.entries(VARIANTS)) {
  test(`a slow process read from its log, ${name}: done is done, what stopped is stuck, nobody is accused for nights and week-ends`, async () => {
    const judged = await judgeLog(options);
    const wrong = wrongAmong(judged, options.end);
    assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${judged.length} are wrong`);
    assert.ok(judged.filter(({ said }) => said.startsWith("stuck")).length > 20);
  });
}
