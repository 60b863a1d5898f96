import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { compareSets } from "./compare-sets.ts";
import { editDeadlines, writeLength } from "./edit-deadlines.ts";
import { defaultChains, loadChains } from "./load.ts";

const text = readFileSync(new URL("./critical-chains.yaml", import.meta.url), "utf8");
const load = (yaml: string) => {
  const loaded = loadChains(yaml, "x.yaml");
  assert.ok(loaded.ok, JSON.stringify(loaded.ok ? "" : loaded.error));
  return loaded.value;
};

test("a deadline changes one line and leaves every other as it was", () => {
  const edited = editDeadlines(text, [{ chainId: "price-calculation", stepId: "crm-api", softMs: 180_000, hardMs: 600_000 }])!;
  const [before, after] = [text.split("\n"), edited.split("\n")];
  assert.equal(after.length, before.length);
  assert.deepEqual(
    after.filter((line, index) => line !== before[index]),
    ["        soft: 3m"],
  );
});

test("promises are added where none were, and taken away with their lines", () => {
  const step = { chainId: "order-creation", stepId: "crm-db" };
  const removed = editDeadlines(text, [{ ...step, softMs: null, hardMs: null }])!;
  assert.equal(removed.split("\n").length, text.split("\n").length - 2);
  assert.deepEqual(compareSets(defaultChains(), load(removed)).deadlines.length, 1);
  assert.equal(editDeadlines(removed, [{ ...step, softMs: 30_000, hardMs: 120_000 }]), text);
});

test("comments, flow style and keys in any order are kept", () => {
  const flow = text
    .replace(/soft: 30s\n/, "soft: 30s # agreed\n")
    .replace("        services: [mes]\n", "        services: [mes] # people\n");
  const edited = editDeadlines(flow, [
    { chainId: "order-creation", stepId: "mes-api", softMs: 45_000, hardMs: null },
    { chainId: "active-orders", stepId: "mes", softMs: 1_000, hardMs: 2_000 },
  ])!;
  assert.match(edited, /soft: 45s # agreed\n/);
  assert.match(edited, /services: \[mes\] # people\n {8}soft: 1s\n {8}hard: 2s\n/);
  const small = "chains: [{ id: a, steps: [{ id: s, services: [x], match: [{ kind: server }], hard: 2m }] }]";
  const change = { chainId: "a", stepId: "s" };
  assert.equal(
    editDeadlines(small, [{ ...change, softMs: 30_000, hardMs: 120_000 }]),
    "chains: [{ id: a, steps: [{ id: s, services: [x], soft: 30s, match: [{ kind: server }], hard: 2m }] }]",
  );
  assert.equal(
    editDeadlines(small, [{ ...change, softMs: null, hardMs: null }]),
    "chains: [{ id: a, steps: [{ id: s, services: [x], match: [{ kind: server }] }] }]",
  );
});

test("a step that is not there is told, not made", () => {
  assert.equal(editDeadlines(text, [{ chainId: "price-calculation", stepId: "nowhere", softMs: 1, hardMs: 2 }]), null);
  assert.equal(editDeadlines("a: 1", [{ chainId: "a", stepId: "b", softMs: 1, hardMs: 2 }]), null);
});

test("whatever is asked for is what the text then says, and nothing else has changed", () => {
  const steps = defaultChains().chains.flatMap((chain) => chain.steps.slice(1).map((step) => ({ chainId: chain.id, stepId: step.id })));
  const promise = fc.option(fc.integer({ min: 1, max: 100_000_000 }), { nil: null });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(steps.length - 1), { maxLength: 6 }),
      fc.array(fc.tuple(promise, promise), { minLength: 6, maxLength: 6 }),
      (chosen, values) => {
        const changes = chosen.map((index, nth) => ({ ...steps[index]!, softMs: values[nth]![0], hardMs: values[nth]![1] }));
        const loaded = loadChains(editDeadlines(text, changes)!, "x.yaml");
        // Soft beyond hard is refused by the file's own rules.
        if (!loaded.ok) return loaded.error.every(({ reason }) => /soft|hard|deadline/.test(reason));
        for (const { chainId, stepId, softMs, hardMs } of changes) {
          const step = loaded.value.chains.find((chain) => chain.id === chainId)!.steps.find((one) => one.id === stepId)!;
          if (step.softMs !== softMs || step.hardMs !== hardMs) return false;
        }
        const { matching, deadlines } = compareSets(defaultChains(), loaded.value);
        return !matching && deadlines.length <= changes.length;
      },
    ),
    { numRuns: 200 },
  );
});

test("lengths are written as people say them", () =>
  assert.deepEqual([500, 1_000, 90_000, 120_000, 3_600_000, 86_400_000, 1_500].map(writeLength), [
    "500ms",
    "1s",
    "90s",
    "2m",
    "1h",
    "1d",
    "1500ms",
  ]));
