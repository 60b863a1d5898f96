import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs, unixNs } from "../base/time.ts";
import type { Resource, Span, SpanId, Trace, TraceId } from "../trace/span.ts";
import { maskTrace } from "./mask-trace.ts";
import { makePolicy } from "./policy.ts";

const key = new Uint8Array(32).fill(1);
const policy = makePolicy(["order_id"]);
const secret = "ada@example.com";

const resource: Resource = { service: "crm-api", instance: secret, version: "1", attributes: { owner_email: secret } };
const span: Span = {
  traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId,
  spanId: "b7ad6b7169203331" as SpanId,
  parentSpanId: "c7ad6b7169203331" as SpanId,
  name: `notify ${secret}`,
  kind: "server",
  startNs: 12,
  durationNs: 34,
  status: { code: "error", message: `no ${secret}` },
  attributes: { [secret]: 1, order_id: "48213", user_id: "u-17", list: [{ deep: `x ${secret}` }] },
  events: [{ name: secret, timeUnixNs: unixNs(5n), attributes: { "exception.stacktrace": `at f (${secret})` } }],
  links: [{ traceId: "1af7651916cd43dd8448eb211c80319c" as TraceId, spanId: "d7ad6b7169203331" as SpanId, attributes: { note: secret } }],
  resource,
  scope: { name: secret, version: null },
  traceState: "ot=th:e6",
  receivedAt: unixMs(7),
};
const trace: Trace = {
  traceId: span.traceId,
  startUnixNs: unixNs(1n),
  durationNs: 99,
  spans: [span, { ...span, spanId: "e7ad6b7169203331" as SpanId }],
  warnings: [{ kind: "partial", reason: secret }],
};

const text = (value: unknown): string => JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one));

test("an e-mail planted in every place of a trace survives in none", () => {
  assert.doesNotMatch(text(maskTrace(trace, policy, key)), /ada|example\.com/);
});

test("ids, times, kinds, the order's id and the sampling threshold are untouched", () => {
  const masked = maskTrace(trace, policy, key);
  const pick = ({ traceId, spanId, parentSpanId, kind, startNs, durationNs, receivedAt, traceState, attributes, links }: Span) => [
    [traceId, spanId, parentSpanId, kind, startNs, durationNs, receivedAt, traceState],
    [attributes["order_id"], links[0]?.traceId, links[0]?.spanId],
  ];
  assert.deepEqual(masked.spans.map(pick), trace.spans.map(pick));
  assert.equal(masked.startUnixNs, trace.startUnixNs);
  assert.equal(masked.spans[0]?.events[0]?.timeUnixNs, 5n);
});

test("the original is not changed, and spans of one resource still share it", () => {
  const before = text(trace);
  const masked = maskTrace(trace, policy, key);
  assert.equal(text(trace), before);
  assert.equal(masked.spans[0]?.resource, masked.spans[1]?.resource);
});

test("masking twice is masking once", () => {
  const once = maskTrace(trace, policy, key);
  assert.equal(text(maskTrace(once, policy, key)), text(once));
});
