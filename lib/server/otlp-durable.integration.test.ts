import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { unixMs } from "#lib/base/time";
import { openStore } from "#lib/store/open";
import type { TraceId } from "#lib/trace/span";
import { createOtlpHandler } from "./otlp.ts";

async function startChild(file: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = ["--conditions=react-server", join(import.meta.dirname, "otlp-child.ts"), file];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  return { child, url: `http://127.0.0.1:${port}/v1/traces` };
}

function bodyOf(traceId: string, spans: number): string {
  const list = Array.from({ length: spans }, (_, at) => ({
    traceId,
    spanId: (at + 1).toString(16).padStart(16, "0"),
    name: "X",
    startTimeUnixNano: "1700000000000000000",
    endTimeUnixNano: "1700000000000000009",
  }));
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
}

test("kill −9 while spans pour in loses nothing that was acknowledged", async () => {
  const home = mkdtempSync(join(tmpdir(), "loupe-kill-"));
  const file = join(home, "loupe.db");
  const acknowledged = new Map<TraceId, number>();
  let sent = 0;
  for (let round = 0; round < 3; round++) {
    const { child, url } = await startChild(file);
    const goal = acknowledged.size + 40;
    const pour = async () => {
      for (;;) {
        const number = ++sent;
        const traceId = number.toString(16).padStart(32, "0") as TraceId;
        const spans = 1 + (number % 50);
        const headers = { "content-type": "application/json" };
        const answer = await fetch(url, { method: "POST", headers, body: bodyOf(traceId, spans) }).catch(() => null);
        if (answer === null) return;
        if (answer.status === 200) acknowledged.set(traceId, spans);
        // In full flight: other requests are under way when the process dies.
        if (acknowledged.size >= goal) child.kill("SIGKILL");
      }
    };
    await Promise.all(Array.from({ length: 6 }, pour));
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  const store = await openStore({ url: `sqlite:${file}` });
  const traces = await store.spans.getTraces([...acknowledged.keys()]);
  const summaries = await store.spans.search({ limit: 10_000 });
  await store.close();
  assert.ok(acknowledged.size >= 120);
  for (const [traceId, spans] of acknowledged) assert.equal(traces.get(traceId)?.spans.length, spans);
  // What was on its way came whole or not at all.
  for (const { spanCount, traceId } of summaries.items) assert.equal(spanCount, 1 + (Number.parseInt(traceId, 16) % 50));
  rmSync(home, { recursive: true, force: true });
});

test("what the real OTLP exporter sends is read back equal", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  const clock = () => unixMs(1_700_000_000_000);
  const server = createServer(createOtlpHandler({ append: store.spans.append, backlog: store.spans.backlog, clock, log: () => {} }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "crm-api", "service.instance.id": "crm-api-2", "service.version": "1.4.0" }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  const tracer = provider.getTracer("shop", "2.0");
  const other = tracer.startSpan("other");
  const parent = tracer.startSpan("CreateOrder", { kind: SpanKind.SERVER, startTime: [1_700_000_000, 123_456_789] });
  const child: Span = tracer.startSpan(
    "orders publish",
    {
      kind: SpanKind.PRODUCER,
      startTime: [1_700_000_000, 200_000_001],
      attributes: { order_id: "48213", user_id: "u-1", retries: 3, ratio: 0.25, sure: true, tags: ["a", "b"] },
      links: [{ context: other.spanContext(), attributes: { why: "test" } }],
    },
    trace.setSpan(context.active(), parent),
  );
  child.addEvent("exception", { "exception.message": "timed out" }, [1_700_000_000, 300_000_000]);
  child.setStatus({ code: SpanStatusCode.ERROR, message: "timed out" });
  child.end([1_700_000_000, 400_000_002]);
  parent.end([1_700_000_001, 0]);
  other.end();
  await provider.forceFlush();

  const { traceId, spanId } = child.spanContext();
  const kept = (await store.spans.getTraces([traceId as TraceId])).get(traceId as TraceId)!;
  assert.equal(kept.startUnixNs, 1_700_000_000_123_456_789n);
  assert.deepEqual(
    kept.spans.map(({ name, startNs, durationNs }) => [name, startNs, durationNs]),
    [
      ["CreateOrder", 0, 876_543_211],
      ["orders publish", 76_543_212, 200_000_001],
    ],
  );
  const span = kept.spans[1]!;
  assert.equal(span.spanId, spanId);
  assert.equal(span.parentSpanId, parent.spanContext().spanId);
  assert.equal(span.kind, "producer");
  assert.deepEqual({ ...span.attributes }, { order_id: "48213", user_id: "u-1", retries: 3, ratio: 0.25, sure: true, tags: ["a", "b"] });
  assert.deepEqual(span.status, { code: "error", message: "timed out" });
  assert.deepEqual(
    span.events.map((event) => [event.name, event.timeUnixNs, { ...event.attributes }]),
    [["exception", 1_700_000_000_300_000_000n, { "exception.message": "timed out" }]],
  );
  assert.deepEqual(
    span.links.map((link) => [link.traceId, link.spanId, { ...link.attributes }]),
    [[other.spanContext().traceId, other.spanContext().spanId, { why: "test" }]],
  );
  assert.deepEqual([span.resource.service, span.resource.instance, span.resource.version], ["crm-api", "crm-api-2", "1.4.0"]);
  assert.deepEqual(span.scope, { name: "shop", version: "2.0" });
  assert.equal((await store.spans.tracesOfOrder("48213")).length, 2);
  await provider.shutdown();
  server.closeAllConnections();
  server.close();
  await store.close();
});
