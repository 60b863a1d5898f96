import assert from "node:assert/strict";
import { test } from "node:test";
import { readTrace } from "./notation.ts";
import { carriedIds, countIds } from "./order-ids.ts";

const KEYS = ["order_id", "order.id"];

test("ids are counted by span, under any of the keys, numbers as text", () => {
  const trace = readTrace(`
    a  one    server    0ms  9ms  order_id=48213
    a  two    internal  1ms  1ms  order.id="48213"
    a  three  internal  2ms  1ms  order_id="a b" order.id=48214
    a  four   internal  3ms  1ms  other=1
  `);
  assert.deepEqual(
    [...countIds(trace, KEYS)],
    [
      ["48213", 2],
      ["a b", 1],
      ["48214", 1],
    ],
  );
  assert.deepEqual([...countIds(trace, [])], []);
});

test("the resource's id counts where the span has none of its own", () => {
  const [own, inherited] = readTrace(`
    job  one  internal  0ms  1ms  resource.order_id=7 order_id=8
    job  two  internal  1ms  1ms  resource.order_id=7
  `).spans;
  assert.deepEqual(carriedIds(own!, KEYS), ["8"]);
  assert.deepEqual(carriedIds(inherited!, KEYS), ["7"]);
});

test("each entry of an array counts once; nothing, maps and booleans are no ids", () => {
  const [span] = readTrace("a  x  internal  0ms  1ms").spans;
  const carry = (order_id: unknown) => carriedIds({ ...span!, attributes: { order_id } as never }, KEYS);
  assert.deepEqual(carry(["1", 2, 3n, "1", "", null, true]), ["1", "2", "3"]);
  assert.deepEqual(carry(9007199254740993n), ["9007199254740993"]);
  for (const none of ["", null, true, {}, Number.NaN, new Uint8Array([1])]) assert.deepEqual(carry(none), []);
});
