import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sampleDetail } from "./sample-detail.ts";
import { findSpan, groupAttributes } from "./span-detail.ts";

test("a span of an OTLP document is found by id, with everything that it says", () => {
  const detail = sampleDetail("4".repeat(32), "a".repeat(16));
  assert.equal(detail?.name, "price-calculated publish");
  assert.equal(detail?.scope, "@opentelemetry/instrumentation-amqplib 0.58.0");
  assert.equal(detail?.events[0]?.attributes.at(-1)?.key, "exception.stacktrace");
  assert.equal(detail?.links.length, 1);
});

test("values of every kind are written as a person would", () => {
  const value = {
    kvlistValue: { values: [{ key: "a", value: { arrayValue: { values: [{ intValue: "9007199254740993" }, { boolValue: true }] } } }] },
  };
  const spans = [{ spanId: "b".repeat(16), attributes: [{ key: "k", value }] }];
  assert.equal(
    findSpan({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, "b".repeat(16))?.attributes[0]?.value,
    "{a: [9007199254740993, true]}",
  );
});

test("any JSON is read without throwing", () => {
  fc.assert(fc.property(fc.jsonValue(), (json) => void findSpan(json, "a".repeat(16))));
  fc.assert(fc.property(fc.jsonValue(), (json) => void findSpan({ resourceSpans: [{ scopeSpans: [{ spans: [json] }] }] }, "")));
});

test("attributes stand by subject, the message first", () => {
  const keys = ["http.route", "order_id", "messaging.system", "db.query.text", "http.request.method"];
  const groups = groupAttributes(keys.map((key) => ({ key, value: "" })));
  assert.deepEqual(
    groups.map(({ group, values }) => [group, values.length]),
    [
      ["messaging", 1],
      ["other", 1],
      ["http", 2],
      ["db", 1],
    ],
  );
});
