import assert from "node:assert/strict";
import { test } from "node:test";
import { linksOf } from "./links.ts";
import { readTraces, tracedAs } from "./notation.ts";

const TRACES = readTraces(`
  trace a
  mes-api  publish  producer  0ms  1ms  #pub
  trace b
  crm-api  consume  consumer  5ms  1ms  -> a/pub -> a/pub #take
    crm-api  inner  internal  5ms  1ms  -> b/take
    crm-api  next   producer  5ms  1ms  -> gone/?
`);

test("every link that leaves its trace is told, with the span that carries it, as often and in the order it was sent", () => {
  const [a, b] = TRACES;
  const published = { traceId: tracedAs("a"), spanId: a!.spans[0]!.spanId };
  assert.deepEqual(
    linksOf(b!)
      .map(({ to }) => to)
      .slice(0, 2),
    [published, published],
  );
  assert.deepEqual(
    linksOf(b!).map(({ from, to }) => [b!.spans.findIndex(({ spanId }) => spanId === from.spanId), to.traceId]),
    [
      [0, tracedAs("a")],
      [0, tracedAs("a")],
      [2, tracedAs("gone")],
    ],
  );
});

test("a link within its trace ties nothing together, and a trace without links has none", () => {
  const [a, b] = TRACES;
  assert.deepEqual(linksOf(a!), []);
  assert.ok(linksOf(b!).every(({ to }) => to.traceId !== tracedAs("b")));
});
