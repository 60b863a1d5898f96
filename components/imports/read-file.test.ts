import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { encodeOtlpJson } from "#lib/trace/encode-otlp-json";
import { readTraces } from "#lib/trace/notation";
import { readTraceFile } from "./read-file.ts";

const otlp = encodeOtlpJson(...readTraces("a  x  server  0ms  1ms\n  a  y  internal  0ms  1ms"));

test("OTLP, Jaeger's and Tempo's exports, and one JSON a line, all become a waterfall with every span", () => {
  const jaeger = { data: [{ traceID: "1", spans: [1, 2].map((i) => ({ spanID: `${i}`, startTime: 5, duration: 1 })), processes: {} }] };
  const { resourceSpans } = otlp;
  for (const form of [otlp, { batches: resourceSpans }, { trace: otlp }, { result: otlp }, jaeger]) {
    const read = readTraceFile("trace.json", JSON.stringify(form));
    assert.ok(read.ok, read.ok ? "" : read.error);
    assert.deepEqual([read.value.spanCount, read.value.waterfall.count], [2, 2]);
  }
  const lines = readFileSync(new URL("../../lib/chains/fixtures/orders.otlp.ndjson", import.meta.url), "utf8");
  const collected = readTraceFile("spans.ndjson", lines);
  assert.equal(collected.ok && collected.value.spanCount, 278);
});

test("one span of the file is told in full for the side panel", () => {
  const read = readTraceFile("trace.json", JSON.stringify(otlp));
  assert.ok(read.ok);
  const { traceId, spanId } = otlp.resourceSpans[0]!.scopeSpans[0]!.spans[1]!;
  const alone = readTraceFile("span.json", JSON.stringify(read.value.spanDocument(traceId, spanId)));
  assert.equal(alone.ok && alone.value.spanCount, 1);
});

test("what holds no span is refused with a reason", () => {
  for (const text of ["", "{]", "{}", '{"resourceSpans":[]}']) {
    const read = readTraceFile("notes.json", text);
    assert.ok(!read.ok && read.error !== "", text);
  }
});
