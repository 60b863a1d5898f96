import assert from "node:assert/strict";
import { test } from "node:test";
import { linksOf } from "../trace/links.ts";
import { readTraces, tracedAs } from "../trace/notation.ts";
import { createLinkBook, recordTrace, tiedTraces } from "./link-book.ts";
import { nextWork, readWork, writeWork } from "./work-list.ts";

const [a, b, c, d] = readTraces(`
trace a
mes-api  publish  producer  0s  1ms  #pub

trace b
relay  forward  consumer  1s  1ms  -> a/pub #out

trace c
crm-api  receive  consumer  2s  1ms  -> b/out #own

trace d
mail  receive  consumer  3s  1ms  -> c/own
`);

test("links are followed both ways and onward through traces without an order, but not beyond another order's trace", () => {
  for (const arrival of [
    [a, b, c, d],
    [d, c, b, a],
  ]) {
    const book = createLinkBook();
    for (const trace of arrival) recordTrace(book, trace!, linksOf(trace!), trace === a ? ["48213"] : trace === c ? ["48214"] : []);
    assert.deepEqual(tiedTraces(book, tracedAs("a")).toSorted(), [tracedAs("a"), tracedAs("b"), tracedAs("c")]);
    assert.deepEqual(tiedTraces(book, tracedAs("d")).toSorted(), [tracedAs("c"), tracedAs("d")]);
  }
});

test("what waits is written with the cursor, read back, and taken in its order", () => {
  const list = readWork('["x","y","z"]', 5)!;
  assert.deepEqual(
    nextWork(list, 2, (id) => id !== "y"),
    ["x", "z"],
  );
  assert.equal(writeWork(list, new Set(["x"])).value, '["y","z"]');
});

test("a list of waiting orders that cannot be read is no empty list: everything is to be read again", () => {
  for (const garbled of ["", "{", "7", '{"x":1}', "[1]"]) assert.equal(readWork(garbled, 0), null);
  assert.equal(readWork(null, 0)?.waiting.size, 0);
});
