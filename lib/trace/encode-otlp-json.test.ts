import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { arbitraryTrace } from "./arbitrary-trace.ts";
import { buildTrace } from "./build-trace.ts";
import { encodeOtlpJson } from "./encode-otlp-json.ts";
import { readTraces } from "./notation.ts";
import { decodeOtlpJson } from "./otlp-json.ts";
import type { ArrivingSpan, Trace, TraceId } from "./span.ts";

function roundTrip(trace: Trace): Trace {
  const decoded = decodeOtlpJson(JSON.stringify(encodeOtlpJson(trace)));
  assert.ok(decoded.ok);
  assert.equal(decoded.value.rejected, 0);
  const received = new Map(trace.spans.map((span) => [span, span.receivedAt]));
  assert.equal(received.size, decoded.value.spans.length);
  return buildTrace(
    trace.traceId,
    decoded.value.spans.map((span) => ({ ...span, receivedAt: null })),
  );
}
const bare = (trace: Trace) => ({
  ...trace,
  spans: trace.spans
    .map(({ receivedAt: _, ...span }) => span)
    .toSorted((a, b) => JSON.stringify(key(a)).localeCompare(JSON.stringify(key(b)))),
});
const key = (span: {
  spanId: string;
  startNs: number;
  kind: string;
  durationNs: number;
  parentSpanId: string | null;
  resource: { service: string };
}) => [span.spanId, span.startNs, span.kind, span.durationNs, span.parentSpanId, span.resource.service];

test("real traces come back exactly: every attribute, event, link, time and resource", () => {
  const byTrace = new Map<TraceId, ArrivingSpan[]>();
  for (const line of readFileSync(new URL("../chains/fixtures/orders.otlp.ndjson", import.meta.url), "utf8")
    .trim()
    .split("\n")) {
    const decoded = decodeOtlpJson(line);
    assert.ok(decoded.ok);
    for (const span of decoded.value.spans) byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), span]);
  }
  for (const [traceId, spans] of byTrace) {
    const trace = buildTrace(
      traceId,
      spans.map((span) => ({ ...span, receivedAt: null })),
    );
    assert.deepEqual(bare(roundTrip(trace)).spans, bare(trace).spans);
  }
});

test("strange values come back: big integers, bytes, NaN, maps with the key __proto__", () => {
  const [trace] = readTraces("a  x  internal  0ms  1ms");
  const map = Object.assign(Object.create(null), { k: [1n, null, "x"] });
  Object.defineProperty(map, "__proto__", { value: 1, enumerable: true });
  const attributes = Object.assign(Object.create(null), {
    big: -(2n ** 63n),
    bytes: new Uint8Array([0, 255]),
    nan: Number.NaN,
    inf: Number.NEGATIVE_INFINITY,
    zero: -0,
    half: 0.5,
    map,
    none: null,
    no: false,
  });
  const strange = { ...trace!, spans: [{ ...trace!.spans[0]!, attributes, traceState: "ot=th:e6" }] };
  const expected = { ...attributes, map: Object.assign(Object.create(null), map, { k: [1, null, "x"] }) };
  const back = roundTrip(strange).spans[0]!;
  assert.deepEqual({ ...back.attributes }, { ...expected, map: back.attributes["map"] });
  assert.deepEqual(Object.entries(back.attributes["map"] as object), [
    ["k", [1, null, "x"]],
    ["__proto__", 1],
  ]);
  assert.equal(back.traceState, "ot=th:e6");
});

test("several traces are one export, spans of one resource and scope together", () => {
  const traces = readTraces(`
    trace a
    mes-api  x  server  0ms  1ms
    crm-api  y  server  0ms  1ms
    trace b
    mes-api  z  server  0ms  1ms
  `);
  const { resourceSpans } = encodeOtlpJson(...traces);
  assert.deepEqual(
    resourceSpans.map((entry) => entry.scopeSpans.map((scope) => scope.spans.map((span) => span.name))),
    [[["x", "z"]], [["y"]]],
  );
});

test("whatever the trace, it comes back", () => {
  fc.assert(fc.property(arbitraryTrace, (trace) => assert.deepEqual(bare(roundTrip(trace)).spans, bare(trace).spans)));
});
