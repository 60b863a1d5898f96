import assert from "node:assert/strict";
import { test } from "node:test";
import { unixNs } from "../base/time.ts";
import type { Attributes, Span, SpanId, Trace, TraceId } from "../trace/span.ts";
import { maskTrace } from "./mask-trace.ts";
import { makeMasker } from "./masker.ts";
import { makePolicy } from "./policy.ts";
import { previewTrace } from "./preview.ts";

const policy = makePolicy(["order_id"], { extraKeys: { "crm.owner": "user" }, keptKeys: [] });
const key = new Uint8Array(32).fill(3);

const traceId = "0af7651916cd43dd8448eb211c80319c" as TraceId;

function traceForTests(attributes: Attributes, name: string): Trace {
  const span: Span = {
    ...{ traceId, spanId: "b7ad6b7169203331" as SpanId, parentSpanId: null, name, kind: "server", startNs: 0, durationNs: 9, attributes },
    ...{
      status: { code: "ok", message: null },
      events: [],
      links: [],
      scope: { name: "lib", version: null },
      traceState: null,
      receivedAt: null,
    },
    resource: { service: "crm-api", instance: null, version: null, attributes: {} },
  };
  return { traceId, startUnixNs: unixNs(1n), durationNs: 9, spans: [span], warnings: [] };
}

test("a preview names what is hidden and what it becomes, never what it was; the rest is left by name", () => {
  const trace = traceForTests(
    { order_id: "A-1", "crm.owner": "x17", note: "to ada@example.com", qty: 2, "http.route": "/orders", big: 10n ** 15n },
    "mail ada@example.com",
  );
  const { rows, left } = previewTrace(makeMasker(policy, key), trace);
  assert.deepEqual(rows.map(({ place, key: name }) => `${place} ${name}`).sort(), ["attribute crm.owner", "attribute note", "name null"]);
  assert.doesNotMatch(JSON.stringify(rows), /ada@|x17/);
  assert.match(rows.find((row) => row.key === "crm.owner")?.becomes[0] ?? "", /^user-/);
  assert.deepEqual(left, ["big", "http.route", "order_id", "qty"]);
});

test("what is masked already is nothing to preview", () => {
  const trace = traceForTests({ "crm.owner": "x17", note: "to ada@example.com" }, "GET /");
  assert.deepEqual(previewTrace(makeMasker(policy, key), maskTrace(trace, policy, key)).rows, []);
});
