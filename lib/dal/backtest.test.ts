import assert from "node:assert/strict";
import { after, test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { defaultChains, defaultChainText } from "../chains/load.ts";
import { backtestSchema } from "../contract/backtest.ts";
import { createBacktests } from "../pipeline/backtests.ts";
import { createChainSwitch } from "../pipeline/chain-switch.ts";
import { CREATION, consumed, drawCompany, second } from "../pipeline/drawn-company.ts";
import { provideRuntime } from "../runtime.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import { cancelBacktest, getBacktest, startBacktest } from "./backtest.ts";
import { fixtureRuntime } from "./fixture-runtime.ts";
import { problemBody } from "./problem.ts";

const viewer: Viewer = viewerAs("lead");
const company = await drawCompany();
after(() => company.store.close());
const parts = { index: company.store.index, cases: company.store.cases, clock: () => company.clock.now };
const backtests = createBacktests({
  ...parts,
  sources: () => [createEmbeddedSource(company.store.spans)],
  chains: () => company.chains,
  log: (message) => assert.fail(message),
});
provideRuntime({
  ...fixtureRuntime(parts),
  config: createChainSwitch({ chains: defaultChains(), text: defaultChainText(), origin: "built-in" }, () => {}),
  clock: parts.clock,
  backtests,
});
await company.arrive(CREATION);
company.clock.now = second(490);
await company.beat(0, 490);
await company.pipeline.runOnce();
await company.arrive(consumed(480, "order_id=48213"));
company.clock.now = second(500);
await company.beat(495, 500);
await company.pipeline.runOnce();

const status = (body: unknown) => {
  const answer = startBacktest(viewer, body);
  return answer.ok ? 200 : problemBody(answer.error).status;
};
const changes = [{ chainId: "order-creation", stepId: "crm-api", softMs: 60_000, hardMs: 180_000 }];

async function ended(id: string) {
  for (;;) {
    const answer = getBacktest(viewer, id);
    assert.ok(answer.ok);
    if (answer.value.state !== "running") return answer.value;
    await new Promise(setImmediate);
  }
}

test("a tighter deadline would have opened a case that went on by itself: told in the contract's shape, with its order", async () => {
  const started = startBacktest(viewer, { changes, hours: 1 });
  assert.ok(started.ok);
  const done = await ended(started.value.id);
  assert.deepEqual(backtestSchema.parse(done), done);
  assert.deepEqual(
    [done.state, done.progress, done.result?.present.cases, done.result?.candidate.cases, done.result?.candidate.recovered],
    ["done", 1, 0, 1, 1],
  );
  assert.deepEqual(
    done.result?.differing.map(({ orderId, present, candidate }) => [orderId, present, candidate?.stepId, candidate?.worth]),
    [["48213", null, "crm-api", "recovered"]],
  );
  assert.deepEqual([done.result?.covered.orders, done.result?.covered.whole], [1, true]);
});

test("what cannot be tried is told by its field", () => {
  assert.equal(status({}), 400);
  assert.equal(status({ changes, text: defaultChainText() }), 400);
  assert.equal(status({ text: "version: 9" }), 400);
  assert.equal(status({ changes, hours: 0 }), 400);
  assert.equal(status({ changes: [{ ...changes[0], stepId: "nowhere" }] }), 400);
  assert.ok(!getBacktest(viewer, "none").ok && !cancelBacktest(viewer, "none").ok);
});

test("a person's trial gives way to their next, and no more than two run at once", async () => {
  const of = (name: string) => startBacktest({ ...viewer, name }, { changes });
  const [first, again, other, third] = [of("Ada"), of("Ada"), of("Bo"), of("Cy")];
  assert.ok(first.ok && again.ok && other.ok);
  assert.equal((await ended(first.value.id)).state, "cancelled");
  assert.ok(!third.ok && problemBody(third.error).status === 429);
  assert.ok(cancelBacktest(viewer, again.value.id).ok);
  await ended(other.value.id);
});
