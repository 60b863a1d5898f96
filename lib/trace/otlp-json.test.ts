import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { decodeOtlpJson } from "./otlp-json.ts";
import type { ArrivingSpan } from "./span.ts";

const TRACE = "0AF7651916CD43DD8448EB211C80319C";
const SPAN = "B7AD6B7169203331";
const good = { traceId: TRACE, spanId: SPAN, name: "x", startTimeUnixNano: "1795442167827671549", endTimeUnixNano: "1795442167827671550" };
const body = (...spans: unknown[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const attribute = (value: unknown, key = "k") => body({ ...good, attributes: [{ key, value }] });

function decode(text: string | Uint8Array) {
  const decoded = decodeOtlpJson(text);
  assert.ok(decoded.ok, decoded.ok ? "" : decoded.error.message);
  return decoded.value;
}
function only(text: string): ArrivingSpan {
  const { spans } = decode(text);
  assert.equal(spans.length, 1);
  return spans[0]!;
}
function refused(text: string | Uint8Array) {
  const decoded = decodeOtlpJson(text);
  assert.ok(!decoded.ok);
  return decoded.error;
}

test("times are exact to the nanosecond and ids are folded to lower case", () => {
  const span = only(body(good));
  assert.equal(span.startUnixNs, 1795442167827671549n);
  assert.equal(span.durationNs, 1);
  assert.equal(span.traceId, TRACE.toLowerCase());
  assert.equal(span.spanId, SPAN.toLowerCase());
  assert.deepEqual(
    [span.parentSpanId, span.kind, span.status, span.resource.service],
    [null, "unspecified", { code: "unset", message: null }, "unknown_service"],
  );
});

test("every form of a value is read, 64-bit integers without loss", () => {
  const cases: [unknown, unknown][] = [
    [{ stringValue: "a" }, "a"],
    [{ stringValue: "" }, ""],
    [{ boolValue: false }, false],
    [{ intValue: "200" }, 200],
    [{ intValue: 200 }, 200],
    [{ intValue: "9007199254740993" }, 9007199254740993n],
    [{ intValue: "-9223372036854775808" }, -9223372036854775808n],
    [{ doubleValue: 0.25 }, 0.25],
    [{ doubleValue: "NaN" }, Number.NaN],
    [{ doubleValue: "-Infinity" }, Number.NEGATIVE_INFINITY],
    [{ bytesValue: "AQI=" }, new Uint8Array([1, 2])],
    [{ arrayValue: { values: [{ intValue: "1" }, {}] } }, [1, null]],
    [{ arrayValue: {} }, []],
    [{}, null],
    [null, null],
  ];
  for (const [value, expected] of cases) assert.deepEqual(only(attribute(value)).attributes["k"], expected);
  const map = only(attribute({ kvlistValue: { values: [{ key: "__proto__", value: { intValue: "1" } }] } })).attributes["k"] as object;
  assert.deepEqual(Object.entries(map), [["__proto__", 1]]);
});

test("keys named like parts of an object's prototype stay plain keys", () => {
  const span = only(attribute({ stringValue: "evil" }, "__proto__"));
  assert.deepEqual(Object.entries(span.attributes), [["__proto__", "evil"]]);
  assert.equal(({} as Record<string, unknown>)["evil"], undefined);
  assert.equal(span.attributes["constructor"], undefined);
});

test("kinds and status codes are read as numbers and as names", () => {
  for (const [kind, expected] of [
    [2, "server"],
    ["SPAN_KIND_CONSUMER", "consumer"],
    [99, "unspecified"],
    ["?", "unspecified"],
    [null, "unspecified"],
  ] as const) {
    assert.equal(only(body({ ...good, kind })).kind, expected);
  }
  for (const [code, expected] of [
    [2, "error"],
    ["STATUS_CODE_ERROR", "error"],
    [1, "ok"],
    [0, "unset"],
    [7, "unset"],
  ] as const) {
    assert.equal(only(body({ ...good, status: { code, message: "m" } })).status.code, expected);
  }
});

test("a span with a bad id or time is rejected with its reason, the others are kept", () => {
  const bad: [object, RegExp][] = [
    [{ traceId: "ab" }, /traceId/],
    [{ traceId: "0".repeat(32) }, /traceId/],
    [{ traceId: undefined }, /traceId/],
    [{ spanId: 7 }, /spanId/],
    [{ parentSpanId: "xyz" }, /parentSpanId/],
    [{ startTimeUnixNano: undefined }, /start/],
    [{ startTimeUnixNano: "0" }, /start/],
    [{ startTimeUnixNano: "yesterday" }, /start/],
    [{ startTimeUnixNano: -5 }, /start/],
    [{ startTimeUnixNano: true }, /start/],
    [{ endTimeUnixNano: "99999999999999999999999" }, /end/],
    [{ endTimeUnixNano: undefined }, /end/],
    [{ endTimeUnixNano: "1795442167827671548" }, /before/],
  ];
  for (const [change, reason] of bad) {
    const { spans, rejected, rejectedReasons } = decode(body(good, { ...good, ...change }, good));
    assert.deepEqual([spans.length, rejected], [2, 1]);
    assert.match(rejectedReasons[0]!, /^span 1: /);
    assert.match(rejectedReasons[0]!, reason);
  }
  assert.equal(decode(body(...Array(50).fill({}))).rejectedReasons.length, 5);
});

test("a far future and a billion-second span are kept", () => {
  const span = only(body({ ...good, startTimeUnixNano: "18446744073709551614", endTimeUnixNano: "18446744073709551615" }));
  assert.equal(span.startUnixNs, 18446744073709551614n);
  assert.equal(only(body({ ...good, startTimeUnixNano: "1", endTimeUnixNano: "1000000000000000001" })).durationNs, 1e18);
});

test("an all-zero parent is no parent, a link to nothing is left out, other links stay", () => {
  const span = only(
    body({
      ...good,
      parentSpanId: "0".repeat(16),
      links: [
        { traceId: "", spanId: "" },
        { traceId: TRACE, spanId: SPAN },
      ],
    }),
  );
  assert.equal(span.parentSpanId, null);
  assert.equal(span.links.length, 1);
});

test("a malformed shape refuses the body and names the field", () => {
  const shapes: [unknown, string][] = [
    [{ resourceSpans: {} }, "resourceSpans"],
    [{ resourceSpans: ["x"] }, "resourceSpans[0]"],
    [{ resourceSpans: [{ resource: 1 }] }, "resourceSpans[0].resource"],
    [{ resourceSpans: [{ scopeSpans: [{ spans: "x" }] }] }, "resourceSpans[0].scopeSpans[0].spans"],
    [{ resourceSpans: [{ scopeSpans: [{ spans: [1] }] }] }, "resourceSpans[0].scopeSpans[0].spans[0]"],
    [{ resourceSpans: [{ scopeSpans: [{ spans: [{ ...good, name: 1 }] }] }] }, "resourceSpans[0].scopeSpans[0].spans[0].name"],
    [{ resourceSpans: [{ scopeSpans: [{ spans: [{ ...good, attributes: {} }] }] }] }, "resourceSpans[0].scopeSpans[0].spans[0].attributes"],
    [
      { resourceSpans: [{ scopeSpans: [{ spans: [{ ...good, attributes: [{ key: "k", value: { intValue: "1.5" } }] }] }] }] },
      "resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value.intValue",
    ],
  ];
  for (const [shape, field] of shapes) {
    const error = refused(JSON.stringify(shape));
    assert.deepEqual([error.kind, error.field], ["malformed", field]);
    assert.ok(error.message.includes(field));
  }
  for (const text of ["", "  \n", new Uint8Array()]) assert.equal(refused(text).kind, "empty");
  for (const text of ["{", "\u0000", new Uint8Array([255, 254, 0])]) assert.equal(refused(text).kind, "not-json");
  for (const text of ["[]", "null", "1", '"x"']) assert.equal(refused(text).kind, "malformed");
  assert.deepEqual(decode("{}").spans, []);
});

const nested = (levels: number) => `{"arrayValue":{"values":[`.repeat(levels) + "]}}".repeat(levels);

test("64 levels of nesting are read, 65 refuse the body, and so do a hundred thousand", () => {
  const text = (value: string) => attribute("@").replace('"@"', value);
  assert.ok(decodeOtlpJson(text(nested(64))).ok);
  for (const levels of [65, 10_000, 100_000]) assert.equal(refused(text(nested(levels))).kind, "too-deep");
  assert.equal(refused("[".repeat(5_000_000)).kind, "not-json");
  assert.equal(refused(`{"resourceSpans":${"[".repeat(100_000)}${"]".repeat(100_000)}}`).kind, "malformed");
});

test("no JSON makes the decoder throw, and what it keeps is counted", () => {
  const keys = fc.constantFrom(
    "resourceSpans",
    "scopeSpans",
    "spans",
    "resource",
    "attributes",
    "key",
    "value",
    "stringValue",
    "intValue",
    "arrayValue",
    "values",
    "links",
    "events",
    "status",
    "code",
    "name",
    "traceId",
    "spanId",
    "startTimeUnixNano",
    "endTimeUnixNano",
    "__proto__",
  );
  const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double(), fc.string(), fc.constantFrom(TRACE, SPAN, "1", "2"));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 7 }, leaf, fc.array(tie("tree"), { maxLength: 3 }), fc.dictionary(keys, tie("tree"), { maxKeys: 5 })),
  }));
  fc.assert(
    fc.property(tree, (spans) => {
      for (const json of [spans, { resourceSpans: [{ scopeSpans: [{ spans: [good, spans, spans] }] }] }])
        decodeOtlpJson(JSON.stringify(json));
    }),
    { numRuns: 400 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      decodeOtlpJson(text);
    }),
  );
});

test("real services' exports are read whole", () => {
  const lines = readFileSync(new URL("../chains/fixtures/orders.otlp.ndjson", import.meta.url), "utf8")
    .trim()
    .split("\n");
  const decoded = lines.map(decode);
  assert.equal(
    decoded.reduce((sum, { spans }) => sum + spans.length, 0),
    278,
  );
  assert.equal(
    decoded.reduce((sum, { rejected }) => sum + rejected, 0),
    0,
  );
});

const PUBLIC = "/work/shared/traces/otlp/otel-demo-cross-trace-links.ndjson";
test("public traces that nobody here wrote are read whole", {
  skip: existsSync(PUBLIC) ? false : `${PUBLIC} is not on this machine`,
}, () => {
  const decoded = readFileSync(PUBLIC, "utf8").trim().split("\n").map(decode);
  assert.equal(
    decoded.reduce((sum, { spans }) => sum + spans.length, 0),
    547,
  );
  assert.equal(
    decoded.reduce((sum, { spans }) => sum + spans.reduce((links, span) => links + span.links.length, 0), 0),
    53,
  );
});
