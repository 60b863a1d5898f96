import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTrace } from "./notation.ts";
import { carriedIds, countIds, idsOf } from "./order-ids.ts";
import type { Attributes } from "./span.ts";

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

const values = fc.oneof(
  fc.constantFrom("", "1", "2", 1, 2, 3n, null, true, Number.NaN),
  fc.array(fc.constantFrom("", "1", "4", 4, null, true), { maxLength: 3 }),
);
const attributes = fc.dictionary(fc.constantFrom("order_id", "order.id", "other"), values) as fc.Arbitrary<Attributes>;

test("a trace's ids are those that are counted, in the same order; a span's are what a set of all its values holds", () => {
  const [span] = readTrace("a  x  internal  0ms  1ms").spans;
  const spans = fc.array(
    fc.record({ own: attributes, resource: attributes }).map((one) => ({
      ...span!,
      attributes: one.own,
      resource: { ...span!.resource, attributes: one.resource },
    })),
    { maxLength: 6 },
  );
  const slowly = (from: Attributes): readonly string[] => {
    const all = KEYS.flatMap((key): readonly unknown[] => (Array.isArray(from[key]) ? from[key] : [from[key]]));
    const isId = (one: unknown) => (typeof one === "string" && one !== "") || typeof one === "bigint" || Number.isFinite(one);
    return [...new Set(all.filter(isId).map(String))];
  };
  fc.assert(
    fc.property(spans, (some) => {
      for (const one of some) {
        const own = slowly(one.attributes);
        assert.deepEqual([...carriedIds(one, KEYS)], own.length > 0 ? own : slowly(one.resource.attributes));
      }
      assert.deepEqual([...idsOf({ spans: some }, KEYS)], [...countIds({ spans: some }, KEYS).keys()]);
    }),
  );
});
