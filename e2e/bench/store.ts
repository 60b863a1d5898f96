/**
 * The index with many executions, and the store's own appending: `node e2e/bench/store.ts [executions, default 1,000,000] [store url]`
 * Order pages read the index first, so `getOrder` bounds them from below. Nothing here can fail.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unixMs } from "#lib/base/time";
import { openStore } from "#lib/store/open";
import { judgedOf, spanOf, traceIdOf } from "#lib/store/spans-for-tests";

const EXECUTIONS = Number(process.argv[2] ?? 1_000_000);
const CHAINS = ["order-creation", "price-calculation", "order-confirmation"];
const BASE_MS = 1_700_000_000_000;
const ORDERS = Math.floor(EXECUTIONS / CHAINS.length);

const home = mkdtempSync(join(tmpdir(), "loupe-store-"));
const store = await openStore({ url: process.argv[3] ?? `sqlite:${join(home, "loupe.db")}` });
const { index, spans } = store;

/** As long as a real one: five steps seen, a verdict in two languages with its evidence. */
const evidence = Array.from({ length: 4 }, (_, at) => ({
  kind: "published",
  traceId: traceIdOf(at),
  spanId: null,
  at: unixMs(BASE_MS),
  note: { en: "n".repeat(60), ru: "н".repeat(60) },
}));
function executionOf(order: number, chain: number) {
  // One of 500 hangs.
  const state = order % 500 === 0 && chain === 1 ? ("stuck" as const) : ("done" as const);
  const one = judgedOf({
    order: String(48_000_000 + order),
    chain: CHAINS[chain]!,
    trace: order * 3 + chain + 1,
    state,
    lastMs: BASE_MS + order * 10,
    judgeAgainAt: null,
  });
  const step = {
    stepId: "crm-api",
    traceId: traceIdOf(order),
    service: "crm-api",
    instance: "crm-api-1",
    errorText: null,
    startMs: BASE_MS,
    endMs: BASE_MS,
    deliveries: [{ service: "crm-api" }],
  };
  return {
    execution: { ...one.execution, steps: Array(5).fill(step) },
    judgement: { ...one.judgement, verdict: { ...one.judgement.verdict, evidence } },
  };
}

const begin = performance.now();
const ROUND = 1_000;
for (let from = 0; from < ORDERS; from += ROUND) {
  const ids = Array.from({ length: Math.min(ROUND, ORDERS - from) }, (_, at) => from + at);
  await index.commit({
    sourceId: "bench",
    cursor: String(from),
    state: [],
    orders: ids.map((id) => ({
      orderId: String(48_000_000 + id),
      traceIds: CHAINS.map((_, chain) => traceIdOf(id * 3 + chain + 1)),
      firstMs: unixMs(BASE_MS),
      lastActivityMs: unixMs(BASE_MS + id * 10),
    })),
    executions: ids.map((id) => ({ key: String(48_000_000 + id), judged: CHAINS.map((_, chain) => executionOf(id, chain)) })),
  });
}
const seconds = (performance.now() - begin) / 1_000;
console.log(
  `${ORDERS * CHAINS.length} executions of ${ORDERS} orders indexed in ${seconds.toFixed(0)} s (${Math.round((ORDERS * CHAINS.length) / seconds)}/s)`,
);

const some = () => Math.floor(Math.random() * ORDERS);
await measure("getOrder", 2_000, () => index.getOrder(String(48_000_000 + some())));
await measure("listOrders, newest", 200, () => index.listOrders({ limit: 100 }));
await measure("listOrders, stuck in price", 200, () => index.listOrders({ limit: 100, states: ["stuck"], chainId: CHAINS[1]! }));
await measure("listOrders, broad prefix", 200, () => index.listOrders({ limit: 100, prefix: "48" }));
await measure("listOrders, narrow prefix", 200, () => index.listOrders({ limit: 100, prefix: String(48_000_000 + some()) }));
await measure("listExecutions of a chain", 200, () => index.listExecutions({ limit: 100, chainId: CHAINS[1]! }));
await measure("countStates", 200, () => index.countStates());
await measure("dueExecutions, none", 200, () => index.dueExecutions(unixMs(BASE_MS), 100));
await measure("ordersOfTraces, 100", 200, () => index.ordersOfTraces(Array.from({ length: 100 }, () => traceIdOf(some() * 3 + 1))));

const BATCH = 500;
const rates: number[] = [];
for (let round = 0; round < 5; round++) {
  const batches = Array.from({ length: 40 }, (_, batch) =>
    Array.from({ length: BATCH }, (_, at) => {
      const trace = round * 2_500 + batch * 62 + (at >> 3) + 1;
      return spanOf({
        trace,
        service: `s${at % 4}`,
        attributes: { order_id: String(trace), user_id: `u${trace % 99}`, "http.route": "/orders/:id", n: at },
      });
    }),
  );
  const start = performance.now();
  await Promise.all(batches.map((batch) => spans.append(batch, unixMs(BASE_MS))));
  rates.push((BATCH * batches.length * 1_000) / (performance.now() - start));
}
rates.sort((a, b) => a - b);
console.log(
  `append: ${Math.round(rates[2]!).toLocaleString("en")} spans/s, median of 5 (${Math.round(rates[0]!)}–${Math.round(rates[4]!)})`,
);
await store.close();
rmSync(home, { recursive: true, force: true });

async function measure(name: string, times: number, work: () => Promise<unknown>): Promise<void> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number) => taken[Math.floor((times - 1) * share)]!.toFixed(2).padStart(8);
  console.log(`${name.padEnd(28)} median ${at(0.5)} ms   p95 ${at(0.95)} ms`);
}
