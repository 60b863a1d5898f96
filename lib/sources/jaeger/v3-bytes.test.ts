import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { TraceId } from "#lib/trace/span";
import { groupV3, type RawTrace } from "./to-trace.ts";
import { readV3Traces } from "./v3-bytes.ts";
import { BrokenAnswer, readV3ResourceSpans } from "./wire.ts";

const bodies = ["jaeger-2.13.0", "jaeger-2.20.0"].flatMap((version) =>
  readdirSync(join(import.meta.dirname, "fixtures", version))
    .filter((name) => /^v3-(search|trace)/.test(name))
    .map((name) => JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", version, name), "utf8")).response.body as string),
);

function outcomeOf(read: () => ReadonlyMap<TraceId, RawTrace>) {
  try {
    return [...read().values()].map((raw) => ({ traceId: raw.traceId, spanCount: raw.spanCount, mark: raw.mark, trace: raw.read() }));
  } catch (error) {
    assert.ok(error instanceof BrokenAnswer);
    return error.message;
  }
}

/** The slow way says what an answer means. */
const holds = (bytes: Buffer): void =>
  assert.deepEqual(
    outcomeOf(() => readV3Traces(bytes)),
    outcomeOf(() => groupV3(readV3ResourceSpans(bytes))),
  );

test("recorded answers, each as it came, broken off anywhere, and with any byte another one", () => {
  for (const body of bodies) holds(Buffer.from(body));
  const long = bodies.filter((body) => body.length > 1_000);
  const place = fc.record({
    body: fc.constantFrom(...long),
    at: fc.nat(),
    byte: fc.constantFrom(...Buffer.from('"\\{}[],:01ax \u0001'), 0xc3, 0xff),
  });
  fc.assert(
    fc.property(place, ({ body, at, byte }) => {
      const bytes = Buffer.from(body).subarray(0, 6_000);
      holds(bytes.subarray(0, at % bytes.length));
      const changed = Buffer.from(body);
      changed[at % changed.length] = byte;
      holds(changed);
    }),
    { numRuns: 150 },
  );
});

const text = fc.oneof(
  fc.constantFrom("order_id", "__proto__", "@jaeger@warnings", "GET /", ""),
  fc.string(),
  fc.string({ unit: "binary" }),
);
const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { weight: 6, arbitrary: text.map((stringValue) => ({ stringValue })) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom("", "-", "0", "-0", "007", "200", "-17", "9007199254740993", "999999999999999", "x")
        .map((intValue) => ({ intValue })),
    },
    fc.constantFrom(
      {},
      { boolValue: true },
      { doubleValue: 0.5 },
      { intValue: 7 },
      { bytesValue: "AAE=" },
      { stringValue: "a", intValue: "1" },
    ),
    fc.constantFrom({
      arrayValue: { values: [{ stringValue: "Negative duration detected" }, { stringValue: "max trace size exceeded" }] },
    }),
    tie("value").map((inner) => ({ kvlistValue: { values: [{ key: "k", value: inner }] } })),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value }), { minLength: 1, maxLength: 4 });
const hex = (digits: number) => fc.constantFrom("1", "2", "3").map((digit) => digit.repeat(digits));
const BASE = 1_795_471_588_999_999_980n;
const oddTime = fc.constantFrom(
  "",
  "-",
  "0",
  "0".repeat(19),
  "1",
  "1000000000000000000",
  "1795471588999999990",
  "9999999999999999999",
  "18446744073709551615",
  "x",
);
const usually = (from: number, most: number) =>
  fc.oneof({ weight: 60, arbitrary: fc.integer({ min: from, max: most }).map((ns) => String(BASE + BigInt(ns))) }, oddTime);
const time = usually(0, 40);
const later = fc.oneof(usually(40, 80), usually(40, 2 ** 40));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const usualSpan = fc.record({
  traceId: hex(32),
  spanId: fc.oneof({ weight: 20, arbitrary: hex(16) }, fc.stringMatching(/^[0-9a-fA-F]{16}$/)),
  traceState: maybe(text),
  parentSpanId: maybe(hex(16)),
  name: maybe(text),
  kind: maybe(fc.integer({ min: 1, max: 5 })),
  startTimeUnixNano: time,
  endTimeUnixNano: later,
  attributes: maybe(attributes),
  droppedAttributesCount: maybe(fc.nat()),
  events: maybe(fc.array(fc.record({ timeUnixNano: time, name: text, attributes: maybe(attributes) }), { minLength: 1, maxLength: 2 })),
  links: maybe(
    fc.array(fc.record({ traceId: hex(32), spanId: hex(16), traceState: maybe(text), attributes: maybe(attributes) }), {
      minLength: 1,
      maxLength: 2,
    }),
  ),
  status: maybe(
    fc.constantFrom({}, { code: 1 }, { code: 2 }, { message: "bad", code: 2 }, { message: "", code: 2 }, { message: "only" }, { code: 9 }),
  ),
  flags: maybe(fc.nat()),
});
/** Fields that are missing, of another type, unknown, or in another place. */
const oddSpan = fc
  .tuple(
    usualSpan,
    fc.constantFrom(
      "traceId",
      "spanId",
      "parentSpanId",
      "kind",
      "endTimeUnixNano",
      "attributes",
      "events",
      "links",
      "status",
      "name",
      "unknown",
    ),
    fc.constantFrom<unknown>(
      null,
      1,
      -1,
      1.5,
      "ABCDEFABCDEFABCD",
      "ABCDEFABCDEFABCDABCDEFABCDEFABCD",
      "0".repeat(16),
      "SPAN_KIND_CLIENT",
      [],
      {},
      [{}],
      undefined,
    ),
  )
  .map(([span, field, odd]) => ({ ...span, [field]: odd }));
const span = fc.oneof({ weight: 12, arbitrary: usualSpan }, oddSpan, fc.constantFrom<unknown>(null, 1, {}, []));
const resource = fc.oneof({ weight: 5, arbitrary: fc.record({ attributes }) }, fc.constantFrom<unknown>({}, null, { attributes: 1 }));
const scope = fc.constantFrom<unknown>(
  { name: "a" },
  { name: "a", version: "1" },
  {},
  null,
  undefined,
  { name: "b", attributes: [] },
  { name: 1 },
);
const entry = fc.record({
  resource,
  scopeSpans: fc.array(fc.record({ scope, spans: fc.array(span, { maxLength: 6 }), schemaUrl: maybe(text) }), {
    minLength: 1,
    maxLength: 2,
  }),
  schemaUrl: maybe(text),
});
const answer = fc.array(entry, { maxLength: 4 }).map((resourceSpans) => JSON.stringify({ result: { resourceSpans } }));

test("drawn answers: usual spans among odd ones, whatever is missing, doubled or of another type", () => {
  fc.assert(
    fc.property(answer, fc.constantFrom("", "\n", " x", '{"result":{}}'), (body, tail) => holds(Buffer.from(body + tail))),
    { numRuns: 400 },
  );
});

test("drawn answers, with a byte changed, left out or put in", () => {
  const byte = fc.constantFrom(...Buffer.from('"\\{}[],:09af e.-\u0000'), 0x80, 0xff);
  fc.assert(
    fc.property(answer, fc.nat(), byte, fc.nat(2), (body, place, changed, kind) => {
      const bytes = Buffer.from(body);
      const at = place % bytes.length;
      holds(Buffer.concat([bytes.subarray(0, at), kind < 2 ? Buffer.of(changed) : Buffer.of(), bytes.subarray(kind === 1 ? at : at + 1)]));
    }),
    { numRuns: 300 },
  );
});

test("a number that is missing is no number", () => {
  for (const body of bodies) {
    holds(Buffer.from(body.replaceAll(/"intValue":"\d+"/g, '"intValue":""')));
    holds(Buffer.from(body.replaceAll('"attributes":[', '"droppedAttributesCount":,"attributes":[')));
    holds(Buffer.from(body.replaceAll('"status":{}', '"status":{},"flags":')));
  }
});

test("the usual form is read without a detour: traces share their service's one resource", () => {
  const entryOf = (digit: string) => ({
    resource: { attributes: [{ key: "service.name", value: { stringValue: "crm" } }] },
    scopeSpans: [
      {
        scope: { name: "s" },
        spans: [
          {
            traceId: digit.repeat(32),
            spanId: digit.repeat(16),
            startTimeUnixNano: "1795471588999999980",
            endTimeUnixNano: "1795471588999999981",
            status: {},
          },
        ],
      },
    ],
  });
  const traces = readV3Traces(Buffer.from(JSON.stringify({ result: { resourceSpans: [entryOf("1"), entryOf("2")] } })));
  const [one, two] = [...traces.values()].map((raw) => raw.read().spans[0]!);
  assert.equal(one!.resource, two!.resource);
});
