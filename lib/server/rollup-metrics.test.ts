import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { unixMs } from "../base/time.ts";
import { countOne, tallyOne } from "../rollups/cell.ts";
import { cellOf, createDelta, seriesOf } from "../rollups/delta.ts";
import { openStore } from "../store/open.ts";
import { rollupMetrics } from "./rollup-metrics.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 12, 0, 30));
const store = await openStore({ url: "sqlite::memory:", clock: () => NOW });
after(() => store.close());

test("services, chains and queues of the last five minutes; names of any kind, and nothing where nothing happened", async () => {
  const delta = createDelta();
  const minute = Math.floor(NOW / 60_000) - 2;
  for (let at = 0; at < 10; at++) countOne(cellOf(seriesOf(delta, "service", 'od"d\n'), minute), at === 0 ? "error" : "success", 50e6);
  countOne(cellOf(seriesOf(delta, "service", "quiet"), minute - 60), "success", 1e6);
  countOne(cellOf(seriesOf(delta, "chain", "order-creation"), minute), "success", 3e9);
  tallyOne(cellOf(seriesOf(delta, "chain", "order-creation"), minute), 0);
  countOne(cellOf(seriesOf(delta, "wait", "order-creation", "crm-api"), minute), "success", 2e9);
  await store.index.commit({ sourceId: "s", cursor: null, orders: [], executions: [], state: [], rollups: { delta, counted: [] } });
  const text = await rollupMetrics({ rollups: store.rollups, clock: () => NOW });
  assert.match(text, /^loupe_service_requests_per_minute\{service="od\\"d\\n"\} 2$/m);
  assert.match(text, /^loupe_service_error_share\{service="od\\"d\\n"\} 0\.1$/m);
  assert.match(text, /^loupe_service_requests_per_minute\{service="quiet"\} 0$/m);
  assert.doesNotMatch(text, /^loupe_service_error_share\{service="quiet"\}/m);
  assert.match(text, /^loupe_chain_done_share\{chain="order-creation"\} 1$/m);
  assert.match(text, /^loupe_queue_wait_seconds\{chain="order-creation",step="crm-api",quantile="0\.95"\} [12]\.\d+$/m);
});

test("every expression of the Grafana dashboard asks for metrics that there are", async () => {
  const top = join(import.meta.dirname, "..", "..");
  const dashboard = JSON.parse(readFileSync(join(top, "docs/grafana/loupe.json"), "utf8")) as {
    readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
    readonly templating: { readonly list: readonly { readonly query: string }[] };
  };
  const texts = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.map(({ query }) => query),
  ];
  const asked = new Set(texts.flatMap((text) => text.match(/\bloupe_\w+/g) ?? []));
  assert.ok(asked.size >= 10, `saw ${asked.size}`);
  const served = ["rollup-metrics.ts", "case-metrics.ts", "source-metrics.ts"]
    .map((file) => readFileSync(join(import.meta.dirname, file), "utf8"))
    .join("");
  assert.deepEqual(
    [...asked].filter((name) => !served.includes(name)),
    [],
  );
});
