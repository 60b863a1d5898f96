import assert from "node:assert/strict";
import { test } from "node:test";
import { indexLinks, linksOf, neighbours, reachable } from "./links.ts";
import { readTraces, tracedAs } from "./notation.ts";

const TRACES = readTraces(`
  trace a
  mes-api  publish  producer  0ms  1ms  #pub
  trace b
  crm-api  consume  consumer  5ms  1ms  -> a/pub -> a/pub #take
    crm-api  inner  internal  5ms  1ms  -> b/take
  trace c
  mes-api  confirm  consumer  9ms  1ms  -> b/take
  trace d
  other    alone    server    0ms  1ms  -> gone/?
  trace e
  ring     one      internal  0ms  1ms  #e -> f/f
  trace f
  ring     two      internal  0ms  1ms  #f -> e/e
`);
const ids = (...names: string[]) => names.map(tracedAs);

test("links are followed both ways, over any number of traces, and circles end", () => {
  const index = indexLinks(TRACES);
  assert.deepEqual(neighbours(index, tracedAs("a")), ids("b"));
  assert.deepEqual(neighbours(index, tracedAs("b")), ids("a", "c"));
  for (const start of ["a", "b", "c"]) assert.deepEqual(reachable(index, ids(start)).toSorted(), ids("a", "b", "c").toSorted());
  assert.deepEqual(reachable(index, ids("e")), ids("e", "f"));
});

test("a linked trace may be unknown; links within a trace are none", () => {
  const index = indexLinks(TRACES);
  assert.deepEqual(reachable(index, ids("d")), ids("d", "gone"));
  assert.deepEqual(reachable(index, ids("gone")), ids("gone", "d"));
  assert.deepEqual(reachable(index, ids("never heard of")), ids("never heard of"));
  assert.equal(linksOf(TRACES[1]!).length, 2);
});
