import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arbitrarySpans } from "./arbitrary-trace.ts";
import { buildTrace } from "./build-trace.ts";
import { readTrace, spanAs, tracedAs } from "./notation.ts";

test("spans stand by start, offsets count from the earliest, the length reaches to the latest end", () => {
  const trace = readTrace(`
    b  late   server  5ms  10ms  seen=1ms
    a  early  client  2ms  30ms  seen=2ms
  `);
  assert.deepEqual(
    trace.spans.map((span) => [span.name, span.startNs]),
    [
      ["early", 0],
      ["late", 3e6],
    ],
  );
  assert.equal(trace.durationNs, 30e6);
});

test("spans that start together stay in order of arrival", () => {
  const trace = readTrace(`
    a  third   internal  0ms  1ms  seen=9ms
    a  first   internal  0ms  1ms  seen=1ms
    a  second  internal  0ms  1ms  seen=5ms
  `);
  assert.deepEqual(
    trace.spans.map((span) => span.name),
    ["first", "second", "third"],
  );
});

test("exact copies are dropped and counted; the first arrival stays", () => {
  const trace = readTrace(`
    a  x  internal  0ms  1ms  copies=3 k=1 #x seen=2s
    a  x  internal  0ms  1ms  k=1 #x seen=1s
  `);
  assert.equal(trace.spans.length, 1);
  assert.deepEqual(trace.warnings, [{ kind: "duplicate-span", spanId: spanAs("t", "x"), count: 4 }]);
  assert.equal(trace.spans[0]!.receivedAt! % 60_000, 1_000);
});

test("a span sent again with changes stays beside the first, with a warning", () => {
  const trace = readTrace(`
    a  x  internal  0ms  1ms  #x
    a  x  internal  0ms  1ms  #x k=1
  `);
  assert.equal(trace.spans.length, 2);
  assert.ok(trace.warnings.some((warning) => warning.kind === "shared-span-id" && warning.count === 2));
});

test("copies are known by content, whatever the order of keys, bytes and big integers among it", () => {
  const [span] = readTrace("a  x  internal  0ms  1ms").spans;
  const variant = (attributes: Record<string, unknown>) => ({ ...span!, startUnixNs: 1n as never, attributes: attributes as never });
  const same = [
    variant({ a: 1n, b: new Uint8Array([1]), c: [{ d: Number.NaN }] }),
    variant({ c: [{ d: Number.NaN }], b: new Uint8Array([1]), a: 1n }),
  ];
  assert.equal(buildTrace(tracedAs("t"), same).spans.length, 1);
  assert.equal(
    buildTrace(tracedAs("t"), [variant({ a: [1] }), variant({ a: { 0: 1 } }), variant({ a: "1" }), variant({})]).spans.length,
    4,
  );
});

test("nothing arriving is an empty trace", () => {
  assert.deepEqual(buildTrace(tracedAs("t"), []), { traceId: tracedAs("t"), startUnixNs: 0n, durationNs: 0, spans: [], warnings: [] });
});

test("twenty thousand different spans under one id are built", () => {
  const [span] = readTrace("a  x  internal  0ms  1ms").spans;
  const many = Array.from({ length: 20_000 }, (_, i) => ({ ...span!, startUnixNs: BigInt(i + 1) as never }));
  assert.equal(buildTrace(tracedAs("t"), many).spans.length, 20_000);
});

test("whatever arrives: nothing is lost but copies, order and offsets hold, and building again changes nothing", () => {
  fc.assert(
    fc.property(arbitrarySpans, (spans) => {
      const trace = buildTrace(tracedAs("t"), spans);
      const copies = trace.warnings.reduce((sum, warning) => sum + (warning.kind === "duplicate-span" ? warning.count - 1 : 0), 0);
      assert.equal(trace.spans.length + copies, spans.length);
      trace.spans.forEach((span, i) => {
        assert.ok(span.startNs >= (trace.spans[i - 1]?.startNs ?? 0));
        assert.ok(span.startNs + span.durationNs <= trace.durationNs);
      });
      const again = buildTrace(
        trace.traceId,
        trace.spans.map((span) => ({ ...span, startUnixNs: (trace.startUnixNs + BigInt(span.startNs)) as never })),
      );
      assert.deepEqual(again.spans, trace.spans);
    }),
  );
});
