import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arbitraryTrace } from "./arbitrary-trace.ts";
import { mergeTraces } from "./merge-traces.ts";
import { readTrace } from "./notation.ts";
import type { Trace } from "./span.ts";

const whole = readTrace(`
trace a
mes-api  POST /orders  server  1s  900ms  order_id=48213 #in
  mes-api  publish  producer  1.1s  20ms  messaging.message.id=m-1 #pub
    crm-api  receive  consumer  3s  80ms #take
`);

const only = (...labels: readonly string[]): Trace =>
  readTrace(`
trace a
${labels.includes("in") ? "mes-api  POST /orders  server  1s  900ms  order_id=48213 #in" : ""}
${labels.includes("pub") ? "mes-api  publish  producer  1.1s  20ms  messaging.message.id=m-1  parent=in #pub" : ""}
${labels.includes("take") ? "crm-api  receive  consumer  3s  80ms  parent=pub #take" : ""}
`);

const bodies = ({ startUnixNs, spans }: Trace) =>
  spans.map(({ spanId, parentSpanId, startNs }) => [spanId, parentSpanId, startUnixNs + BigInt(Math.round(startNs))]);

test("halves of a trace that lie in two sources are one trace, each span with the sources that gave it, whichever is named first", () => {
  const halves = [
    { source: "jaeger", trace: only("in", "pub") },
    { source: "tempo", trace: only("pub", "take") },
  ];
  for (const copies of [halves, halves.toReversed()]) {
    const merged = mergeTraces(copies);
    assert.deepEqual(bodies(merged), bodies(whole));
    assert.equal(merged.durationNs, whole.durationNs);
    assert.deepEqual(
      merged.spans.map(({ sources }) => sources?.toSorted()),
      [["jaeger"], ["jaeger", "tempo"], ["tempo"]],
    );
    assert.deepEqual(merged.warnings, []);
  }
});

test("of two copies of a span the one that says more is taken, though a backend has rounded its times", () => {
  const spans = whole.spans.map((span) => ({ ...span, startNs: Math.floor(span.startNs / 1_000) * 1_000 + 1, attributes: {} }));
  const merged = mergeTraces([
    { source: "jaeger", trace: { ...whole, spans } },
    { source: "tempo", trace: whole },
  ]);
  assert.deepEqual(
    merged.spans.map(({ attributes }) => ({ ...attributes })),
    whole.spans.map(({ attributes }) => ({ ...attributes })),
  );
});

test("a client's and a server's span under one id both stay", () => {
  const shared = readTrace("trace z\nmes-api  GET  client  0s  9ms #same\n  storage  GET  server  0.001s  7ms #same");
  const merged = mergeTraces([
    { source: "jaeger", trace: { ...shared, spans: shared.spans.slice(0, 1) } },
    { source: "tempo", trace: { ...shared, spans: shared.spans.slice(1) } },
  ]);
  assert.deepEqual(
    merged.spans.map(({ kind }) => kind),
    ["client", "server"],
  );
});

test("what a source knew to be missing stays said", () => {
  const trace: Trace = { ...only("in"), warnings: [{ kind: "partial", reason: "cut at 4 MB" }] };
  const merged = mergeTraces([
    { source: "tempo", trace },
    { source: "jaeger", trace: only("in") },
  ]);
  assert.deepEqual(merged.warnings, [{ kind: "partial", reason: "cut at 4 MB" }]);
});

test("any trace twice is that trace once, and any way of cutting it in two puts it together again", () => {
  fc.assert(
    fc.property(arbitraryTrace, fc.func(fc.boolean()), (trace, isLeft) => {
      const twice = mergeTraces([
        { source: "a", trace },
        { source: "b", trace },
      ]);
      assert.equal(twice.spans.length, trace.spans.length);
      assert.deepEqual([twice.startUnixNs, twice.durationNs], [trace.startUnixNs, trace.durationNs]);
      // Spans that share all that they are known by stay on one side.
      const side = (left: boolean): Trace => ({ ...trace, spans: trace.spans.filter((span) => isLeft(span.spanId) === left) });
      const cut = mergeTraces([
        { source: "a", trace: side(true) },
        { source: "b", trace: side(false) },
      ]);
      assert.equal(cut.spans.length, trace.spans.length);
      assert.deepEqual(new Set(cut.spans.map(({ spanId }) => spanId)), new Set(trace.spans.map(({ spanId }) => spanId)));
    }),
  );
});
