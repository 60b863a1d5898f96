import assert from "node:assert/strict";
import { test } from "node:test";
import { err } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import type { TraceSource } from "../sources/source.ts";
import type { PipelineRound } from "../store/index-store.ts";
import { tracedAs } from "../trace/notation.ts";
import { CREATION, consumed, drawCompany, second } from "./drawn-company.ts";

test("an order runs, is late, is stuck, and is done-late once its late spans arrive", async () => {
  const company = await drawCompany();
  const later = async (at: number, from: number) => {
    company.clock.now = second(at);
    await company.beat(from, at);
    return company.ask("48213");
  };
  await company.arrive(CREATION);
  assert.deepEqual(await later(5, 0), ["order-creation: running @crm-api"]);
  assert.deepEqual(await later(200, 10), ["order-creation: late slow @crm-api"]);
  assert.deepEqual(await later(725, 205), ["order-creation: stuck never-consumed @crm-api"]);
  await company.arrive(consumed(500, "order_id=48213"));
  assert.deepEqual(await later(730, 730), ["order-creation: done-late slow"]);
  assert.deepEqual(company.problems, []);
});

for (const [how, tie] of [
  ["a link", "-> a1/pub"],
  ["the order's id alone", "order_id=48213"],
  ["the message's id alone", "messaging.message_id=m-1"],
] as const) {
  test(`the two halves of an order are joined by ${how}, whichever arrives first`, async () => {
    for (const order of ["publisher", "consumer"]) {
      const company = await drawCompany();
      company.clock.now = second(60);
      const both = `${CREATION}${consumed(8, tie)}`;
      for (const half of order === "publisher" ? ["a1", "b1"] : ["b1", "a1"]) {
        await company.arrive(both, half);
        await company.pipeline.runOnce();
      }
      assert.deepEqual([order, await company.ask("48213")], [order, ["order-creation: done"]]);
      assert.deepEqual((await company.store.index.getOrder("48213"))?.traceIds.toSorted(), [tracedAs("a1"), tracedAs("b1")]);
    }
  });
}

test("a kill between scan and match loses nothing: the order is matched after the restart", async () => {
  const company = await drawCompany();
  const { commit } = company.store.index;
  Object.assign(company.store.index, {
    commit: (round: PipelineRound) => (round.executions.length > 0 ? Promise.reject(new Error("killed")) : commit(round)),
  });
  company.clock.now = second(60);
  await company.arrive(CREATION);
  await company.arrive(consumed(8, "order_id=48213"));
  await assert.rejects(company.pipeline.runOnce(), /killed/);
  assert.deepEqual((await company.store.index.getOrder("48213"))?.executions, []);
  Object.assign(company.store.index, { commit });
  company.restart();
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
});

test("what is known of services survives a restart: a gap is still a gap", async () => {
  const company = await drawCompany();
  company.clock.now = second(1_500);
  await company.arrive(CREATION);
  await company.beat(0, 1_500, ["mes-api", "seller-client"]);
  await company.beat(-200, -10, ["crm-api"]);
  await company.beat(1_000, 1_500, ["crm-api"]);
  const expected = ["order-creation: cannot-tell telemetry-gap @crm-api"];
  assert.deepEqual(await company.ask("48213"), expected);
  company.restart();
  company.clock.now = second(1_900);
  await company.beat(1_505, 1_900);
  assert.deepEqual(await company.ask("48213"), expected);
});

test("a source that cannot be asked accuses nobody, says so, is asked ever more seldom, and is caught up with", async () => {
  let asked = 0;
  let down = false;
  const company = await drawCompany(
    (source): TraceSource => ({
      ...source,
      scan: async (...how) => {
        asked++;
        if (!down) return source.scan(...how);
        return err({ kind: "unreachable", source: source.id, detail: "connection refused", retryAfterMs: null });
      },
    }),
  );
  company.clock.now = second(5);
  await company.arrive(CREATION);
  await company.beat(0, 5);
  assert.deepEqual(await company.ask("48213"), ["order-creation: running @crm-api"]);
  down = true;
  asked = 0;
  for (let at = 6; at <= 900; at++) {
    company.clock.now = second(at);
    await company.pipeline.runOnce();
  }
  assert.ok(asked < 30, `asked ${asked} times in 15 min`);
  assert.equal(company.pipeline.status().sources[0]?.state, "failed");
  assert.deepEqual(await company.ask("48213"), ["order-creation: cannot-tell telemetry-gap @crm-api"]);
  down = false;
  await company.arrive(consumed(8, "order_id=48213"));
  company.clock.now = second(1_000);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.equal(company.pipeline.status().sources[0]?.state, "ok");
});

test("an order that no chain knows is found all the same, without a state", async () => {
  const company = await drawCompany();
  company.clock.now = second(60);
  await company.arrive("trace x1\nbilling  send invoice  internal  1s  5ms  order_id=77");
  assert.deepEqual(await company.ask("77"), []);
  const order = await company.store.index.getOrder("77");
  assert.equal(order?.state, null);
  assert.deepEqual(order?.traceIds, [tracedAs("x1")]);
});

test("a request without an order is an execution of its own, and grows with its spans", async () => {
  const company = await drawCompany();
  company.clock.now = second(60);
  const request =
    "trace l1\nmes  GET  client  0s  90ms  http.request.method=GET  url.full=http://mes-api/api/v1/orders/active  server.address=mes-api";
  const states = async () =>
    (await company.store.index.listExecutions({ chainId: "active-orders", limit: 9 })).items.map((one) => one.judgement.state);
  await company.arrive(request);
  await company.pipeline.runOnce();
  assert.deepEqual(await states(), ["late"]);
  await company.arrive(`${request}
  mes-api  GET /api/v1/orders/active  server  0.01s  70ms  http.route=/api/v1/orders/active
    mes-api  pg.query:SELECT mes  client  0.02s  20ms  db.system.name=postgresql  db.query.text="select 1"`);
  await company.pipeline.runOnce();
  assert.deepEqual(await states(), ["done"]);
});

test("changes are told to listeners, and one that throws stops nobody", async () => {
  const company = await drawCompany();
  const heard: string[] = [];
  company.pipeline.changes.subscribe(() => {
    throw new Error("a page went away");
  });
  const leave = company.pipeline.changes.subscribe((changed) => heard.push(...changed.map(({ judgement }) => judgement.state)));
  company.clock.now = second(60);
  await company.arrive(CREATION);
  await company.ask("48213");
  assert.deepEqual(heard, ["running"]);
  leave();
  await company.arrive(consumed(8, "order_id=48213"));
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.deepEqual(heard, ["running"]);
});

test("status tells each instance's watermark and each service's gaps", async () => {
  const company = await drawCompany();
  company.clock.now = second(1_500);
  await company.beat(0, 300, ["crm-api"]);
  await company.beat(1_000, 1_500, ["crm-api"]);
  await company.pipeline.runOnce();
  const [crmApi] = company.pipeline.status().services;
  assert.equal(crmApi?.service, "crm-api");
  assert.deepEqual(crmApi?.instances, [{ id: "crm-api-1", watermark: second(1_500), offsetMs: null, live: true }]);
  assert.deepEqual(crmApi?.gaps, [{ from: second(305), to: unixMs(second(1_005)), instance: null }]);
});

test("started and stopped, it reads in the background what arrives, and ends", async () => {
  const company = await drawCompany();
  company.clock.now = second(60);
  company.pipeline.start();
  const judged = new Promise<void>((resolve) => company.pipeline.changes.subscribe(() => resolve()));
  await company.arrive(CREATION);
  await judged;
  await company.pipeline.stop();
  assert.deepEqual(company.problems, []);
});
