import assert from "node:assert/strict";
import { test } from "node:test";
import { editDeadlines } from "../chains/edit-deadlines.ts";
import { defaultChainText, loadChains } from "../chains/load.ts";
import { createChainSwitch } from "./chain-switch.ts";
import { CREATION, consumed, drawCompany, second } from "./drawn-company.ts";

const load = (text: string) => {
  const loaded = loadChains(text, "chains.yaml");
  assert.ok(loaded.ok);
  return loaded.value;
};
const promise = (softMs: number, hardMs: number) =>
  load(editDeadlines(defaultChainText(), [{ chainId: "order-creation", stepId: "crm-api", softMs, hardMs }])!);

test("a changed deadline holds in the next round, without a restart, for what is under way and for what has ended; and so does its taking back", async () => {
  const company = await drawCompany();
  const before = company.chains;
  await company.arrive(CREATION);
  company.clock.now = second(430);
  await company.beat(0, 430);
  assert.deepEqual(await company.ask("48213"), ["order-creation: late slow @crm-api"]);
  company.chains = promise(60_000, 180_000);
  assert.deepEqual(await company.ask("48213"), ["order-creation: stuck never-consumed @crm-api"]);
  company.chains = before;
  assert.deepEqual(await company.ask("48213"), ["order-creation: late slow @crm-api"]);
  await company.arrive(consumed(440, "order_id=48213"));
  company.clock.now = second(450);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done-late slow"]);
  company.chains = promise(900_000, 1_800_000);
  await company.ask("48213");
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.equal(company.pipeline.chainWork(), null);
});

test("what a changed deadline finds is opened silently; what hangs after it is not", async () => {
  const company = await drawCompany();
  await company.arrive(CREATION);
  company.clock.now = second(424);
  await company.beat(0, 424);
  for (const at of [425, 426, 427, 428, 429]) {
    company.clock.now = second(at);
    await company.beat(at, at);
    await company.ask("48213");
  }
  assert.equal((await company.store.cases.list({ limit: 10 })).items.length, 0);
  company.chains = promise(60_000, 180_000);
  for (const at of [430, 431, 432, 433, 434, 435, 436]) {
    company.clock.now = second(at);
    await company.beat(at, at);
    await company.ask("48213");
  }
  const { items } = await company.store.cases.list({ limit: 10 });
  assert.deepEqual(
    items.map(({ orderId, silently }) => [orderId, silently]),
    [["48213", true]],
  );
});

test("a kill between the change and its taking effect loses nothing: the next start sees by which chains the index was judged", async () => {
  const company = await drawCompany();
  await company.arrive(CREATION);
  await company.arrive(consumed(200, "order_id=48213"));
  company.clock.now = second(210);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done-late slow"]);
  company.chains = promise(900_000, 1_800_000);
  company.restart();
  for (let round = 0; round < 3; round++) await company.ask("48213");
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
});

test("changed matching matches lately touched orders anew: a step that is no longer asked for does not hang", async () => {
  const company = await drawCompany();
  await company.arrive(CREATION);
  company.clock.now = second(900);
  await company.beat(0, 900);
  assert.deepEqual(await company.ask("48213"), ["order-creation: stuck never-consumed @crm-api"]);
  const text = defaultChainText();
  const from = text.indexOf("      - id: crm-api");
  const to = text.indexOf("  - id: price-calculation");
  company.chains = load(text.slice(0, from) + text.slice(to));
  for (let round = 0; round < 4; round++) await company.ask("48213");
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.deepEqual(company.problems, []);
});

test("the newest stored version goes before the file; one that cannot be read is told and changes nothing", async () => {
  const { store } = await drawCompany();
  const said: string[] = [];
  const file = { chains: load(defaultChainText()), text: defaultChainText(), origin: "built-in" as const };
  const chosen = createChainSwitch(file, (message) => said.push(message));
  assert.equal(await chosen.refresh(store.settings), false);
  assert.equal(chosen.current().origin, "built-in");
  const add = (text: string, base: number) =>
    store.settings.addVersion({ at: second(1), actor: "Анна", note: "", text, action: "config.chains" }, base);
  await add(defaultChainText().replace("soft: 30s", "soft: 40s"), 0);
  assert.equal(await chosen.refresh(store.settings), true);
  assert.deepEqual(
    [chosen.current().origin, chosen.current().version?.number, chosen.current().chains.chains[0]!.steps[1]!.softMs],
    ["stored", 1, 40_000],
  );
  await add("version: 9\n", 1);
  assert.equal(await chosen.refresh(store.settings), false);
  assert.match(chosen.current().problem ?? "", /version 2.*only version 1 is known/);
  assert.equal(chosen.current().chains.chains[0]!.steps[1]!.softMs, 40_000);
  await add(defaultChainText(), 2);
  assert.equal(await chosen.refresh(store.settings), true);
  assert.deepEqual([chosen.current().problem, chosen.current().version?.number], [null, 3]);
});
