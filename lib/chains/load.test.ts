import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultChains, describeChainFileError, loadChains } from "./load.ts";

const small = `version: 1
order_keys: [order_id]
chains:
  - id: first
    title: { en: First, ru: Первая }
    keyed_by: order
    signs:
      - { service: shop, kind: server }
    steps:
      - id: shop
        title: { en: Shop, ru: Магазин }
        role: server
        services: [shop]
        match:
          - { kind: server }
      - id: write
        title: { en: Database, ru: БД }
        role: write
        services: [shop]
        soft: 500ms
        hard: 1h
        match:
          - { kind: client, attributes: { db.operation.name: insert } }
`;

const faults = (text: string): readonly string[] => {
  const loaded = loadChains(text, "chains.yaml");
  assert.ok(!loaded.ok, "a mistake must be refused");
  return loaded.error.map(describeChainFileError);
};

/** The small file with one piece replaced; the piece must be there. */
const spoilt = (from: string, to: string): string => {
  assert.ok(small.includes(from));
  return small.replace(from, to);
};

test("a sound file gives chains, with services filled in where a step's predicate names none", () => {
  const loaded = loadChains(small, "chains.yaml");
  assert.ok(loaded.ok);
  const [shop, write] = loaded.value.chains[0]!.steps;
  assert.deepEqual(shop!.match, [{ kind: ["server"], service: ["shop"] }]);
  assert.deepEqual([shop!.softMs, write!.softMs, write!.hardMs], [null, 500, 3_600_000]);
});

const mistakes: readonly (readonly [what: string, text: string, told: RegExp])[] = [
  ["broken YAML", spoilt("order_keys: [order_id]", "order_keys: [order_id"), /^chains\.yaml:[23]: /],
  [
    "an unknown key",
    spoilt("        role: server", "        role: server\n        color: red"),
    /^chains\.yaml:13: .*steps\[1\]: unknown key "color"$/,
  ],
  ["an unknown key of a predicate", spoilt("{ kind: server }", "{ kin: server }"), /^chains\.yaml:15: .*unknown key "kin"$/],
  ["a bad kind", spoilt("- { kind: server }", "- { kind: sever }"), /^chains\.yaml:15: .*one of internal, server/],
  ["an empty match", spoilt("match:\n          - { kind: server }", "match: []"), /^chains\.yaml:14: .*must not be empty$/],
  ["a predicate without conditions", spoilt("- { kind: server }", "- {}"), /^chains\.yaml:15: .*states no condition/],
  ["soft beyond hard", spoilt("soft: 500ms", "soft: 2h"), /^chains\.yaml:20: .*`soft` is longer than `hard`$/],
  ["a length of time that is none", spoilt("hard: 1h", "hard: soon"), /^chains\.yaml:21: .*a length of time/],
  ["a bare number as a length of time", spoilt("hard: 1h", "hard: 60"), /^chains\.yaml:21: .*a length of time/],
  ["a step id used twice", spoilt("- id: write", "- id: shop"), /^chains\.yaml:16: step id "shop" is used twice/],
  ["a chain id used twice", small + small.slice(small.indexOf("  - id: first")), /^chains\.yaml:24: chain id "first" is used twice$/],
  [
    "an unknown chain in after",
    spoilt("    keyed_by: order", "    after: [zeroth]\n    keyed_by: order"),
    /^chains\.yaml:6: .*"zeroth", which is not in the file$/,
  ],
  [
    "a chain after itself",
    spoilt("    keyed_by: order", "    after: [first]\n    keyed_by: order"),
    /^chains\.yaml:6: chain "first" comes after itself$/,
  ],
  ["a missing title", spoilt("    title: { en: First, ru: Первая }\n", ""), /^chains\.yaml:4: chains\[1\]\.title: /],
  ["a role that nobody knows", spoilt("role: write", "role: dance"), /^chains\.yaml:18: .*role/],
  ["consume without publish", spoilt("role: write", "role: consume"), /^chains\.yaml:18: .*comes right after a publish step$/],
  [
    "a deadline on the first step",
    spoilt("        role: server", "        role: server\n        hard: 1m"),
    /^chains\.yaml:13: .*the first: no deadline/,
  ],
  ["or_next_begins on the last step", spoilt("soft: 500ms", "or_next_begins: true"), /^chains\.yaml:20: .*no next step begins$/],
  ["another version", spoilt("version: 1", "version: 2"), /^chains\.yaml:1: .*only version 1/],
  ["no chains", "version: 1\norder_keys: [order_id]\nchains: []\n", /^chains\.yaml:3: chains: must not be empty$/],
  ["an empty file", "", /^chains\.yaml:1: /],
];

for (const [what, text, told] of mistakes)
  test(`${what} is told with file, line and reason`, () => {
    const found = faults(text);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0]!, told);
  });

test("a circle of chains is told at each of them", () => {
  const second = small.slice(small.indexOf("  - id: first")).replace("id: first", "id: second");
  const circle = `${spoilt("    keyed_by: order", "    after: [second]\n    keyed_by: order")}${second.replace("    keyed_by: order", "    after: [first]\n    keyed_by: order")}`;
  assert.deepEqual(
    faults(circle).map((fault) => fault.replace(/^.*?:\d+: /, "")),
    ['chain "first" comes after itself', 'chain "second" comes after itself'],
  );
});

test("all mistakes are told at once, by line", () => {
  const lines = faults(small.replace("role: server", "role: x").replace("hard: 1h", "hard: x").replace("version: 1", "version: 3")).map(
    (fault) => Number(fault.split(":")[1]),
  );
  assert.deepEqual(lines, [1, 12, 21]);
});

test("an alias bomb and a million characters are refused, not expanded", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h"].map((name, i) => `${name}: &${name} [${`*${"abcdefgh"[i]},`.repeat(9)}]`).join("\n")}\n`;
  assert.ok(faults(bomb).length > 0);
  assert.match(faults(`# ${"x".repeat(1_000_001)}`)[0]!, /larger than/);
});

test("the bundled chains have the steps and deadlines of the domain's tables", () => {
  const seconds = (ms: number | null) => (ms === null ? "–" : `${ms / 1000}`);
  const table = defaultChains().chains.map(
    (chain) =>
      `${chain.id} ${chain.after.join()}: ${chain.steps.map((step) => `${step.id} ${seconds(step.softMs)}/${seconds(step.hardMs)}`).join(" → ")}`,
  );
  assert.deepEqual(table, [
    "order-creation : api-user –/– → mes-api 30/120 → rabbitmq 30/120 → crm-api 120/600 → crm-db 30/120",
    "price-calculation order-creation: mes-api –/– → storage 30/120 → price 60/300 → rabbitmq 30/120 → crm-api 120/600 → crm-db 30/120",
    "order-confirmation price-calculation: crm –/– → crm-api 30/120 → rabbitmq 30/120 → mes-api 120/600 → mes-db 30/120",
    "active-orders : mes –/– → mes-api 30/120 → mes-db 3/60",
  ]);
});
