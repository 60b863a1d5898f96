import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Facet } from "../../chains/execution.ts";
import { findDistinctive } from "./distinctive.ts";

const many = (count: number, ...facets: readonly Facet[]): readonly (readonly Facet[])[] => Array.from({ length: count }, () => facets);
const version = (value: string): Facet => ({ key: "crm-api.version", value });
const seller = (value: string): Facet => ({ key: "seller.id", value });

test("41 stuck, all on 2.8.1; of those that passed 3 %: that is what is told first", () => {
  const [first, ...rest] = findDistinctive(many(41, version("2.8.1")), [...many(6, version("2.8.1")), ...many(194, version("2.8.0"))]);
  assert.deepEqual(first, {
    ...{ key: "crm-api.version", value: "2.8.1", stuck: 41, stuckOf: 41, passed: 6, passedOf: 200, stuckShare: 1, passedShare: 0.03 },
  });
  assert.deepEqual(rest, []);
});

test("two orders are enough where hardly any other had it, one is not", () => {
  const passed = [...many(6, version("2.8.1")), ...many(206, version("2.8.0"))];
  assert.equal(findDistinctive(many(2, version("2.8.1")), passed).length, 1);
  assert.equal(findDistinctive(many(1, version("2.8.1")), passed).length, 0);
});

test("what all have in common is nothing, nor is what only stuck orders could carry", () => {
  assert.deepEqual(findDistinctive(many(40, version("2.8.1")), many(200, version("2.8.1"))), []);
  assert.deepEqual(findDistinctive(many(40, { key: "dlq", value: "yes" }), many(200, version("2.8.1"))), []);
});

test("an attribute that half of them lack is counted among those that have it", () => {
  const stuck = [...many(10, seller("s-7")), ...many(10, version("2.8.1"))];
  const passed = [...many(100, seller("s-1"), version("2.8.1")), ...many(2, seller("s-7"))];
  const [found] = findDistinctive(stuck, passed);
  assert.deepEqual([found?.key, found?.stuckOf, found?.passedOf], ["seller.id", 10, 102]);
});

test("at most five, the surest first", () => {
  const facets = Array.from({ length: 9 }, (_, at): Facet => ({ key: `k${at}`, value: "x" }));
  const others = facets.map(({ key }): Facet => ({ key, value: "y" }));
  const passed = [...many(300, ...others), ...facets.flatMap((facet, at) => many(at * 3, facet))];
  const found = findDistinctive(many(30, ...facets), passed);
  assert.deepEqual(
    found.map(({ key }) => key),
    ["k0", "k1", "k2", "k3", "k4"],
  );
});

test("where nothing sets them apart, next to nothing is told: at most one run in ten tells anything", () => {
  let told = 0;
  const runs = 200;
  const random = fc.sample(fc.array(fc.nat(11), { minLength: 20 * 8, maxLength: 20 * 8 }), { numRuns: runs, seed: 7 });
  for (const values of random) {
    const draw = (from: number, count: number) =>
      Array.from({ length: count }, (_, row) =>
        Array.from(
          { length: 8 },
          (_, column): Facet => ({ key: `k${column}`, value: `v${values[(from + row * 8 + column) % values.length]! % (2 + column)}` }),
        ),
      );
    if (findDistinctive(draw(0, 6), draw(48, 14)).length > 0) told += 1;
  }
  assert.ok(told <= runs / 10, `${told} of ${runs}`);
});

test("any lists at all: shares are shares, counts are counts, and nothing throws", () => {
  const facet = fc.record({ key: fc.constantFrom("a", "b", "__proto__", "c"), value: fc.string({ maxLength: 2 }) });
  const lists = fc.array(fc.array(facet, { maxLength: 5 }), { maxLength: 40 });
  fc.assert(
    fc.property(lists, lists, (stuck, passed) => {
      for (const one of findDistinctive(stuck, passed)) {
        assert.ok(one.stuckShare > one.passedShare && one.stuckShare <= 1.0000001 && one.passedShare >= 0);
        assert.ok(one.stuck <= stuck.length && one.passed <= passed.length);
      }
    }),
  );
});
