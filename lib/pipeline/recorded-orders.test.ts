import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type UnixMs, unixMs, unixNs } from "../base/time.ts";
import { defaultChains } from "../chains/load.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import { openStore } from "../store/open.ts";
import { decodeOtlpJson } from "../trace/otlp-json.ts";
import type { ArrivingSpan, Resource, SpanId, TraceId } from "../trace/span.ts";
import { createPipeline } from "./pipeline.ts";

/** The four chains as auto-instrumented services sent them (see `lib/chains/fixtures`), moved to half an hour before `NOW`. */
const NOW = unixMs(Date.UTC(2026, 10, 23, 12, 0, 0));
const HALF_AN_HOUR_MS = 1_800_000;

const TRUTH: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "J-1": { "order-creation": "done", "price-calculation": "done", "order-confirmation": "done" },
  "J-2": { "order-creation": "done", "price-calculation": "done", "order-confirmation": "done" },
  "J-3": { "order-creation": "done", "price-calculation": "stuck dead-lettered crm-api" },
  "J-4": { "order-creation": "done", "price-calculation": "failed timed-out crm-db" },
  "J-5": { "order-creation": "done", "price-calculation": "failed timed-out storage" },
  "J-lost": { "order-creation": "stuck never-consumed crm-api" },
};

function readRecording(file: string): readonly (readonly ArrivingSpan[])[] {
  const text = readFileSync(join(import.meta.dirname, "../chains/fixtures", file), "utf8");
  const requests = text.trim().split("\n").map(readRequest);
  const end = requests.flat().reduce((latest, span) => {
    const at = span.startUnixNs + BigInt(Math.round(span.durationNs));
    return at > latest ? at : latest;
  }, 0n);
  const moved = BigInt(NOW - HALF_AN_HOUR_MS) * 1_000_000n - end;
  return requests.map((spans) => spans.map((span) => ({ ...span, startUnixNs: unixNs(span.startUnixNs + moved) })));
}

function readRequest(line: string): readonly ArrivingSpan[] {
  const decoded = decodeOtlpJson(line);
  assert.ok(decoded.ok);
  return decoded.value.spans;
}

let made = 0;
const heartbeat = (resource: Resource, endMs: number): ArrivingSpan => ({
  traceId: (++made).toString(16).padStart(32, "a") as TraceId,
  spanId: made.toString(16).padStart(16, "b") as SpanId,
  parentSpanId: null,
  name: "heartbeat",
  kind: "internal",
  startUnixNs: unixNs(BigInt(Math.round(endMs - 5)) * 1_000_000n),
  durationNs: 4e6,
  status: { code: "unset", message: null },
  attributes: {},
  events: [],
  links: [],
  resource,
  scope: { name: "", version: null },
  traceState: null,
});

const heartbeats = (resources: readonly Resource[], from: number, to: number): readonly ArrivingSpan[] =>
  resources.flatMap((resource) => {
    const beats: ArrivingSpan[] = [];
    for (let at = from; at <= to; at += 10_000) beats.push(heartbeat(resource, at));
    return beats;
  });

async function setUp(recording: readonly (readonly ArrivingSpan[])[], clock: { now: UnixMs }) {
  const chains = defaultChains();
  const store = await openStore({ url: "sqlite::memory:", clock: () => clock.now, orderKeys: chains.orderKeys });
  const problems: string[] = [];
  const sources = [createEmbeddedSource(store.spans)];
  const pipeline = createPipeline({ sources, index: store.index, chains, clock: () => clock.now, log: (m) => problems.push(m) });
  const resources = [...new Map(recording.flat().map((span) => [JSON.stringify(span.resource), span.resource])).values()];
  const push = (spans: readonly ArrivingSpan[]) => store.spans.append(spans, clock.now);
  const read = async (orderId: string): Promise<Record<string, string>> => {
    const order = await store.index.getOrder(orderId);
    const said = (order?.executions ?? []).map(({ execution, judgement }) => [
      execution.chainId,
      [judgement.state, judgement.cause, judgement.stepId].filter((word) => word !== null).join(" "),
    ]);
    return Object.fromEntries(said);
  };
  return { store, pipeline, resources, push, read, problems };
}

for (const file of ["orders.otlp.ndjson"]) {
  test(`${file}: every order is judged as it really went, though all was sent twice and services were silent before their heartbeats`, async () => {
    const clock = { now: NOW };
    const recording = readRecording(file);
    const { store, pipeline, resources, push, read, problems } = await setUp(recording, clock);
    for (const spans of [...recording, ...recording]) await push(spans);
    await pipeline.runOnce();
    await push(heartbeats(resources, NOW - HALF_AN_HOUR_MS, NOW));
    await pipeline.runOnce();
    clock.now = unixMs(NOW + 20_000);
    await push(heartbeats(resources, NOW + 10_000, clock.now));
    await pipeline.runOnce();
    for (const [orderId, truth] of Object.entries(TRUTH)) assert.deepEqual([orderId, await read(orderId)], [orderId, truth]);
    const lists = await store.index.listExecutions({ chainId: "active-orders", limit: 10 });
    assert.deepEqual(
      lists.items.map(({ judgement }) => judgement.state),
      ["done"],
    );
    assert.deepEqual(problems, []);
    await store.close();
  });
}
