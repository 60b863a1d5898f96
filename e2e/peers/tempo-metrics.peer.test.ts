import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { MINUTE_MS, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { simulate } from "#lib/demo/simulate";
import { createDelta } from "#lib/rollups/delta";
import { foldTrace } from "#lib/rollups/fold-trace";
import { createNameBook } from "#lib/rollups/name-book";
import { buildTrace } from "#lib/trace/build-trace";
import { findBinary } from "./find-binary.ts";
import { pushSpans } from "./push-spans.ts";
import { freePorts, makeFolder, runServer } from "./run-server.ts";

/**
 * Counts against Tempo's own: the same spans, folded here and asked there as TraceQL metrics. Tempo's `local-blocks` keeps every span that its
 * generator takes; by default it takes none older than 30 s.
 */
const MINUTES = 20;
const SETTLES_WITHIN_MS = 90_000;
const tempo = await findBinary("tempo");

if ("missing" in tempo) {
  console.log(`Tempo's metrics: not tried, ${tempo.missing}`);
  test("Tempo's metrics", { skip: tempo.missing });
} else
  test("entry spans a minute, by service, are as many as Tempo's own metrics count", async () => {
    const end = unixMs(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
    const from = unixMs(end - MINUTES * MINUTE_MS);
    const spans = simulate({ seed: 23, ordersPerMinute: 20, from, to: end }).batches.flatMap((batch) => batch.spans);
    const server = await startWithMetrics(tempo.path);
    try {
      await pushSpans(server.otlpUrl, spans);
      const own = countEntries(spans);
      const total = [...own.values()].flatMap((minutes) => [...minutes.values()]).reduce((sum, count) => sum + count, 0);
      let theirs = new Map<string, Map<number, number>>();
      for (const until = Date.now() + SETTLES_WITHIN_MS; Date.now() < until; await pause(1_000)) {
        theirs = await askMetrics(server.queryUrl, from - MINUTE_MS, end + MINUTE_MS);
        const counted = [...theirs.values()].flatMap((minutes) => [...minutes.values()]).reduce((sum, count) => sum + count, 0);
        if (counted >= total) break;
      }
      assert.ok(total > 1_000);
      assert.deepEqual(plain(theirs), plain(own));
    } finally {
      await server.stop();
    }
  });

const plain = (counts: ReadonlyMap<string, ReadonlyMap<number, number>>) =>
  [...counts]
    .map(([service, minutes]) => [service, [...minutes].filter(([, count]) => count > 0).sort((a, b) => a[0] - b[0])] as const)
    .filter(([, minutes]) => minutes.length > 0)
    .sort((a, b) => (a[0] < b[0] ? -1 : 1));

function countEntries(spans: Parameters<typeof pushSpans>[1]): Map<string, Map<number, number>> {
  const { orderKeys, userKeys, peers } = defaultChains();
  const delta = createDelta();
  for (const [traceId, own] of Map.groupBy(spans, (span) => span.traceId)) {
    const trace = buildTrace(
      traceId,
      own.map((span) => ({ ...span, receivedAt: null })),
    );
    foldTrace({ delta, names: createNameBook(), orderKeys, userKeys, peers }, trace, new Set());
  }
  const series = [...delta.series.values()].filter(({ key }) => key.kind === "service");
  return new Map(series.map(({ key, minutes }) => [key.a, new Map([...minutes].map(([minute, cell]) => [minute, cell.count]))]));
}

interface Answer {
  readonly series?: readonly {
    readonly labels: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
    readonly samples?: readonly { readonly timestampMs: string; readonly value?: number }[];
  }[];
}

/** Service → minute since 1970 → entry spans. A sample stands for the minute that begins at its time. */
async function askMetrics(queryUrl: string, from: number, to: number): Promise<Map<string, Map<number, number>>> {
  const question = new URLSearchParams({
    q: "{ kind = server || kind = consumer } | count_over_time() by (resource.service.name)",
    ...{ start: String(from / 1_000), end: String(to / 1_000), step: "60s" },
  });
  const answer = await fetch(`${queryUrl}/api/metrics/query_range?${question}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Tempo's metrics: ${answer.status} ${text.slice(0, 300)}`);
  const { series = [] } = JSON.parse(text) as Answer;
  return new Map(
    series.map(({ labels, samples = [] }) => [
      labels[0]?.value.stringValue ?? "",
      new Map(samples.map(({ timestampMs, value = 0 }) => [Number(timestampMs) / MINUTE_MS, value])),
    ]),
  );
}

async function startWithMetrics(binary: string) {
  const [http, grpc, otlp] = await freePorts(3);
  const folder = makeFolder("tempo");
  const file = path.join(folder, "tempo.yaml");
  writeFileSync(
    file,
    `
server: { http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: warn }
distributor: { receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${otlp}" } } } } }
memberlist: { bind_addr: [127.0.0.1], bind_port: 0 }
usage_report: { reporting_enabled: false }
overrides: { defaults: { ingestion: { rate_limit_bytes: 200000000, burst_size_bytes: 200000000, max_traces_per_user: 0 }, metrics_generator: { processors: [local-blocks] } } }
ingester:
  trace_idle_period: 1s
  flush_check_period: 1s
  lifecycler: { address: 127.0.0.1, min_ready_duration: 0s, ring: { kvstore: { store: inmemory }, replication_factor: 1 } }
metrics_generator:
  ring: { instance_addr: 127.0.0.1, kvstore: { store: inmemory } }
  metrics_ingestion_time_range_slack: 720h
  processor: { local_blocks: { filter_server_spans: false, trace_idle_period: 1s, flush_check_period: 1s } }
  storage: { path: ${folder}/generator/wal }
  traces_storage: { path: ${folder}/generator/traces }
querier: { frontend_worker: { frontend_address: "127.0.0.1:${grpc}" } }
query_frontend: { search: { query_ingesters_until: 720h, query_backend_after: 0s }, metrics: { query_backend_after: 720h } }
compactor: { ring: { kvstore: { store: inmemory } } }
storage:
  trace:
    backend: local
    wal: { path: ${folder}/wal, ingestion_time_range_slack: 720h }
    local: { path: ${folder}/blocks }
`,
  );
  const queryUrl = `http://127.0.0.1:${http}`;
  return runServer({
    ...{ name: "Tempo", binary, args: [`-config.file=${file}`], folder, queryUrl },
    otlpUrl: `http://127.0.0.1:${otlp}/v1/traces`,
    readyUrl: `${queryUrl}/api/search?q=%7B%7D&limit=1`,
  });
}
