import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { groupV1 } from "./to-trace.ts";
import { readV1Trace } from "./v1-bytes.ts";
import { BrokenAnswer, readV1Traces, type V1Trace } from "./wire.ts";

const recorded = ["jaeger-2.13.0", "jaeger-2.20.0"].flatMap((version) =>
  readdirSync(join(import.meta.dirname, "fixtures", version))
    .filter((name) => /^v1-(search|trace)/.test(name))
    .map((name) => JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", version, name), "utf8")).response.body as string)
    .flatMap((body) => ((body.startsWith("{") ? JSON.parse(body).data : null) ?? []) as V1Trace[]),
);

/** What is read at all is what the slow way reads; answers whether it was. */
function holds(bytes: Buffer): boolean {
  const fast = readV1Trace(bytes);
  if (fast === null) return false;
  const whole = Buffer.concat([Buffer.from('{"data":['), bytes, Buffer.from("]}")]);
  const slow = [...groupV1(readV1Traces(whole).traces).values()];
  const outlineOf = (raw: typeof fast) => ({ traceId: raw.traceId, spanCount: raw.spanCount, mark: raw.mark, trace: raw.read() });
  assert.deepEqual([fast].map(outlineOf), slow.map(outlineOf));
  return true;
}

test("recorded traces are read from their bytes, all of them, as they are by way of JSON", () => {
  assert.ok(recorded.length > 20);
  for (const trace of recorded) assert.ok(holds(Buffer.from(JSON.stringify(trace))), trace.traceID);
});

const text = fc.oneof(
  fc.constantFrom("order_id", "__proto__", "@jaeger@warnings", "GET /", ""),
  fc.string(),
  fc.string({ unit: "binary" }),
);
const FIELDS = ["span.kind", "otel.status_code", "otel.scope.name", "otel.library.name", "otel.scope.version", "otel.status_description"];
const key = fc.oneof({ weight: 3, arbitrary: text }, fc.constantFrom(...FIELDS, "error", "w3c.tracestate", "otel.library.version"));
const typed = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant("string"), value: fc.oneof(text, fc.constantFrom("server", "ERROR", "ok", "Unset")) }),
  },
  fc.constantFrom<object>(
    { type: "bool", value: true },
    { type: "bool", value: false },
    { type: "bool", value: "true" },
    { type: "int64", value: 200 },
    { type: "int64", value: -7 },
    { type: "int64", value: 2 ** 53 },
    { type: "int64", value: "9007199254740993" },
    { type: "float64", value: 0.5 },
    { type: "int64", value: 1.5 },
    { type: "binary", value: "AAE=" },
    { type: "string", value: null },
    { value: "untyped" },
    { type: "string", value: ["max trace size exceeded"] },
  ),
);
const tags = fc.array(
  fc.tuple(key, typed).map(([of, rest]) => ({ key: of, ...rest })),
  { maxLength: 5 },
);
const id = (digits: number) => fc.constantFrom("1", "2", "3", "a").map((digit) => digit.repeat(digits));
const BASE = 1_795_471_588_999_990;
const time = fc.oneof(
  { weight: 40, arbitrary: fc.nat(40).map((us) => BASE + us) },
  fc.constantFrom<unknown>(0, 1, -1, null, 1.5, 2 ** 60, "5"),
);
const reference = fc.record({
  refType: fc.constantFrom("CHILD_OF", "CHILD_OF", "FOLLOWS_FROM"),
  traceID: fc.oneof({ weight: 6, arbitrary: fc.constant("1".repeat(32)) }, id(32)),
  spanID: fc.oneof({ weight: 9, arbitrary: id(16) }, fc.constantFrom("1", "zz")),
});
const span = fc
  .record({
    traceID: fc.constant("1".repeat(32)),
    spanID: id(16),
    flags: fc.option(fc.constant(1), { nil: undefined }),
    operationName: text,
    references: fc.oneof({ weight: 4, arbitrary: fc.array(reference, { maxLength: 1 }) }, fc.array(reference, { maxLength: 3 })),
    startTime: time,
    duration: fc.oneof({ weight: 20, arbitrary: fc.nat() }, time),
    tags,
    logs: fc.array(fc.record({ timestamp: time, fields: tags }), { maxLength: 1 }),
    processID: fc.oneof({ weight: 20, arbitrary: fc.constantFrom("p1", "p2") }, fc.constant("p9")),
    warnings: fc.constantFrom<unknown>(null, null, ["clock skew"]),
  })
  .chain((usual) => {
    const odd = fc.tuple(
      fc.constantFrom(...Object.keys(usual), "unknown"),
      fc.constantFrom<unknown>(null, undefined, 1, "A", "0".repeat(16), [], {}),
    );
    const changed = odd.map(([field, value]): object => ({ ...usual, [field]: value }));
    return fc.oneof({ weight: 30, arbitrary: fc.constant<object>(usual) }, changed);
  });
const trace = fc
  .record({
    traceID: fc.oneof({ weight: 20, arbitrary: fc.constant("1".repeat(32)) }, fc.constantFrom("1", "1".repeat(31), "A".repeat(32))),
    spans: fc.array(span, { minLength: 1, maxLength: 4 }),
    processes: fc.record({ p1: fc.record({ serviceName: text, tags }), p2: fc.record({ serviceName: fc.constant("crm"), tags }) }),
    warnings: fc.constantFrom<unknown>(null, ["cut"]),
  })
  .map((drawn) => JSON.stringify(drawn));

test("a number that is missing, a process that stands twice, a span of another trace: left to the slow way", () => {
  const usual = JSON.stringify(recorded.find(({ spans }) => spans.length > 1));
  assert.ok(holds(Buffer.from(usual)));
  const second = /("p1":\{.*\}),"p2"/.exec(usual)?.[1] ?? '"p1":{"serviceName":"a","tags":[]}';
  for (const odd of [
    usual.replace(/"duration":\d+/, '"duration":'),
    usual.replace('"operationName"', '"flags":,"operationName"'),
    usual.replace('"processes":{', `"processes":{${second},`),
    usual.replace(/("spans":\[\{"traceID":")./, "$1f"),
  ])
    assert.equal(odd !== usual && readV1Trace(Buffer.from(odd)), null);
});

test("drawn traces: usual spans among odd ones, whatever is missing, doubled or of another type", () => {
  let read = 0;
  fc.assert(
    fc.property(trace, (drawn) => {
      if (holds(Buffer.from(drawn))) read++;
    }),
    { numRuns: 500 },
  );
  assert.ok(read > 50, `${read} of 500 were usual`);
});

test("drawn and recorded traces, broken off, with a byte changed, left out or put in: read alike, or left to the slow way", () => {
  const byte = fc.constantFrom(...Buffer.from('"\\{}[],:09af e.-\u0000'), 0x80, 0xff);
  const any = fc.oneof(trace, fc.constantFrom(...recorded.map((one) => JSON.stringify(one)).filter(({ length }) => length < 4_000)));
  fc.assert(
    fc.property(any, fc.nat(), byte, fc.nat(3), (drawn, place, changed, kind) => {
      const bytes = Buffer.from(drawn);
      const at = place % bytes.length;
      if (kind === 3) return assert.equal(readV1Trace(bytes.subarray(0, at)), null);
      const mangled = [bytes.subarray(0, at), kind < 2 ? Buffer.of(changed) : Buffer.of(), bytes.subarray(kind === 1 ? at : at + 1)];
      try {
        holds(Buffer.concat(mangled));
      } catch (error) {
        // Taken for a trace, it must be one.
        assert.ok(!(error instanceof BrokenAnswer));
        throw error;
      }
    }),
    { numRuns: 500 },
  );
});
