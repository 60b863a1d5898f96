import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Role } from "../auth/roles.ts";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { defaultChains, defaultChainText } from "../chains/load.ts";
import { chainConfigSchema, configCheckSchema, configVersionPageSchema, configVersionTextSchema } from "../contract/settings.ts";
import { createChainSwitch } from "../pipeline/chain-switch.ts";
import { provideRuntime } from "../runtime.ts";
import { openStore } from "../store/open.ts";
import { getConfigVersion, listConfigVersions } from "./config-versions.ts";
import { fixtureRuntime, NOW } from "./fixture-runtime.ts";
import { problemBody } from "./problem.ts";
import { checkChainConfig, getChainConfig, revertChainConfig, saveChainConfig, saveDeadlines } from "./settings.ts";

const who = (role: Role): Viewer => viewerAs(role, { sub: role, name: role });
const store = await openStore({ url: "sqlite::memory:", clock: () => NOW });
after(() => store.close());
const file = { chains: defaultChains(), text: defaultChainText(), origin: "built-in" as const };
const config = createChainSwitch(file, () => {});
const base = fixtureRuntime({ index: store.index });
provideRuntime({
  ...base,
  ...{ config, settings: store.settings },
  pipeline: { ...base.pipeline, chainWork: () => null },
});

const change = (softMs: number | null, hardMs: number | null) => [{ chainId: "price-calculation", stepId: "crm-api", softMs, hardMs }];
const status = (answer: { readonly ok: boolean; readonly error?: Parameters<typeof problemBody>[0] }) =>
  answer.ok ? 200 : problemBody(answer.error!).status;

test("a lead's deadline is a version, holds at once, is audited, and can be taken back", async () => {
  const saved = await saveDeadlines(who("lead"), { base: 0, changes: change(180_000, 600_000), note: "agreed with CRM" });
  assert.ok(saved.ok, JSON.stringify(saved));
  assert.deepEqual(chainConfigSchema.parse(saved.value), saved.value);
  assert.deepEqual(
    [saved.value.number, saved.value.origin, saved.value.by, saved.value.may],
    [1, "stored", "lead", { deadlines: true, configure: false }],
  );
  const softMs = () => config.current().chains.chains.find(({ id }) => id === "price-calculation")!.steps[4]!.softMs;
  assert.equal(softMs(), 180_000);
  const reverted = await revertChainConfig(who("lead"), { base: 1, number: 0 });
  assert.ok(reverted.ok);
  assert.deepEqual([softMs(), reverted.value.number, reverted.value.text], [120_000, 2, defaultChainText()]);
  const page = await listConfigVersions(who("developer"), new URLSearchParams());
  assert.ok(page.ok);
  assert.deepEqual(configVersionPageSchema.parse(page.value), page.value);
  assert.deepEqual(
    page.value.items.map(({ number, by, note, difference }) => [number, by, note, difference.matching, difference.addedLines]),
    [
      [2, "lead", "back to version 0", false, 1],
      [1, "lead", "agreed with CRM", false, 1],
    ],
  );
  assert.deepEqual(page.value.items[1]!.difference.deadlines, [
    {
      chainId: "price-calculation",
      stepId: "crm-api",
      before: { softMs: 120_000, hardMs: 600_000 },
      after: { softMs: 180_000, hardMs: 600_000 },
    },
  ]);
  const one = await getConfigVersion(who("developer"), "1");
  assert.ok(one.ok && one.value.before === defaultChainText());
  assert.deepEqual(configVersionTextSchema.parse(one.value), one.value);
  assert.deepEqual((await store.auth.listAudit(5)).map(({ action, actor }) => `${actor} ${action}`).sort(), [
    "lead config.deadlines",
    "lead config.revert",
  ]);
});

test("of two who change the same version one is told who was faster, and nothing is lost", async () => {
  const { number } = await read();
  assert.equal(status(await saveDeadlines(who("lead"), { base: number, changes: change(90_000, 600_000) })), 200);
  const late = await saveDeadlines(who("admin"), { base: number, changes: change(60_000, 600_000) });
  assert.equal(status(late), 409);
  assert.ok(!late.ok && "detail" in late.error && /^lead saved version 3 /.test(late.error.detail));
  assert.equal((await read()).number, number + 1);
});

test("a chain file with mistakes is checked by the very schema, with line and reason, and never kept", async () => {
  const wrong = defaultChainText().replace("soft: 30s", "soft: 3 minutes");
  const line = wrong.split("\n").findIndex((text) => text.includes("3 minutes")) + 1;
  const checked = checkChainConfig(who("developer"), { text: wrong });
  assert.ok(checked.ok);
  assert.deepEqual(configCheckSchema.parse(checked.value), checked.value);
  assert.equal(checked.value.mistakes[0]?.line, line);
  assert.match(checked.value.mistakes[0]?.reason ?? "", /a length of time/);
  const { number } = await read();
  const saved = await saveChainConfig(who("admin"), { base: number, text: wrong });
  assert.equal(status(saved), 400);
  assert.ok(!saved.ok && "detail" in saved.error && saved.error.detail.includes(`line ${line}:`));
  assert.equal((await read()).number, number);
  const right = checkChainConfig(who("developer"), { text: defaultChainText().replace("kind: server", "kind: [server, consumer]") });
  assert.ok(right.ok && right.value.difference?.matching);
});

test("a lead may not change what is recognised, not even by going back to a version that did", async () => {
  const { number } = await read();
  const other = defaultChainText().replace("kind: server", "kind: [server, consumer]");
  assert.equal(status(await saveChainConfig(who("admin"), { base: number, text: other })), 200);
  assert.equal(status(await revertChainConfig(who("lead"), { base: number + 1, number: 1 })), 403);
  assert.equal(status(await revertChainConfig(who("admin"), { base: number + 1, number: 1 })), 200);
});

test("what is not understood is told by its field; what holds already is no change", async () => {
  const { number, text } = await read();
  for (const body of [
    null,
    {},
    { base: -1, changes: change(1, 2) },
    { base: number, changes: [] },
    { base: number, changes: change(1.5, 2) },
  ])
    assert.equal(status(await saveDeadlines(who("lead"), body)), 400);
  const nowhere = [{ chainId: "price-calculation", stepId: "nowhere", softMs: 1_000, hardMs: 2_000 }];
  assert.equal(status(await saveDeadlines(who("lead"), { base: number, changes: nowhere })), 400);
  assert.equal(status(await saveDeadlines(who("lead"), { base: number, changes: change(600_000, 60_000) })), 400);
  assert.equal(status(await saveChainConfig(who("admin"), { base: number, text })), 400);
  assert.equal(status(await revertChainConfig(who("lead"), { base: number, number: 99 })), 404);
});

async function read() {
  const answer = await getChainConfig(who("developer"));
  assert.ok(answer.ok);
  return answer.value;
}
