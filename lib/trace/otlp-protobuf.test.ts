import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import protobuf from "protobufjs";
import { OTLP_PROTO } from "./fixtures/otlp-proto.ts";
import { decodeOtlpJson } from "./otlp-json.ts";
import { decodeOtlpProtobuf } from "./otlp-protobuf.ts";
import type { AttributeValue } from "./span.ts";

const Request = protobuf.parse(OTLP_PROTO).root.lookupType("otlp.Request");

/** Encodes OTLP JSON by protobufjs; ids from hex to bytes first, which is where the two forms differ. */
function encode(json: unknown): Uint8Array {
  const text = JSON.stringify(json, (key, value) =>
    /^(traceId|spanId|parentSpanId)$/.test(key) ? Buffer.from(value, "hex").toString("base64") : value,
  );
  return Request.encode(Request.fromObject(JSON.parse(text))).finish();
}

function decode(bytes: Uint8Array) {
  const decoded = decodeOtlpProtobuf(bytes);
  assert.ok(decoded.ok, decoded.ok ? "" : decoded.error.message);
  return decoded.value;
}
function refused(bytes: Uint8Array) {
  const decoded = decodeOtlpProtobuf(bytes);
  assert.ok(!decoded.ok);
  return decoded.error;
}

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => Buffer.from(value).fill(1, 0, 1).toString("hex"));
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(
    0n,
    -1n,
    2n ** 49n - 1n,
    2n ** 49n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    -(2n ** 53n) - 1n,
    -(2n ** 63n),
    2n ** 63n - 1n,
  ),
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom("order_id", "http.route", "__proto__"),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64.map(String) }),
    fc.record({ doubleValue: fc.double({ noNaN: true }).filter(Number.isFinite) }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("base64")) }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie("value"), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(fc.record({ key: text, value: tie("value") }), { maxLength: 3 }) }) }),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 4 });
const time = fc.bigInt({ min: 1n, max: 2n ** 63n });
const span = fc
  .record({
    traceId: hex(16),
    spanId: hex(8),
    parentSpanId: fc.oneof(fc.constant(""), hex(8)),
    name: text,
    traceState: text,
    kind: fc.integer({ min: 0, max: 5 }),
    start: time,
    duration: fc.bigInt({ min: 0n, max: 2n ** 62n }),
    attributes,
    events: fc.array(fc.record({ name: text, timeUnixNano: time.map(String), attributes }), { maxLength: 2 }),
    links: fc.array(fc.record({ traceId: hex(16), spanId: hex(8), attributes }), { maxLength: 2 }),
    status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
    flags: fc.nat(),
  })
  .map(({ start, duration, ...rest }) => ({ ...rest, startTimeUnixNano: String(start), endTimeUnixNano: String(start + duration) }));
const request = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      schemaUrl: text,
      scopeSpans: fc.array(
        fc.record({ scope: fc.record({ name: text, version: text, attributes }), spans: fc.array(span, { maxLength: 4 }) }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

test("what protobufjs encodes is read as its JSON form is: every field, every kind of value, 64-bit integers exactly", () => {
  fc.assert(
    fc.property(request, (json) => {
      const fromJson = decodeOtlpJson(JSON.stringify(json));
      assert.ok(fromJson.ok);
      assert.deepEqual(decode(encode(json)), fromJson.value);
    }),
    { numRuns: 300 },
  );
});

const GOOD = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  name: "x",
  startTimeUnixNano: "1795442167827671549",
  endTimeUnixNano: "1795442167827671550",
};
const inBody = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

test("a span with a bad id or time is rejected with its reason, the others are kept", () => {
  const bad: [object, RegExp][] = [
    [{ traceId: "ab" }, /traceId/],
    [{ traceId: "0".repeat(32) }, /traceId/],
    [{ traceId: "1".repeat(34) }, /traceId/],
    [{ spanId: "" }, /spanId/],
    [{ parentSpanId: "ab" }, /parentSpanId/],
    [{ startTimeUnixNano: 0 }, /start/],
    [{ endTimeUnixNano: 0 }, /before/],
    [{ endTimeUnixNano: "1795442167827671548" }, /before/],
  ];
  for (const [change, reason] of bad) {
    const { spans, rejected, rejectedReasons } = decode(encode(inBody(GOOD, { ...GOOD, ...change }, GOOD)));
    assert.deepEqual([spans.length, rejected], [2, 1]);
    assert.match(rejectedReasons[0]!, /^span 1: /);
    assert.match(rejectedReasons[0]!, reason);
  }
});

test("an empty body is an empty request", () => assert.deepEqual(decode(new Uint8Array()).spans, []));

test("64 levels of nesting are read, 65 refuse the body, and so do a thousand, arrays and maps alike", () => {
  const pair = (inner: Uint8Array) => Buffer.concat([message(1, Buffer.from("k")), message(2, inner)]);
  const nest = (levels: number, wrap: (inner: Uint8Array) => Uint8Array) => {
    let inner: Uint8Array = new Uint8Array();
    for (let i = 0; i < levels; i++) inner = wrap(inner);
    return message(1, message(1, message(1, pair(inner)))); // an attribute of a resource
  };
  const array = (inner: Uint8Array) => message(5, message(1, inner));
  const map = (inner: Uint8Array) => message(6, message(1, pair(inner)));
  for (const wrap of [array, map]) {
    decode(nest(64, wrap));
    for (const levels of [65, 1_000]) assert.equal(refused(nest(levels, wrap)).kind, "too-deep");
  }
});

/** A field with a length, as on the wire. */
function message(field: number, content: Uint8Array): Buffer {
  const writer = protobuf.Writer.create()
    .uint32((field << 3) | 2)
    .bytes(content);
  return Buffer.from(writer.finish());
}

test("unknown fields of every wire type are passed over, groups too", () => {
  const unknown = Buffer.concat([
    Buffer.from([0xa0, 0x06, 0x96, 0x01]), // field 100, varint
    Buffer.from([0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8]), // fixed64
    Buffer.from([0xa2, 0x06, 2, 1, 2]), // with a length
    Buffer.from([0xa3, 0x06, 0x0b, 0x10, 1, 0x0c, 0xa4, 0x06]), // a group in a group
    Buffer.from([0xa5, 0x06, 1, 2, 3, 4]), // fixed32
  ]);
  const known = encode(inBody(GOOD));
  assert.equal(decode(Buffer.concat([unknown, known, unknown])).spans.length, 1);
  assert.equal(decode(Buffer.concat([Buffer.from([0x08, 0x01]), known])).spans.length, 1); // field 1, but a varint
});

test("a body cut short anywhere is refused or read up to whole spans, never misread", () => {
  const bytes = encode(inBody({ ...GOOD, attributes: [{ key: "k", value: { intValue: "-5" } }] }, GOOD));
  for (let length = 1; length < bytes.length; length++) assert.equal(refused(bytes.subarray(0, length)).kind, "malformed");
});

test("malformed bytes are refused: field 0, wire type 7, an endless varint, a length beyond the end, a group without end or start", () => {
  for (const bytes of [
    [0x00],
    [0x07, 1],
    [0x0f],
    [0x0a, ...Array(11).fill(0xff)],
    [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [0x0a, 5, 1],
    [0x1b],
    [0x1c],
    [0x1b, 0x08],
  ]) {
    assert.equal(refused(new Uint8Array(bytes)).kind, "malformed");
  }
  assert.equal(refused(new Uint8Array(Buffer.from(JSON.stringify(inBody(GOOD))))).kind, "malformed");
});

test("no bytes make the decoder throw or loop: random ones, and true bodies with random damage", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      decodeOtlpProtobuf(bytes);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(request, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), (json, damage) => {
      const bytes = encode(json);
      for (const [at, byte] of damage) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      decodeOtlpProtobuf(bytes);
    }),
    { numRuns: 300 },
  );
});

test("a view into a larger buffer is read from its own start", () => {
  const bytes = encode(inBody({ ...GOOD, attributes: [{ key: "b", value: { bytesValue: "AQI=" } }] }));
  const larger = new Uint8Array(bytes.length + 20).fill(0xff);
  larger.set(bytes, 7);
  const [span] = decode(larger.subarray(7, 7 + bytes.length)).spans;
  assert.equal(span!.startUnixNs, 1795442167827671549n);
  larger.fill(0); // what was read must not hang on to the body
  assert.deepEqual(span!.attributes["b"] as AttributeValue, new Uint8Array([1, 2]));
});
