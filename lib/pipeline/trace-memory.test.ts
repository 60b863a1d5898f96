import assert from "node:assert/strict";
import { test } from "node:test";
import { readTraces, tracedAs } from "../trace/notation.ts";
import type { Trace } from "../trace/span.ts";
import { beginAt, completeFrom, createTraceMemory, keepTraces, recallTrace } from "./trace-memory.ts";

/** A trace of three spans that begins at that minute. */
const [at0, at1, at20, at21] = [0, 1, 20, 21].map(
  (minute) =>
    readTraces(`
trace t${minute}
mes-api  POST  server  ${minute * 60}s  900ms #in
  mes-api  publish  producer  ${minute * 60 + 0.1}s  20ms #pub
    crm-api  receive  consumer  ${minute * 60 + 3}s  80ms #take
`)[0]!,
) as [Trace, Trace, Trace, Trace];
const half = (trace: Trace, from: number, to: number): Trace => ({ ...trace, spans: trace.spans.slice(from, to) });
const BOTH = ["jaeger", "tempo"];
const pairs = (...traces: readonly Trace[]) => traces.map((trace) => [trace.traceId, trace] as const);

test("what a scan gave is there until newer ones need its place, the newest copy of it", () => {
  const memory = createTraceMemory(7);
  keepTraces(memory, "jaeger", pairs(half(at0, 0, 1), at1));
  keepTraces(memory, "jaeger", pairs(at0));
  assert.equal(recallTrace(memory, at0.traceId, ["jaeger"])?.spans.length, 3);
  assert.equal(memory.spans, 6);
  keepTraces(memory, "jaeger", pairs(at20));
  assert.equal(recallTrace(memory, at1.traceId, ["jaeger"]), null, "the one that was given longest ago went");
  assert.ok(recallTrace(memory, at0.traceId, ["jaeger"]));
  assert.equal(recallTrace(memory, tracedAs("never"), ["jaeger"]), null);
});

test("halves from two sources are put together; one that is known to be absent needs no question", () => {
  const memory = createTraceMemory(100);
  keepTraces(memory, "jaeger", pairs(half(at0, 0, 2)));
  keepTraces(memory, "tempo", pairs(half(at0, 1, 3)));
  assert.equal(recallTrace(memory, at0.traceId, BOTH)?.spans.length, 3);
  keepTraces(memory, "jaeger", pairs(at1));
  keepTraces(memory, "tempo", [[at1.traceId, null]]);
  assert.equal(recallTrace(memory, at1.traceId, BOTH)?.spans.length, 3);
  assert.equal(completeFrom(memory, "tempo", [half(at1, 2, 3)])[0]?.spans.length, 3);
});

test("what a source has forgotten, or gave before this start, is not taken for absent: it must be asked", () => {
  const memory = createTraceMemory(7);
  keepTraces(memory, "tempo", pairs(half(at0, 0, 1), at20));
  keepTraces(memory, "jaeger", pairs(at21));
  keepTraces(memory, "jaeger", pairs(half(at0, 1, 3)));
  assert.equal(recallTrace(memory, at20.traceId, BOTH), null, "forgotten, to make room");
  assert.equal(recallTrace(memory, at21.traceId, BOTH), null, "tempo has forgotten one of about then");
  const restarted = createTraceMemory();
  const START = Number(at20.startUnixNs / 1_000_000n);
  beginAt(restarted, "tempo", START);
  keepTraces(restarted, "jaeger", pairs(at1, at21));
  assert.equal(recallTrace(restarted, at1.traceId, BOTH), null);
  assert.equal(recallTrace(restarted, at21.traceId, BOTH), null, "halves may begin minutes apart");
  beginAt(restarted, "tempo", START - 10 * 60_000);
  assert.ok(recallTrace(restarted, at21.traceId, BOTH));
});

test("a trace that a scan could give only in part is asked for", () => {
  const memory = createTraceMemory();
  keepTraces(memory, "tempo", pairs({ ...at0, warnings: [{ kind: "partial", reason: "cut" }] }));
  assert.equal(recallTrace(memory, at0.traceId, ["tempo"]), null);
});
