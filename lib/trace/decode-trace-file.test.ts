import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeTraceFile } from "./decode-trace-file.ts";
import { encodeOtlpJson } from "./encode-otlp-json.ts";
import { readTraces } from "./notation.ts";
import { decodeOtlpJson } from "./otlp-json.ts";

const otlp = encodeOtlpJson(...readTraces("a  x  server  0ms  1ms\n  a  y  internal  0ms  1ms"));
const base64 = JSON.parse(JSON.stringify(otlp), (key, value) =>
  /^(traceId|spanId|parentSpanId)$/.test(key) ? Buffer.from(value, "hex").toString("base64") : value,
) as typeof otlp;
const jaeger = { traceID: "1", spans: [1, 2].map((i) => ({ spanID: `${i}`, startTime: 5, duration: 1 })), processes: {} };
const names = (file: unknown) => {
  const decoded = decodeTraceFile(typeof file === "string" ? file : JSON.stringify(file));
  assert.ok(decoded.ok, decoded.ok ? "" : decoded.error.message);
  return decoded.value.spans.map((span) => [span.name, span.spanId]);
};

test("every form in which trace tools export JSON is read, ids in hex and base64 alike", () => {
  const expected = names(otlp);
  assert.equal(expected.length, 2);
  for (const form of [
    [otlp],
    { ...otlp, partial: false },
    { result: otlp },
    base64,
    { trace: base64, metrics: {} },
    { batches: base64.resourceSpans },
  ]) {
    assert.deepEqual(names(form), expected);
  }
  const lines = [JSON.stringify({ resourceSpans: [] }), JSON.stringify(otlp), '{"resourceLogs":[]}', '{"resourceMetrics":[]}', ""].join(
    "\n",
  );
  assert.deepEqual(names(lines), expected);
  for (const form of [jaeger, [jaeger], { data: [jaeger] }]) assert.equal(names(form).length, 2);
  assert.equal(names(readFileSync(new URL("../chains/fixtures/orders.otlp.ndjson", import.meta.url), "utf8")).length, 278);
});

test("base64 ids are for files: a sender's body may not have them", () => {
  const decoded = decodeOtlpJson(JSON.stringify(base64));
  assert.ok(decoded.ok);
  assert.equal(decoded.value.rejected, 2);
});

test("anything else is refused with a clear word", () => {
  for (const [text, kind] of [
    ["", "empty"],
    ["<html>", "not-json"],
    ["{}\n<", "not-json"],
    ["{}", "malformed"],
    ["7", "malformed"],
    ['[{"x":1}]', "malformed"],
  ] as const) {
    const decoded = decodeTraceFile(text);
    assert.ok(!decoded.ok);
    assert.equal(decoded.error.kind, kind);
  }
});
