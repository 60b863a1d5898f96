import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findItems, nextFound, rowsFound } from "./find.ts";
import { sampleTable } from "./sample-table.ts";

const table = sampleTable([
  { parent: -1, start: 0, duration: 9, name: "POST /orders", service: "mes-api", id: 0x00f0_67aa_0ba9_02b7n },
  { parent: 0, start: 1, duration: 2, name: "SELECT orders", service: "mes-db", status: 1 },
  { parent: 0, start: 4, duration: 2, name: "SELECT prices", service: "mes-db", status: 2 },
  { parent: 0, start: 6, duration: 2, name: "prices", service: "rabbitmq", shape: 1 },
]);
const found = (query: string): number[] => [...(findItems(table, query) ?? [])].flatMap((hit, i) => (hit === 1 ? [i] : []));

test("all words must hold, in any field, in any case", () => {
  assert.deepEqual(found("select"), [1, 2]);
  assert.deepEqual(found("MES select prices"), [2]);
  assert.deepEqual(found("orders mes-api"), [0]);
});

test("a span is found by the beginning of its id, a trace by any part of its own", () => {
  assert.deepEqual(found("00f067aa"), [0]);
  assert.deepEqual(found("00f067aa0ba902b7"), [0]);
  assert.deepEqual(found("0000000000000001"), [0, 1, 2, 3]);
});

test("marks ask for errors, timeouts and waits", () => {
  assert.deepEqual(found("is:error"), [1]);
  assert.deepEqual(found("is:timeout"), [2]);
  assert.deepEqual(found("is:wait"), [3]);
});

test("words that are names of the language itself find nothing by accident", () => {
  assert.deepEqual(found("constructor"), []);
  assert.deepEqual(found("__proto__"), []);
});

test("an empty query is no filter, and no query throws", () => {
  assert.equal(findItems(table, "  "), null);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (query) => {
      const marks = findItems(table, query);
      assert.ok(marks === null || (marks.length === table.count && marks.every((mark) => mark === 0 || mark === 1)));
    }),
  );
});

test("rows of matches are ascending and each once; next and previous go round", () => {
  const rows = rowsFound(Uint8Array.of(1, 1, 0, 1), Int32Array.of(2, 5, 3, 2), 8);
  assert.deepEqual([...rows], [2, 5]);
  assert.equal(nextFound(rows, 0, 1), 0);
  assert.equal(nextFound(rows, 2, 1), 1);
  assert.equal(nextFound(rows, 5, 1), 0);
  assert.equal(nextFound(rows, 2, -1), 1);
  assert.equal(nextFound(new Int32Array(0), 2, 1), -1);
});
