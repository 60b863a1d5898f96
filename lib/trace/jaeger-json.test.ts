import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { buildTrace } from "./build-trace.ts";
import { decodeJaegerJson } from "./jaeger-json.ts";
import { operationStatus } from "./operation-status.ts";
import type { ArrivingSpan } from "./span.ts";
import { buildTree } from "./tree.ts";

const VERSIONS = ["2.13.0", "2.20.0"];
const recorded = (version: string, name: string): string =>
  (
    JSON.parse(readFileSync(new URL(`./fixtures/jaeger-${version}-${name}.json`, import.meta.url), "utf8")) as {
      response: { body: string };
    }
  ).response.body;

function decode(text: string) {
  const decoded = decodeJaegerJson(text);
  assert.ok(decoded.ok, decoded.ok ? "" : decoded.error.message);
  return decoded.value;
}
const toTrace = (spans: readonly ArrivingSpan[]) =>
  buildTrace(
    spans[0]!.traceId,
    spans.map((span) => ({ ...span, receivedAt: null })),
  );

for (const version of VERSIONS) {
  test(`Jaeger ${version}: a trace's spans come back with kind, scope, instance, integers beyond 2^53 and parents`, () => {
    const { spans, rejected } = decode(recorded(version, "publisher-trace"));
    assert.equal(rejected, 0);
    const [root, get, calc, publish] = spans.toSorted((a, b) => Number(a.startUnixNs - b.startUnixNs));
    assert.deepEqual(
      [root!.name, root!.kind, root!.durationNs, root!.scope],
      ["POST /orders/{id}/price", "server", 900e6, { name: "loupe-recorder", version: "1" }],
    );
    assert.deepEqual([root!.resource.service, root!.resource.instance, root!.resource.version], ["mes-api", "mes-api-1", "2.8.1"]);
    assert.equal(get!.parentSpanId, root!.spanId);
    assert.deepEqual([calc!.attributes["price.minor"], calc!.attributes["ok"], calc!.attributes["ratio"]], [9007199254740993n, true, 0.25]);
    assert.equal(calc!.attributes["span.kind"], undefined);
    assert.equal(root!.startUnixNs % 1_000n, 0n);
    assert.equal(publish!.kind, "producer");
  });

  test(`Jaeger ${version}: FOLLOWS_FROM into another trace is a link`, () => {
    const [consume] = decode(recorded(version, "consumer-trace")).spans.filter((span) => span.kind === "consumer");
    const [publish] = decode(recorded(version, "publisher-trace")).spans.filter((span) => span.kind === "producer");
    assert.equal(consume!.parentSpanId, null);
    assert.deepEqual([consume!.links[0]!.traceId, consume!.links[0]!.spanId], [publish!.traceId, publish!.spanId]);
  });

  test(`Jaeger ${version}: errors, timeouts and exceptions come back`, () => {
    const { spans } = decode(recorded(version, "error-trace"));
    const confirm = spans.find((span) => span.name === "ConfirmOrder")!;
    const select = spans.find((span) => span.name === "SELECT orders")!;
    assert.deepEqual(confirm.status, { code: "error", message: "deadline exceeded" });
    assert.deepEqual([operationStatus(confirm), operationStatus(select)], ["error", "timeout"]);
    assert.deepEqual([select.events[0]!.name, select.events[0]!.attributes["exception.type"]], ["exception", "TimeoutError"]);
    assert.deepEqual([select.attributes["error"], select.attributes["otel.status_code"]], [undefined, undefined]);
  });

  test(`Jaeger ${version}: strings come back as they were, an orphan stays an orphan`, () => {
    const [strange] = decode(recorded(version, "strange-trace")).spans;
    assert.equal(strange!.attributes["order_id"], "О-\"48\\215' { } && | 💍");
    assert.equal(strange!.name, 'a\\b "q" <script>alert(1)</script>');
    assert.ok(toTrace(decode(recorded(version, "orphan-trace")).spans).warnings.some((warning) => warning.kind === "orphan"));
  });
}

const span = { traceID: "abc", spanID: "1", operationName: "x", startTime: 1_700_000_000_000_000, duration: 5, processID: "p1" };
const file = (...spans: object[]) => JSON.stringify({ data: [{ traceID: "abc", spans, processes: { p1: { serviceName: "s" } } }] });

test("short ids are padded; a bare trace, a list of traces and an answer are all read", () => {
  const trace = { traceID: "ABC", spans: [span], processes: { p1: { serviceName: "s", tags: [{ key: "hostname", value: "h" }] } } };
  for (const form of [trace, [trace], { data: [trace] }]) {
    const [read] = decode(JSON.stringify(form)).spans;
    assert.equal(read!.traceId, "abc".padStart(32, "0"));
    assert.equal(read!.spanId, "1".padStart(16, "0"));
    assert.deepEqual([read!.resource.service, read!.resource.instance], ["s", "h"]);
  }
});

test("the first CHILD_OF is the parent, the other references are links; parentSpanID of old files counts", () => {
  const reference = (refType: string, spanID: string, traceID = "abc") => ({ refType, traceID, spanID });
  const [read] = decode(
    file({
      ...span,
      references: [
        reference("FOLLOWS_FROM", "2"),
        reference("CHILD_OF", "3"),
        reference("CHILD_OF", "4"),
        reference("CHILD_OF", "5", "def"),
        reference("CHILD_OF", "zz"),
      ],
    }),
  ).spans;
  assert.equal(read!.parentSpanId, "3".padStart(16, "0"));
  assert.deepEqual(
    read!.links.map((link) => link.spanId.at(-1)),
    ["2", "4", "5"],
  );
  assert.equal(decode(file({ ...span, parentSpanID: "9" })).spans[0]!.parentSpanId, "9".padStart(16, "0"));
});

test("a span with a bad id or time is rejected and counted, a malformed file names its field", () => {
  const { spans, rejected } = decode(
    file(
      span,
      { ...span, spanID: "0" },
      { ...span, duration: -1 },
      { ...span, duration: "x" },
      { ...span, startTime: 1e300 },
      { ...span, startTime: null },
    ),
  );
  assert.deepEqual([spans.length, rejected], [1, 5]);
  for (const [text, kind, field] of [
    ["", "empty", null],
    ["{", "not-json", null],
    ["{}", "malformed", "data"],
    ['{"data":[1]}', "malformed", "data[0]"],
    ['{"spans":[{"tags":1}]}', "malformed", "data[0].spans[0].tags"],
  ] as const) {
    const decoded = decodeJaegerJson(text);
    assert.ok(!decoded.ok);
    assert.deepEqual([decoded.error.kind, decoded.error.field], [kind, field]);
  }
});

const PUBLIC = "/work/shared/traces/jaeger/";
test("Jaeger's own odd traces are read: missing times repaired from the parent, cycles cut", {
  skip: existsSync(PUBLIC) ? false : `${PUBLIC} is not on this machine`,
}, () => {
  for (const name of readdirSync(`${PUBLIC}contract`)) {
    const text = readFileSync(`${PUBLIC}contract/${name}`, "utf8");
    const { spans, rejected, warnings } = decode(text);
    assert.equal(rejected, 0, name);
    assert.equal(spans.length, (JSON.parse(text) as { spans: [] }).spans.length);
    assert.equal(warnings.length > 0, /missing|repair/.test(name), name);
    const tree = buildTree(toTrace(spans));
    assert.equal(tree.order.length, spans.length);
    assert.equal(
      tree.warnings.some((warning) => warning.kind === "cycle"),
      name.startsWith("parent-cycle"),
    );
  }
  assert.equal(decode(readFileSync(`${PUBLIC}genai.json`, "utf8")).spans.length, 57);
});

test("no JSON makes it throw or loop", () => {
  const leaf = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.constantFrom("1", "2", "3", "p1", "CHILD_OF"),
  );
  const keys = fc.constantFrom(
    "traceID",
    "spanID",
    "references",
    "refType",
    "tags",
    "logs",
    "fields",
    "key",
    "value",
    "type",
    "timestamp",
    "startTime",
    "duration",
    "parentSpanID",
    "processID",
    "process",
    "operationName",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie("tree"), { maxLength: 3 }), fc.dictionary(keys, tie("tree"), { maxKeys: 6 })),
  }));
  const ids = fc.constantFrom("1", "2", "3", "4");
  const ring = fc.array(fc.record({ traceID: ids, spanID: ids, parentSpanID: ids, startTime: fc.constantFrom(0, 5), duration: fc.nat() }));
  fc.assert(
    fc.property(tree, ring, (json, spans) => {
      for (const form of [json, { data: json }, { data: [{ spans: json }] }, { spans: [span, json] }, { spans }])
        decodeJaegerJson(JSON.stringify(form));
    }),
    { numRuns: 300 },
  );
});
