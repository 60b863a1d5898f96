import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import type { Runtime } from "../runtime.ts";
import { readiness } from "./health.ts";
import { sourceMetrics } from "./source-metrics.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 12));
const counters = {
  ...{ requests: 10, bytes: 5_000, scanRequests: 7, scanBytes: 4_000, retries: 2 },
  ...{ failures: { timeout: 3 }, breaker: "half-open" as const, lastFailure: null, lastFailureAt: null },
};
const scan = { scans: 4, traces: 90, spans: 900, askedMs: 1_500, takenInMs: 500, tracesPerSecond: 1, spansPerSecond: 10 };
const source = {
  ...{ id: "jaeger", kind: "jaeger", state: "ok", lastError: null },
  ...{ warnings: [], lastFailure: null, nextScanAt: null },
};
const runtime = {
  clock: () => NOW,
  sources: [{ id: "jaeger", counters: () => counters }, { id: "embedded" }],
  pipeline: {
    status: () => ({
      sources: [
        { ...source, sourceId: "jaeger", scannedUpTo: NOW - 4_000, lagMs: 4_000, failedScans: 0, scan },
        { ...source, sourceId: "embedded", scannedUpTo: null, lagMs: null, failedScans: 2, scan },
      ],
      services: [{ service: 'crm "api"\n', watermark: NOW - 9_000, instances: [], gaps: [{ from: NOW - 99_000, to: null }] }],
      ...{ waitingOrders: 3, unmatched: new Map([["48213", "why"]]), caughtUp: true },
    }),
  },
} as unknown as Runtime;

test("what asking costs and gives is told to Prometheus, by source, purpose and kind; services' names break no line", () => {
  const text = sourceMetrics(runtime);
  for (const expected of [
    'loupe_source_requests_total{source="jaeger",purpose="scan"} 7',
    'loupe_source_requests_total{source="jaeger",purpose="read"} 3',
    'loupe_source_bytes_total{source="jaeger",purpose="read"} 1000',
    'loupe_source_failures_total{source="jaeger",kind="timeout"} 3',
    'loupe_source_failures_total{source="jaeger",kind="unreachable"} 0',
    'loupe_source_breaker_open{source="jaeger"} 0.5',
    'loupe_source_up{source="embedded"} 0',
    'loupe_source_scan_lag_seconds{source="jaeger"} 4',
    'loupe_source_scan_seconds_total{source="jaeger",part="taken-in"} 0.5',
    'loupe_watermark_lag_seconds{service="crm \\"api\\"\\n"} 9',
    'loupe_telemetry_gaps{service="crm \\"api\\"\\n"} 1',
    "loupe_orders_unmatched 1",
  ])
    assert.ok(text.split("\n").includes(expected), `${expected}\nin\n${text}`);
  for (const line of text.trimEnd().split("\n")) assert.match(line, /^(# (HELP|TYPE) loupe_\w+ .+|loupe_\w+(\{.*\})? [\d.e-]+)$/);
});

test("one of several sources down is degraded, all of them is not ready", async () => {
  const state = async (...states: readonly string[]) => {
    const sources = states.map((one, at) => ({ id: `${at}`, status: async () => ({ state: one }) }));
    const auth = { putGrantRecord: async () => {} };
    const { body } = await readiness({ ...runtime, sources, auth } as unknown as Runtime, null);
    return (body as { source: string }).source;
  };
  assert.equal(await state("ok", "ok"), "ok");
  assert.equal(await state("ok", "failed"), "degraded");
  assert.equal(await state("degraded", "failed"), "degraded");
  assert.equal(await state("failed"), "failed");
  assert.equal(await state("failed", "failed"), "failed");
});
