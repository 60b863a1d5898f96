import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { defaultChains } from "../chains/load.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import { CREATION, consumed, drawCompany, second } from "./drawn-company.ts";
import { createPipeline } from "./pipeline.ts";

test("of two over one store the one that leads works; when it is gone the other goes on where it stopped", {
  timeout: 20_000,
}, async () => {
  const company = await drawCompany();
  let leader = "one";
  const make = (name: string) =>
    createPipeline({
      sources: [createEmbeddedSource(company.store.spans)],
      ...{ index: company.store.index, chains: defaultChains(), clock: () => company.clock.now, pauseMs: 10 },
      log: (message) => company.problems.push(`${name}: ${message}`),
      leads: async () => leader === name,
    });
  const [one, other] = [make("one"), make("other")];
  const said = async () => (await company.store.index.getOrder("48213"))?.executions.map(({ judgement }) => judgement.state) ?? [];
  const becomes = async (state: string) => {
    while ((await said())[0] !== state) await setTimeout(10);
  };
  one.start();
  other.start();
  await company.arrive(CREATION);
  await becomes("running");
  assert.equal(other.status().caughtUp, false, "who stands aside reads nothing");
  leader = "other";
  company.clock.now = second(9);
  await company.arrive(consumed(8, "order_id=48213  messaging.message.id=m-1"));
  await becomes("done");
  while (one.status().caughtUp) await setTimeout(10);
  await Promise.all([one.stop(), other.stop()]);
  await company.store.close();
  assert.deepEqual(company.problems, []);
});
