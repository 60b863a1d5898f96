import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BUSINESS_NAMES, PERIOD_NAMES, resolveRates, scenarioOf } from "./scenarios.ts";

const shareOf = (scenario: string, pairs: readonly (readonly [string, number])[], seed = 1, many = 4_000): number => {
  const rates = resolveRates(pairs);
  let hits = 0;
  for (let n = 0; n < many; n++) if (scenarioOf(seed, rates, "order-creation", n) === scenario) hits++;
  return hits / many;
};

test("a rate is the share of a chain's executions that the scenario befalls, by any seed", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, rate) => {
      const share = shareOf(
        "links",
        [
          ["all", 0],
          ["links", rate],
        ],
        seed,
        1_000,
      );
      assert.ok(Math.abs(share - rate) < 0.002, `${share} for ${rate}`);
    }),
  );
});

test("what is named keeps its rate, and what is not named makes room", () => {
  assert.equal(shareOf("lost-message", [["lost-message", 1]]), 1);
  assert.equal(shareOf("lost-message", [["lost-message", 0.95]]), 0.95);
  assert.ok(
    Math.abs(
      shareOf("links", [
        ["lost-message", 1],
        ["links", 1],
      ]) - 0.5,
    ) < 0.01,
  );
});

test("healthy is the least share that stays untouched", () => {
  assert.equal(shareOf("healthy", [["healthy", 1]]), 1);
  assert.ok(
    Math.abs(
      shareOf("healthy", [
        ["links", 0.9],
        ["healthy", 0.5],
      ]) - 0.5,
    ) < 0.01,
  );
  assert.ok(shareOf("healthy", []) >= 0.9);
});

test("all=0 leaves nothing, and what follows it counts", () => {
  const rates = resolveRates([
    ["all", 0],
    ["backlog", 0.2],
    ["links", 0.3],
  ]);
  for (const name of [...BUSINESS_NAMES, ...PERIOD_NAMES]) assert.equal(rates[name], { backlog: 0.2, links: 0.3 }[name as string] ?? 0);
});
