import assert from "node:assert/strict";
import { test } from "node:test";
import { CREATION, drawCompany, second } from "./drawn-company.ts";

test("a service that falls silent while an order waits for it is a case at once, minutes before the order's own deadline, and closes when it is heard again", async () => {
  const company = await drawCompany();
  const { store, clock } = company;
  const silent = async () =>
    (await store.cases.list({ kinds: ["silent-service"], limit: 10 })).items.map(({ subject, state }) => `${subject} ${state}`);
  const run = async (from: number, to: number, services: readonly string[]) => {
    for (let at = from; at <= to; at += 10) {
      clock.now = second(at);
      await company.beat(at - 10, at - 5, services);
      await company.pipeline.runOnce();
    }
  };
  const all = ["seller-client", "mes-api", "crm-api", "crm"];
  await run(-300, 0, all);
  await company.arrive(CREATION);
  await run(10, 230, ["seller-client", "mes-api", "crm"]);
  assert.deepEqual(await silent(), ["service:crm-api open"]);
  assert.match(
    (await store.cases.list({ limit: 1 })).items[0]!.verdict.text.en,
    /^crm-api has said nothing since .* and 1 order waits for it: it is down, or its telemetry/,
  );
  await run(240, 300, all);
  assert.deepEqual(await silent(), ["service:crm-api resolved"]);
  await store.close();
  assert.deepEqual(company.problems, []);
});
