/**
 * The order page's API answer over HTTP, with sign-in, masking and JSON, on a data folder whose index holds 1,000,000 executions beside the
 * simulated company's. Target: 95th percentile ≤ 50 ms. `npm run bench order-api`. Says also how soon the demo was usable.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOUR_MS } from "#lib/base/time";
import { openStore } from "#lib/store/open";
import { withDemo } from "../../lib/setup/with-demo.mjs";
import { readDemoInfo } from "../demo-info.ts";
import { askToken } from "./ask-token.ts";
import { fillIndex } from "./filled-index.ts";

const ORDERS = 333_334;
const REQUESTS = 500;

for (const orders of [0, ORDERS]) {
  const dataDir = mkdtempSync(join(tmpdir(), "loupe-order-api-"));
  if (orders > 0) {
    const store = await openStore({ url: `sqlite:${join(dataDir, "loupe.db")}` });
    await fillIndex(store.index, orders, Date.now() - 48 * HOUR_MS);
    await store.close();
  }
  const begin = performance.now();
  await withDemo(["--data", dataDir, "--history", "2h"], async (infoFile: string) => {
    console.log(
      `${(orders * 3).toLocaleString("en")} executions besides: the demo with 2 h of history was usable after ${((performance.now() - begin) / 1_000).toFixed(1)} s`,
    );
    const info = readDemoInfo(infoFile);
    const ids = readFileSync(info.groundTruth, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { orderId: string | null }).orderId)
      .filter((id) => id !== null);
    const token = await askToken(info.apiClient);
    const taken: number[] = [];
    for (let i = 0; i < REQUESTS; i++) {
      const id = ids[Math.floor((i * 7919) % ids.length)]!;
      const start = performance.now();
      const answer = await fetch(`${info.url}/api/v1/orders/${encodeURIComponent(id)}`, { headers: { authorization: `Bearer ${token}` } });
      await answer.text();
      if (answer.status !== 200) throw new Error(`order ${id}: ${answer.status}`);
      taken.push(performance.now() - start);
    }
    taken.sort((a, b) => a - b);
    console.log(
      `GET /api/v1/orders/{id}: median ${taken[REQUESTS / 2]!.toFixed(1)} ms, p95 ${taken[Math.floor(REQUESTS * 0.95)]!.toFixed(1)} ms (target ≤ 50)`,
    );
  });
  rmSync(dataDir, { recursive: true, force: true });
}
