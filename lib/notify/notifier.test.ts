import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE_MS, type UnixMs, unixMs } from "../base/time.ts";
import { defaultChains } from "../chains/load.ts";
import type { CaseRecord, Severity } from "../detector/cases/case.ts";
import { openStore, type Store } from "../store/open.ts";
import { ACCEPTED, type Message, refused, type Sent } from "./message.ts";
import { createNotifier, type Notifier } from "./notifier.ts";
import type { Route } from "./routes.ts";
import { signalSummary } from "./signal.ts";

const START = Date.UTC(2026, 10, 23, 12);

interface Told {
  readonly to: string;
  readonly message: Message;
  readonly repeated: boolean;
}

interface Room {
  readonly store: Store;
  readonly clock: { now: UnixMs };
  readonly told: Told[];
  /** What the receivers answer; null: the process dies while it waits for the answer. */
  answer: (told: Told) => Sent | null;
  notifier: Notifier;
  /** Another process over the same store. */
  restart(): void;
  tell(...subjects: readonly string[]): string[];
}

const routeOf = (fields: Partial<Route> = {}): Route => ({
  ...{ id: "team", language: "en", severity: "minor", update_every: 15 * MINUTE_MS },
  target: { id: "hook", kind: "webhook", url: "http://unused.test", secret: "s" },
  ...fields,
});

async function openRoom(...routes: readonly Route[]): Promise<Room> {
  const clock = { now: unixMs(START) };
  const store = await openStore({ url: "sqlite::memory:", clock: () => clock.now });
  const told: Told[] = [];
  const start = (): Notifier =>
    createNotifier({
      ...{ routes, outbox: store.outbox, cases: store.cases, clock: () => clock.now, leads: async () => true },
      ...{ log: () => {}, onChange: () => {} },
      composing: () => ({
        chains: defaultChains(),
        mask: (text) => text.replaceAll("ada@example.test", "email-1"),
        baseUrl: "https://loupe.test",
      }),
      deliver: async (target, message, repeated) => {
        const one = { to: target.id, message, repeated };
        told.push(one);
        const answer = room.answer(one);
        if (answer === null) throw new Error("killed");
        return answer;
      },
    });
  const room: Room = {
    ...{ store, clock, told, answer: () => ACCEPTED, notifier: null as unknown as Notifier },
    restart() {
      room.notifier = start();
    },
    tell: () => told.splice(0).map(({ to, message, repeated }) => `${to}: ${message.subject}${repeated ? " (repeated)" : ""}`),
  };
  room.restart();
  return room;
}

function caseOf(number: number, fields: Partial<CaseRecord> = {}): CaseRecord {
  const breachAt = unixMs(START - 10 * MINUTE_MS);
  return {
    ...{ id: String(number).padStart(20, "0"), kind: "execution", subject: `price-calculation:${number}:1`, nth: 1 },
    group: { id: "a".repeat(20), queue: "orders", consumerVersion: null, error: null, errorExample: null },
    ...{
      chainId: "price-calculation",
      stepId: "crm-api",
      orderId: String(number),
      executionId: `price-calculation:${number}:1`,
      attempt: 1,
    },
    ...{ service: "crm-api", state: "open", severity: "major", openedAt: unixMs(START), breachAt, detectedAt: unixMs(START) },
    ...{ notifiedAt: null, acknowledgedAt: null, recoveredAt: null, resolvedAt: null, snoozedUntil: null, owner: null, resolution: null },
    ...{ falseAlarm: false, reopened: 0, wasLateMs: null, silently: false, facets: [], version: 1 },
    verdict: {
      ...{ chainId: "price-calculation", stepId: "crm-api", state: "stuck", cause: "never-consumed", since: breachAt, isolated: false },
      ...{ confidence: null, text: { en: "published by ada@example.test, not consumed", ru: "опубликовано, не прочитано" } },
      ...{ parts: { en: [], ru: [] }, evidence: [] },
    },
    ...fields,
  } as CaseRecord;
}

async function open(room: Room, ...records: readonly CaseRecord[]): Promise<void> {
  const changes = records.map((record) => ({
    record,
    events: [{ at: room.clock.now, actor: "loupe", kind: "opened", text: { en: "", ru: "" }, detail: null } as const],
  }));
  await room.store.cases.commit({ changes, outbox: room.notifier.signal });
}

async function recover(room: Room, ...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const record = (await room.store.cases.get(caseOf(number).id))!;
    const resolution = { by: "recovered", actor: "loupe", reason: null } as const;
    const over = { ...record, state: "resolved", resolution, resolvedAt: room.clock.now, recoveredAt: room.clock.now } as const;
    const event = { at: room.clock.now, actor: "loupe", kind: "recovered", text: { en: "", ru: "" }, detail: null } as const;
    await room.store.cases.commit({
      changes: [{ record: { ...over, version: record.version + 1 }, events: [event] }],
      outbox: room.notifier.signal,
    });
  }
}

async function after(room: Room, ms: number): Promise<readonly string[]> {
  room.clock.now = unixMs(room.clock.now + ms);
  await room.notifier.runOnce();
  return room.tell();
}

const SECONDS = 1_000;
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

test("41 cases of one manner are one message, with a count, a sentence and nothing personal; their clocks say that people were told", async () => {
  const room = await openRoom(routeOf());
  await open(room, ...numbers(1, 42).map((number) => caseOf(number)));
  room.clock.now = unixMs(START + 4 * SECONDS);
  await room.notifier.runOnce();
  assert.equal(room.told.length, 1);
  const { message } = room.told[0]!;
  assert.equal(message.subject, "41 orders are stuck · Price calculation → CRM API");
  assert.equal(message.lines[0], "published by email-1, not consumed");
  assert.match(message.lines.join("\n"), /orders 1, 2, 3, 4, 5 and 36 more/);
  assert.equal(message.url, `https://loupe.test/board?group=${"a".repeat(20)}`);
  assert.equal((await room.store.cases.get(caseOf(41).id))!.notifiedAt, room.clock.now);
  room.tell();
  assert.deepEqual(await after(room, MINUTE_MS), []);
  await room.store.close();
});

test("then it is told when they have doubled, when the last word is old, and when it is over", async () => {
  const room = await openRoom(routeOf());
  await open(room, caseOf(1), caseOf(2));
  assert.deepEqual(await after(room, 4 * SECONDS), ["hook: 2 orders are stuck · Price calculation → CRM API"]);
  await open(room, caseOf(3));
  assert.deepEqual(await after(room, MINUTE_MS), []);
  await open(room, caseOf(4));
  assert.deepEqual(await after(room, MINUTE_MS), ["hook: By now 4 orders are stuck · Price calculation → CRM API"]);
  await open(room, caseOf(5));
  assert.deepEqual(await after(room, 5 * SECONDS), []);
  assert.deepEqual(await after(room, 15 * MINUTE_MS), ["hook: By now 5 orders are stuck · Price calculation → CRM API"]);
  await recover(room, 1, 2, 3, 4, 5);
  assert.deepEqual(await after(room, 4 * SECONDS), ["hook: Over: 5 orders hung · Price calculation → CRM API"]);
  assert.deepEqual(await after(room, MINUTE_MS), []);
  await room.store.close();
});

test("a route is told what it asked for", async () => {
  const room = await openRoom(
    routeOf({ id: "critical", severity: "critical", target: { id: "night", kind: "webhook", url: "http://x.test", secret: "s" } }),
    routeOf({ id: "sure", confidence: 0.99, target: { id: "sure", kind: "webhook", url: "http://x.test", secret: "s" } }),
    routeOf({ id: "creation", chains: ["order-creation"], target: { id: "creation", kind: "webhook", url: "http://x.test", secret: "s" } }),
  );
  await open(room, caseOf(1, { verdict: { ...caseOf(1).verdict, confidence: 0.9 } }));
  assert.deepEqual(await after(room, 4 * SECONDS), []);
  await open(room, caseOf(2, { severity: "critical", group: { ...caseOf(2).group, id: "b".repeat(20) } }));
  assert.deepEqual((await after(room, 4 * SECONDS)).map((line) => line.split(":")[0]).sort(), ["night", "sure"]);
  await room.store.close();
});

test("quiet hours hold back what may wait; in the morning one summary says what hangs then, and what is critical is told in the night", async () => {
  const quiet = { from: "11:00", to: "13:00", zone: "UTC", except: "critical" as Severity };
  const room = await openRoom(routeOf({ quiet }));
  const other = { ...caseOf(1).group, id: "b".repeat(20) };
  await open(
    room,
    caseOf(1),
    caseOf(2),
    caseOf(3, { group: other }),
    caseOf(4, { group: { ...other, id: "c".repeat(20) }, severity: "critical" }),
  );
  assert.deepEqual(await after(room, MINUTE_MS), ["hook: 1 order is stuck · Price calculation → CRM API"]);
  await recover(room, 2);
  assert.deepEqual(await after(room, 30 * MINUTE_MS), []);
  assert.deepEqual(await after(room, 30 * MINUTE_MS), ["hook: In the quiet hours: 2 cases hang"]);
  await open(room, caseOf(5));
  assert.deepEqual(await after(room, 4 * SECONDS), ["hook: By now 2 orders are stuck · Price calculation → CRM API"]);
  await room.store.close();
});

test("after an outage one summary is told, and no case of that time by itself", async () => {
  const room = await openRoom(routeOf());
  await open(room, caseOf(1, { silently: true }), caseOf(2, { silently: true }));
  assert.deepEqual(await after(room, 4 * SECONDS), []);
  const summary = { from: unixMs(START - 30 * MINUTE_MS), to: room.clock.now, opened: 2, closed: 3 };
  await room.store.cases.commit({ changes: [], outbox: () => signalSummary([routeOf()])(summary) });
  const told = await after(room, 4 * SECONDS);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /could not watch from 2026-11-23 11:30 UTC until 2026-11-23 12:00 UTC: 2 cases of that time hang, 3 went on/);
  await recover(room, 1, 2);
  assert.deepEqual(await after(room, 4 * SECONDS), ["hook: Over: 2 orders hung · Price calculation → CRM API"]);
  await room.store.close();
});

test("stopped between any two steps, nothing is lost and nothing is told twice", async () => {
  for (const stop of ["before-gathering", "before-sending"] as const) {
    const room = await openRoom(routeOf());
    await open(room, caseOf(1));
    if (stop === "before-sending") {
      const { gatherSignals } = await import("./gather.ts");
      room.clock.now = unixMs(START + 4 * SECONDS);
      await gatherSignals({
        ...{ routes: [routeOf()], outbox: room.store.outbox, cases: room.store.cases, clock: () => room.clock.now, log: () => {} },
        composing: () => ({ chains: defaultChains(), mask: (text) => text, baseUrl: "" }),
      });
    }
    room.restart();
    assert.deepEqual(await after(room, 4 * SECONDS), ["hook: 1 order is stuck · Price calculation → CRM API"], stop);
    room.restart();
    assert.deepEqual(await after(room, 5 * MINUTE_MS), [], stop);
    await room.store.close();
  }
});

test("killed while the receiver answers, it is sent once more under the same key, and says that it may be a repetition", async () => {
  const room = await openRoom(routeOf());
  await open(room, caseOf(1));
  room.answer = () => null;
  await assert.rejects(after(room, 4 * SECONDS), /killed/);
  const key = room.told[0]!.message.key;
  room.tell();
  room.answer = () => ACCEPTED;
  room.restart();
  assert.deepEqual(await after(room, 30 * SECONDS), [], "whoever took it may still be sending");
  room.clock.now = unixMs(room.clock.now + MINUTE_MS);
  await room.notifier.runOnce();
  assert.deepEqual([room.told[0]!.message.key, room.told[0]!.repeated, room.told.length], [key, true, 1]);
  await room.store.close();
});

test("a target that does not accept is tried again, when it says or ever later; what comes after waits its turn; after a day it is given up", async () => {
  const room = await openRoom(routeOf());
  await open(room, caseOf(1));
  room.answer = () => refused("answers with HTTP 503", 120_000);
  assert.equal((await after(room, 4 * SECONDS)).length, 1);
  await recover(room, 1);
  assert.deepEqual(await after(room, 100 * SECONDS), []);
  room.answer = () => ACCEPTED;
  assert.deepEqual(await after(room, 30 * SECONDS), [
    "hook: 1 order is stuck · Price calculation → CRM API",
    "hook: Over: 1 order hung · Price calculation → CRM API",
  ]);
  await open(room, caseOf(2));
  room.answer = () => refused("answers with HTTP 401");
  let tries = 0;
  for (let minutes = 0; minutes < 25 * 60; minutes += 5) tries += (await after(room, 5 * MINUTE_MS)).length;
  assert.ok(tries > 80 && tries < 200, String(tries));
  assert.equal((await room.store.outbox.countWaiting()).messages, 0);
  assert.equal(room.notifier.tally.byRoute.get("team")!.givenUp, 1);
  await room.store.close();
});

test("a case that someone snoozed rests, and what nobody was told of does not end", async () => {
  const room = await openRoom(routeOf());
  const snoozed = caseOf(1, { state: "snoozed", snoozedUntil: unixMs(START + 60 * MINUTE_MS) });
  await open(room, snoozed);
  assert.deepEqual(await after(room, 4 * SECONDS), []);
  await room.store.close();
});

test("two processes over one store send each message once", async () => {
  const room = await openRoom(
    routeOf(),
    routeOf({ id: "other", target: { id: "other", kind: "webhook", url: "http://x.test", secret: "s" } }),
  );
  const first = room.notifier;
  room.restart();
  await open(room, ...numbers(1, 6).map((number) => caseOf(number, { group: { ...caseOf(number).group, id: String(number).repeat(20) } })));
  room.clock.now = unixMs(START + 4 * SECONDS);
  await Promise.all([first.runOnce(), room.notifier.runOnce()]);
  await Promise.all([first.runOnce(), room.notifier.runOnce()]);
  assert.equal(new Set(room.told.map(({ to, message }) => `${to} ${message.groupId}`)).size, 10);
  assert.equal(room.told.length, 10);
  await room.store.close();
});

test("a test message goes out at once and says that it is one", async () => {
  const room = await openRoom(routeOf());
  assert.deepEqual(await room.notifier.test("team"), { ok: true, value: ACCEPTED });
  assert.deepEqual(room.tell(), ["hook: Loupe: a test of the route team"]);
  assert.deepEqual(await room.notifier.test("none"), { ok: false, error: "not-found" });
  await room.store.close();
});
