import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { readTraces } from "../trace/notation.ts";
import type { Trace } from "../trace/span.ts";
import { CREATION, consumed, drawCompany, second } from "./drawn-company.ts";
import { countScan, createTally, readRates } from "./scan-tally.ts";

const DAY = 86_400;
const said = (company: Awaited<ReturnType<typeof drawCompany>>, drawing: string) => {
  const { isOlder, executions } = company.pipeline.judgeLive("48213", readTraces(drawing));
  return [isOlder, ...executions.map(({ judgement: { state, cause } }) => `${state} ${cause}`)];
};

test("an order older than the index: done is done; of what is missing nobody can tell; nothing is learnt of it", async () => {
  const company = await drawCompany();
  company.clock.now = second(30 * DAY);
  await company.beat(30 * DAY - 60, 30 * DAY);
  await company.pipeline.runOnce();
  assert.deepEqual(said(company, `${CREATION}${consumed(8, "order_id=48213")}`), [true, "done null"]);
  assert.deepEqual(said(company, CREATION), [true, "cannot-tell telemetry-gap"]);
  assert.deepEqual(said(company, CREATION.replace("messaging.message.id=m-1", "!error")), [true, "cannot-tell telemetry-gap"]);
  assert.equal(await company.store.index.getOrder("48213"), null);
});

test("an order that is on its way into the index is not called old, and not judged before it is there", async () => {
  const company = await drawCompany();
  company.clock.now = second(5);
  await company.pipeline.runOnce();
  assert.deepEqual(said(company, CREATION), [false]);
  assert.deepEqual(company.pipeline.judgeLive("nobody's", []), { isOlder: false, executions: [] });
});

test("an order that breaks the matcher is told, stops no other, and is well again once it no longer does", async () => {
  let breaks = true;
  const broken = (trace: Trace): Trace => ({
    ...trace,
    spans: trace.spans.map((span) => {
      const attributes = { ...span.attributes };
      const value = attributes["http.request.method"];
      if (value === undefined || attributes["order_id"] !== "48213") return span;
      Object.defineProperty(attributes, "http.request.method", {
        enumerable: true,
        get: () => {
          if (breaks) throw new Error("a bug");
          return value;
        },
      });
      return { ...span, attributes };
    }),
  });
  const company = await drawCompany((source) => ({
    ...source,
    scan: async (...how) => {
      const batch = await source.scan(...how);
      return batch.ok ? ok({ ...batch.value, traces: batch.value.traces.map(broken) }) : batch;
    },
  }));
  company.clock.now = second(60);
  const other = CREATION.replaceAll("48213", "48214").replace("trace a1", "trace a2");
  await company.arrive(CREATION);
  await company.arrive(other);
  assert.deepEqual(await company.ask("48213"), []);
  assert.match((await company.ask("48214"))?.[0] ?? "", /^order-creation: /);
  assert.deepEqual([...company.pipeline.status().unmatched.keys()], ["48213"]);
  assert.ok(company.problems.some((problem) => problem.includes("a bug")));
  breaks = false;
  await company.arrive(consumed(8, "order_id=48213"));
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.equal(company.pipeline.status().unmatched.size, 0);
});

test("rates are of the last three minutes", () => {
  const tally = createTally();
  const traces = readTraces(CREATION);
  for (let at = 0; at < 600; at += 1) countScan(tally, traces, unixMs(at * 1_000), 2);
  const { tracesPerSecond, spansPerSecond } = readRates(tally, unixMs(600_000));
  assert.ok(Math.abs(tracesPerSecond - 1) < 0.02 && Math.abs(spansPerSecond - 3) < 0.06, `${tracesPerSecond}, ${spansPerSecond}`);
  assert.deepEqual(readRates(tally, unixMs(900_000)), { tracesPerSecond: 0, spansPerSecond: 0 });
  assert.deepEqual([tally.scans, tally.traces, tally.spans, tally.askedMs], [600, 600, 1_800, 1_200]);
  assert.ok(tally.recent.size <= 18);
});
