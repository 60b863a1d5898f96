import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arbitraryTrace } from "./arbitrary-trace.ts";
import { findCriticalPath } from "./critical-path.ts";
import { readTrace } from "./notation.ts";

/** `name from–to` in milliseconds. */
const path = (text: string): string => {
  const trace = readTrace(text);
  return findCriticalPath(trace)
    .map(({ spanIndex, startNs, endNs }) => `${trace.spans[spanIndex]!.name} ${startNs / 1e6}–${endNs / 1e6}`)
    .join(", ");
};

test("the path is in the child that ended last, else in the span itself", () => {
  const drawn = `
    s  A    server     0ms  20ms
      s  B  internal   2ms   6ms
      s  C  internal   2ms   4ms
      s  D  internal  10ms   8ms
  `;
  assert.equal(path(drawn), "A 0–2, B 2–8, A 8–10, D 10–18, A 18–20");
});

test("a message that outlives its publisher leads the path on; its time in the queue belongs to nobody", () => {
  const drawn = `
    mes  request        server     0ms   30ms
      mes  publish      producer  10ms   10ms
        crm  consume    consumer 500ms  100ms
          crm  write    client   550ms   20ms
  `;
  assert.equal(path(drawn), "request 0–10, publish 10–20, consume 500–550, write 550–570, consume 570–600");
});

test("a child of a skewed clock counts from its parent's start", () => {
  const drawn = `
    a  call     client  3000ms  100ms  #call
    b  serve    server     0ms   80ms  parent=call
    c  serve2   server  2990ms   50ms  parent=call
  `;
  assert.equal(path(drawn), "serve2 3000–3040, call 3040–3100");
});

test("several roots follow one another", () => {
  assert.equal(path("a  one  server  0ms  10ms\na  two  server  5ms  20ms\na  three  server  30ms  5ms"), "two 5–25, three 30–35");
});

test("whatever the trace: segments lie within their spans, run forwards and never overlap", () => {
  fc.assert(
    fc.property(arbitraryTrace, (trace) => {
      const segments = findCriticalPath(trace);
      segments.forEach(({ spanIndex, startNs, endNs }, i) => {
        const span = trace.spans[spanIndex]!;
        assert.ok(startNs < endNs && startNs >= span.startNs && endNs <= span.startNs + span.durationNs);
        assert.ok(startNs >= (segments[i - 1]?.endNs ?? 0));
      });
    }),
    { numRuns: 500 },
  );
});
