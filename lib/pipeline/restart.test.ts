import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "../base/result.ts";
import { nsToMs, unixMs } from "../base/time.ts";
import type { TraceSource } from "../sources/source.ts";
import { instanceKey } from "../trace/clock-observations.ts";
import { readTraces } from "../trace/notation.ts";
import { CREATION, consumed, drawCompany, second } from "./drawn-company.ts";
import { createLinkBook } from "./link-book.ts";
import { createMessageBook } from "./message-book.ts";
import type { Tie } from "./tie.ts";
import { createTieLog, loadTies, saveTies } from "./tie-log.ts";

/** What each test would be worth nothing without: nobody asks the backend who belongs to an order. */
const neverSearched = (source: TraceSource): TraceSource => ({
  ...source,
  findOrder: () => assert.fail("the source was searched for an order"),
});

for (const [how, tie] of [
  ["a link", "-> a1/pub"],
  ["the message's id alone", "messaging.message_id=m-1"],
] as const) {
  for (const first of ["a1", "b1"]) {
    test(`halves joined by ${how} are joined though Loupe was killed between them, ${first === "a1" ? "publisher" : "consumer"} first`, async () => {
      const company = await drawCompany(neverSearched);
      company.clock.now = second(60);
      const both = `${CREATION}${consumed(8, tie)}`;
      await company.arrive(both, first);
      await company.pipeline.runOnce();
      company.restart();
      await company.arrive(both, first === "a1" ? "b1" : "a1");
      assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
      assert.deepEqual(company.problems, []);
    });
  }
}

test("how far a clock runs ahead is still known after a restart, around the time it was seen", async () => {
  const company = await drawCompany();
  company.clock.now = second(60);
  // The callee answers inside the call, by its own clock five seconds later.
  const calls = Array.from(
    { length: 20 },
    (_, at) => `trace c${at}\nmes-api  GET  client  ${at}s  90ms\n  storage  GET  server  ${(at + 5.01).toFixed(2)}s  70ms`,
  ).join("\n\n");
  await company.arrive(calls);
  await company.pipeline.runOnce();
  const around = unixMs(nsToMs(readTraces(calls)[0]!.startUnixNs));
  const before = new Map(company.pipeline.clockOffsetsAt(around));
  const storage = instanceKey("storage", "storage-1");
  assert.ok(Math.abs((before.get(storage) ?? 0) - (before.get(instanceKey("mes-api", "mes-api-1")) ?? 0) - 5_000) < 100);
  company.restart();
  await company.pipeline.runOnce();
  assert.deepEqual(new Map(company.pipeline.clockOffsetsAt(around)), before);
});

test("ties are written in small documents, only when there are new ones, and the oldest make room in the end", async () => {
  const documents = new Map<string, string>();
  const log = createTieLog();
  let written = 0;
  const commit = () => {
    for (const { key, value } of saveTies(log)) {
      documents.set(key, value);
      written = Math.max(written, value.length);
    }
  };
  const links = createLinkBook();
  const messages = createMessageBook();
  for (let at = 0; at < 70_000; at++) {
    log.fresh.push(["message", `m-${at}`, [`order-${at}`]] satisfies Tie);
    if (at % 100 === 0) commit();
  }
  commit();
  assert.deepEqual(saveTies(log), []);
  assert.ok(written < 25_000, `${written} characters at once`);
  const problems: string[] = [];
  const index = { getState: async (key: string) => documents.get(key) ?? null } as Parameters<typeof loadTies>[0];
  const loaded = await loadTies(index, links, messages, (problem) => problems.push(problem));
  assert.equal(messages.orders.has("m-0"), false);
  assert.deepEqual(messages.orders.get("m-69999"), ["order-69999"]);
  assert.ok(messages.orders.size > 63_000);
  loaded.fresh.push(["message", "next", ["x"]]);
  assert.equal(saveTies(loaded).length, 1, "it goes on where it stopped");
  documents.set("pipeline:ties:7", '{"serial":7,"ties":[["link"]]}');
  const again = createMessageBook();
  await loadTies(index, createLinkBook(), again, (problem) => problems.push(problem));
  assert.equal(problems.length, 1);
  assert.ok(again.orders.has("m-69999"), "one document that cannot be read takes nothing else with it");
});

test("after a restart nothing but what is new is asked of the source", async () => {
  const asked: string[] = [];
  const company = await drawCompany((source) => ({
    ...source,
    getTraces: (ids, signal) => {
      asked.push(...ids);
      return ids.length === 0 ? Promise.resolve(ok({ traces: new Map(), partial: false, warnings: [] })) : source.getTraces(ids, signal);
    },
  }));
  company.clock.now = second(60);
  await company.arrive(`${CREATION}${consumed(8, "-> a1/pub")}`);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.deepEqual(asked, [], "what a scan has given is not fetched once more");
  company.restart();
  company.clock.now = second(90);
  await company.beat(60, 90);
  await company.pipeline.runOnce();
  assert.deepEqual(asked, []);
});
