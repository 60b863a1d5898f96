import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "../base/result.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import { openStore } from "../store/open.ts";
import { tracedAs } from "../trace/notation.ts";
import type { ArrivingSpan } from "../trace/span.ts";
import { CREATION, consumed, type DrawnCompany, drawCompany, second, toArriving } from "./drawn-company.ts";

interface TwoSources {
  readonly company: DrawnCompany;
  readonly here: (spans: readonly ArrivingSpan[]) => Promise<void>;
  readonly there: (spans: readonly ArrivingSpan[]) => Promise<void>;
}

/** A second backend beside the drawn company's own. */
async function withSecond(wrap: (source: TraceSource) => TraceSource = (source) => source): Promise<TwoSources> {
  const known: { company?: DrawnCompany } = {};
  const now = () => known.company!.clock.now;
  const other = await openStore({ url: "sqlite::memory:", clock: now, orderKeys: ["order_id"] });
  const company = await drawCompany((first) => [first, wrap(createEmbeddedSource(other.spans, "second"))]);
  known.company = company;
  company.clock.now = second(60);
  const here = (spans: readonly ArrivingSpan[]) => company.store.spans.append(spans, now());
  return { company, here, there: (spans) => other.spans.append(spans, now()) };
}

/** One trace whose consumer may export elsewhere than its publisher. */
const ONE_TRACE = toArriving(`${CREATION.trimEnd()}
      crm-api  orders receive  consumer  8s  50ms  messaging.system=rabbitmq  messaging.operation=receive  messaging.destination=orders
        crm-api  insert  client  8.01s  20ms  db.system=postgresql  db.statement="insert into orders(id) values(1)"`);
const isConsumers = ({ resource }: ArrivingSpan): boolean => resource.service === "crm-api";
const isPublishers = (span: ArrivingSpan): boolean => !isConsumers(span);
const refused = (kind: SourceFailure["kind"] = "unreachable") =>
  err<SourceFailure>({ kind, source: "second", detail: "connection refused", retryAfterMs: null });
/** What every series counts, by hour; one that was taken back is none. */
async function readSeries(rollups: DrawnCompany["store"]["rollups"]): Promise<readonly string[]> {
  const nameOf = new Map((await rollups.listSeries()).map(({ id, kind, a, b }) => [id, `${kind} ${a} ${b}`]));
  const cells = await rollups.readCells([...nameOf.keys()], 3_600, 0, Number.MAX_SAFE_INTEGER);
  const counted = cells.filter(({ count, tally }) => count !== 0 || tally !== "");
  return counted.map(({ series, count, tally }) => `${nameOf.get(series)}: ${count} ${tally}`).toSorted();
}
const deliveriesOf = async ({ store }: DrawnCompany) =>
  (await store.index.getOrder("48213"))!.executions.flatMap(({ execution }) => execution.steps.map((step) => step?.deliveries.length));

test("a trace that lies in two sources by halves is one: its order is done, whichever half is read first", async () => {
  for (const secondFirst of [false, true]) {
    const { company, here, there } = await withSecond();
    const halves = [() => here(ONE_TRACE.filter(isPublishers)), () => there(ONE_TRACE.filter(isConsumers))];
    for (const arrive of secondFirst ? halves.toReversed() : halves) {
      await arrive();
      await company.pipeline.runOnce();
    }
    assert.deepEqual([secondFirst, await company.ask("48213")], [secondFirst, ["order-creation: done"]]);
    assert.deepEqual(company.problems, []);
  }
});

test("a trace that both sources have whole is counted once", async () => {
  const { company, here, there } = await withSecond();
  await here(ONE_TRACE);
  await there(ONE_TRACE);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.deepEqual(await deliveriesOf(company), [1, 1, 1, 1, 1]);
});

test("series count each span, call and orphan once, whichever source gives a copy or a half of its trace, and in whichever order", async () => {
  const deliver = async (...parts: readonly ["here" | "there", readonly ArrivingSpan[]][]): Promise<readonly string[]> => {
    const companies = await withSecond();
    for (const [where, spans] of parts) {
      await companies[where](spans);
      await companies.company.pipeline.runOnce();
    }
    assert.deepEqual(companies.company.problems, []);
    return readSeries(companies.company.store.rollups);
  };
  const [publishers, consumers] = [ONE_TRACE.filter(isPublishers), ONE_TRACE.filter(isConsumers)];
  const once = await deliver(["here", ONE_TRACE]);
  assert.ok(once.includes("edge mes-api crm-api: 1 "), once.join("\n"));
  assert.deepEqual(await deliver(["here", ONE_TRACE], ["there", ONE_TRACE]), once, "both have it whole");
  assert.deepEqual(await deliver(["here", publishers], ["there", consumers]), once, "by halves");
  assert.deepEqual(await deliver(["there", consumers], ["here", publishers]), once, "by halves, the later one first");
  assert.deepEqual(await deliver(["there", consumers], ["here", ONE_TRACE]), once, "a half, then the whole elsewhere");
});

test("halves are put together after a restart too, when only one source brings something new", async () => {
  const { company, here, there } = await withSecond();
  await here(ONE_TRACE.filter(isPublishers));
  await company.pipeline.runOnce();
  company.restart();
  await there(ONE_TRACE.filter(isConsumers));
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
});

test("one source down: what the other brings is judged, nobody is accused of what may lie in the first, and it is caught up with", async () => {
  let isDown = true;
  const { company, here, there } = await withSecond((source) => ({
    ...source,
    scan: async (...how) => (isDown ? refused() : source.scan(...how)),
    getTraces: async (...how) => (isDown ? refused() : source.getTraces(...how)),
  }));
  company.clock.now = second(5);
  await here(ONE_TRACE.filter(isPublishers));
  await there(toArriving("trace h\ncrm-api  heartbeat  internal  4s  0ms"));
  assert.deepEqual(await company.ask("48213"), ["order-creation: running @crm-api"]);
  for (let at = 10; at <= 1_900; at += 5) {
    company.clock.now = second(at);
    await company.beat(at, at, ["mes-api", "seller-client"]);
    await company.pipeline.runOnce();
    const state = (await company.store.index.getOrder("48213"))!.state;
    assert.ok(state !== "stuck" && state !== "failed", `${state} at ${at} s`);
  }
  const [first, other] = company.pipeline.status().sources;
  assert.deepEqual([first!.state, other!.state, other!.lastFailure?.kind], ["ok", "failed", "unreachable"]);
  isDown = false;
  company.clock.now = second(2_000);
  await there(ONE_TRACE.filter(isConsumers));
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.equal(company.pipeline.status().sources[1]!.lastFailure?.kind, "unreachable", "it is still told, with its time");
});

test("restarted with one source down, orders go on with what the other brings, and forget nothing that lies in the first", async () => {
  for (const lost of ["consumer", "publisher"]) {
    let isDown = false;
    const { company, here, there } = await withSecond((source) => ({
      ...source,
      scan: async (...how) => (isDown ? refused() : source.scan(...how)),
      getTraces: async (...how) => (isDown ? refused() : source.getTraces(...how)),
    }));
    const before = ONE_TRACE.filter(isPublishers);
    await (lost === "publisher" ? there(before) : here(before));
    await there(toArriving("trace h\ncrm-api  heartbeat  internal  4s  0ms"));
    assert.match((await company.ask("48213"))?.[0] ?? "", /running|late/);
    isDown = true;
    company.restart();
    await here(ONE_TRACE.filter(isConsumers));
    for (let at = 65; at <= 95; at += 5) {
      company.clock.now = second(at);
      await company.pipeline.runOnce();
    }
    const steps = (await company.store.index.getOrder("48213"))!.executions[0]!.execution.steps.map((step) => step !== null);
    // The publisher's half cannot be had: what was seen of it stands, and the rest waits for it.
    assert.deepEqual([lost, steps], [lost, [true, true, true, lost === "consumer", lost === "consumer"]]);
    isDown = false;
    for (let at = 100; at <= 130; at += 5) {
      company.clock.now = second(at);
      await company.pipeline.runOnce();
    }
    assert.deepEqual([lost, await company.ask("48213")], [lost, ["order-creation: done"]]);
    assert.equal(company.pipeline.status().waitingOrders, 0);
  }
});

test("a source that does not answer holds up nobody: the other's orders are judged meanwhile, its own when it answers", async () => {
  let answer: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { company, here, there } = await withSecond((source) => ({
    ...source,
    scan: async (...how) => {
      await waiting;
      return source.scan(...how);
    },
  }));
  await here(ONE_TRACE);
  await there(toArriving("trace o\ncrm-api  x  internal  1s  5ms  order_id=77"));
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.equal(await company.store.index.getOrder("77"), null);
  answer();
  await company.pipeline.runOnce();
  assert.deepEqual((await company.store.index.getOrder("77"))?.traceIds, [tracedAs("o")]);
});

test("an order whose trace cannot be given is told, and stops no other; it is matched as soon as it can be", async () => {
  let isCut = true;
  const unreadable = tracedAs("a1");
  const { company, there } = await withSecond((source) => ({
    ...source,
    // Its scan shows the trace in part only, so it is asked for by id.
    scan: async (...how) => {
      const batch = await source.scan(...how);
      if (!batch.ok) return batch;
      const traces = batch.value.traces.map((trace) => ({ ...trace, warnings: [{ kind: "partial", reason: "cut" } as const] }));
      return ok({ ...batch.value, traces });
    },
    getTraces: async (ids, signal) => (isCut && ids.includes(unreadable) ? refused("broken-answer") : source.getTraces(ids, signal)),
  }));
  const other = toArriving(CREATION.replaceAll("48213", "48214").replace("trace a1", "trace a2"));
  await there([...ONE_TRACE, ...other]);
  for (let at = 61; at < 200; at += 3) {
    company.clock.now = second(at);
    await company.beat(at, at);
    await company.pipeline.runOnce();
  }
  assert.match((await company.ask("48214"))?.[0] ?? "", /^order-creation: /);
  assert.deepEqual(await company.ask("48213"), []);
  assert.deepEqual([...company.pipeline.status().unmatched], [["48213", "second: connection refused"]]);
  company.restart();
  await company.pipeline.runOnce();
  assert.ok(company.pipeline.status().unmatched.has("48213"), "a restart does not make it look well");
  isCut = false;
  for (let at = 200; at < 290; at += 3) {
    company.clock.now = second(at);
    await company.pipeline.runOnce();
  }
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.equal(company.pipeline.status().unmatched.size, 0);
});

test("after half an hour's outage history is read in its order: an order that was consumed in time was never missing", async () => {
  let isDown = false;
  const said = new Set<string>();
  const company = await drawCompany((source) => ({
    ...source,
    // A few traces a scan: it is behind for many rounds.
    scan: async (cursor, _limit, signal) => (isDown ? refused() : source.scan(cursor, 3, signal)),
  }));
  company.pipeline.changes.subscribe((changed) => {
    for (const { judgement } of changed) said.add(judgement.state);
  });
  company.clock.now = second(0);
  await company.beat(-300, 0);
  await company.pipeline.runOnce();
  isDown = true;
  for (let at = 10; at <= 1_800; at += 10) {
    company.clock.now = second(at);
    await company.pipeline.runOnce();
  }
  // In the order in which it happened, as a backend that was asked by windows gives it.
  await company.arrive(CREATION);
  for (let at = 5; at <= 1_800; at += 5) {
    await company.beat(at, at);
    if (at === 90) await company.arrive(consumed(89, "order_id=48213"));
  }
  isDown = false;
  company.clock.now = second(1_900);
  await company.beat(1_805, 1_900);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
  assert.deepEqual([...said].filter((state) => state !== "running").toSorted(), ["done"]);
});
