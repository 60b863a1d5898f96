import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { sourcesSchema } from "../contract/sources.ts";
import { traceHeadSchema } from "../contract/trace-head.ts";
import { decodeWaterfall } from "../contract/waterfall-decode.ts";
import { provideRuntime } from "../runtime.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import { readTrace, spanAs } from "../trace/notation.ts";
import type { Trace } from "../trace/span.ts";
import { fixtureRuntime, fixtureSource, NOW } from "./fixture-runtime.ts";
import { getSources } from "./sources.ts";
import { getTraceHead } from "./trace-head.ts";
import { getSpan, getTrace } from "./traces.ts";
import { getTraceWaterfall } from "./waterfalls.ts";

const viewer: Viewer = viewerAs("developer");
const whole = readTrace(`
trace a
mes-api  POST  server  0s  900ms  order_id=48213 #in
  mes-api  publish  producer  0.1s  20ms #pub
    crm-api  receive  consumer  3s  80ms #take
`);
const half = (from: number, to: number): Trace => ({ ...whole, spans: whole.spans.slice(from, to) });
const having = (id: string, trace: Trace, part: Partial<TraceSource> = {}) =>
  fixtureSource({ id, getTraces: async () => ok({ traces: new Map([[trace.traceId, trace]]), partial: false, warnings: [] }), ...part });
const failure: SourceFailure = { kind: "unreachable", source: "jaeger", detail: "cannot be reached", retryAfterMs: null };
const down = fixtureSource({ id: "jaeger", getTraces: async () => err(failure) });

let tick = 0;
const start = (sources: readonly TraceSource[], part: Parameters<typeof fixtureRuntime>[0] = {}) => {
  tick += 60_000;
  const now = unixMs(NOW + tick);
  provideRuntime(fixtureRuntime({ clock: () => now, sources, ...part }));
};

test("a trace that two sources have by halves is answered whole, with the sources that gave it; each span names its own", async () => {
  start([having("jaeger", half(0, 2)), having("tempo", half(1, 3))]);
  const trace = await getTrace(viewer, whole.traceId);
  assert.ok(trace.ok && !trace.value.partial);
  assert.deepEqual(trace.value.sources, ["jaeger", "tempo"]);
  const head = await getTraceHead(viewer, whole.traceId);
  assert.ok(head.ok);
  assert.deepEqual(traceHeadSchema.parse(head.value), head.value);
  assert.deepEqual([head.value.spanCount, head.value.sources], [3, ["jaeger", "tempo"]]);
  const waterfall = await getTraceWaterfall(viewer, whole.traceId);
  const drawn = waterfall.ok ? decodeWaterfall(waterfall.value) : assert.fail();
  assert.equal(drawn.ok && drawn.value.traces[0]?.spanCount, 3);
  const sourcesOf = async (label: string) => {
    const span = await getSpan(viewer, whole.traceId, spanAs("a", label));
    return span.ok ? span.value.sources : assert.fail();
  };
  assert.deepEqual([await sourcesOf("in"), await sourcesOf("pub"), await sourcesOf("take")], [["jaeger"], ["jaeger", "tempo"], ["tempo"]]);
});

test("one of two sources down: what the other has is shown, in part, and says which source and why", async () => {
  start([down, having("tempo", half(1, 3))]);
  const trace = await getTrace(viewer, whole.traceId);
  assert.ok(trace.ok && trace.value.partial);
  assert.deepEqual(trace.value.warnings, ["jaeger: cannot be reached"]);
  start([down, fixtureSource({ id: "tempo" })]);
  const unknown = await getTrace(viewer, whole.traceId);
  assert.equal(!unknown.ok && unknown.error.kind, "source-unavailable", "not found is not said while one could not be asked");
});

test("with one source nothing is said of sources", async () => {
  start([having("embedded", whole)]);
  const trace = await getTrace(viewer, whole.traceId);
  assert.ok(trace.ok && !("sources" in trace.value));
});

test("sources tell what asking them has cost, how fast they give, and what failed last and when, also after they are well again", async () => {
  const counters = () => ({
    ...{ requests: 10, bytes: 5_000, scanRequests: 7, scanBytes: 4_000, retries: 2, failures: { timeout: 3 }, breaker: "closed" as const },
    ...{ lastFailure: { ...failure, kind: "timeout" as const, detail: "30 s" }, lastFailureAt: unixMs(NOW - 5_000) },
  });
  const progress = {
    ...{ sourceId: "jaeger", state: "ok" as const, lastError: null, scannedUpTo: unixMs(NOW - 4_000), lagMs: 4_000 },
    ...{ warnings: ["30 traces of this microsecond are hidden"], failedScans: 0, nextScanAt: null },
    lastFailure: { at: unixMs(NOW - 60_000), kind: "unreachable" as const, detail: "refused" },
    scan: { scans: 4, traces: 90, spans: 900, askedMs: 1_500, takenInMs: 500, tracesPerSecond: 0.5, spansPerSecond: 5 },
  };
  const { pipeline } = fixtureRuntime({});
  start([fixtureSource({ id: "jaeger", kind: "jaeger", counters })], {
    pipeline: { ...pipeline, status: () => ({ ...pipeline.status(), sources: [progress] }) },
  });
  const answer = await getSources(viewer);
  assert.ok(answer.ok);
  assert.deepEqual(sourcesSchema.parse(answer.value), answer.value);
  const [jaeger] = answer.value.sources;
  assert.deepEqual([jaeger?.traffic?.scanRequests, jaeger?.traffic?.failures, jaeger?.scan?.spansPerSecond], [7, { timeout: 3 }, 5]);
  assert.deepEqual(jaeger?.lastFailure, { at: new Date(NOW - 5_000).toISOString(), kind: "timeout", detail: "30 s" });
  assert.ok(answer.value.partial, "what a source holds and does not give is missing everywhere");
  assert.deepEqual(answer.value.warnings, ["jaeger: 30 traces of this microsecond are hidden"]);
});
