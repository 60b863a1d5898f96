/**
 * The index with many executions, and the store's own appending: `npm run bench store` (or the file with [executions, default 1,000,000] [store url]`
 * Order pages read the index first, so `getOrder` bounds them from below. Nothing here can fail.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unixMs } from "#lib/base/time";
import { openStore } from "#lib/store/open";
import { spanOf, traceIdOf } from "#lib/store/spans-for-tests";
import { CHAINS, FIRST_ORDER, fillIndex } from "./filled-index.ts";

const EXECUTIONS = Number(process.argv[2] ?? 1_000_000);
const BASE_MS = 1_700_000_000_000;
const ORDERS = Math.floor(EXECUTIONS / CHAINS.length);

const home = mkdtempSync(join(tmpdir(), "loupe-store-"));
const store = await openStore({ url: process.argv[3] ?? `sqlite:${join(home, "loupe.db")}` });
const { index, spans } = store;

const begin = performance.now();
await fillIndex(index, ORDERS, BASE_MS);
const seconds = (performance.now() - begin) / 1_000;
console.log(
  `${ORDERS * CHAINS.length} executions of ${ORDERS} orders indexed in ${seconds.toFixed(0)} s (${Math.round((ORDERS * CHAINS.length) / seconds)}/s)`,
);

const some = () => Math.floor(Math.random() * ORDERS);
await measure("getOrder", 2_000, () => index.getOrder(String(FIRST_ORDER + some())));
await measure("listOrders, newest", 200, () => index.listOrders({ limit: 100 }));
await measure("listOrders, stuck in price", 200, () => index.listOrders({ limit: 100, states: ["stuck"], chainId: CHAINS[1]! }));
await measure("listOrders, broad prefix", 200, () => index.listOrders({ limit: 100, prefix: "48" }));
await measure("listOrders, narrow prefix", 200, () => index.listOrders({ limit: 100, prefix: String(FIRST_ORDER + some()) }));
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
