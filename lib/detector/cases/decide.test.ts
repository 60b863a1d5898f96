import assert from "node:assert/strict";
import { test } from "node:test";
import { at } from "../drawn-execution.ts";
import { createPassBook, stepKey } from "../passes.ts";
import { actOnCase } from "./act.ts";
import type { Alarm } from "./case.ts";
import { createCrowd, forgetCrowd, isAlone, joinCrowd } from "./crowd.ts";
import { decideCase, wakeCase } from "./decide.ts";
import { evaluate, hangAt, minutesAfter, openCase, SUBJECT, sightOf, type Word } from "./drawn-case.ts";
import { lookAtAlarm } from "./hanging.ts";
import { severityOf } from "./severity.ts";

const told = (...words: readonly Word[]): readonly string[] =>
  evaluate(words).cases.map(({ state, nth, reopened }) => `${state} #${nth} +${reopened}`);

test("one evaluation that says stuck opens nothing, two in a row do", () => {
  assert.deepEqual(told("stuck"), []);
  assert.deepEqual(told("stuck", "done", "stuck"), []);
  assert.deepEqual(told("stuck", "stuck"), ["open #1 +0"]);
});

test("one evaluation that says well closes nothing, two in a row do", () => {
  assert.deepEqual(told("stuck", "stuck", "done", "stuck"), ["open #1 +0"]);
  assert.deepEqual(told("stuck", "stuck", "done", "done"), ["resolved #1 +0"]);
});

test("what hangs again within 15 minutes is the same case, later it is another", () => {
  const soon = evaluate(["stuck", "stuck", "done", "done", "stuck", "stuck"]);
  assert.deepEqual(
    soon.cases.map(({ state, reopened }) => [state, reopened]),
    [["open", 1]],
  );
  assert.deepEqual(
    soon.events.map(({ event }) => event.kind),
    ["opened", "recovered", "reopened"],
  );
  const late = evaluate(["stuck", "stuck"], 3_600, evaluate(["stuck", "stuck", "done", "done"]));
  assert.deepEqual(
    late.cases.map(({ state, nth }) => `${state} #${nth}`),
    ["resolved #1", "open #2"],
  );
});

test("closed by a late span it keeps how late that was, counted from the deadline", () => {
  const [closed] = evaluate(["stuck", "stuck", "done", "done"]).cases;
  assert.equal(closed!.resolution?.by, "recovered");
  assert.equal(closed!.wasLateMs, at(651) - at(603));
  assert.equal(closed!.recoveredAt, at(651));
});

test("an attempt that another one followed is closed as superseded, and says nothing of lateness", () => {
  const [closed] = evaluate(["stuck", "stuck", "superseded", "superseded"]).cases;
  assert.deepEqual([closed!.state, closed!.resolution?.by, closed!.wasLateMs], ["resolved", "superseded", null]);
});

test("cannot-tell opens no case, and withdraws one that rests on nothing any more", () => {
  assert.deepEqual(told("cannot-tell", "cannot-tell", "cannot-tell"), []);
  assert.equal(evaluate(["stuck", "stuck", "cannot-tell", "cannot-tell"]).cases[0]!.resolution?.by, "withdrawn");
});

test("acknowledged and snoozed cases close by themselves too", () => {
  for (const state of ["acknowledged", "snoozed"] as const) {
    const open = openCase({ state, owner: "Anna", snoozedUntil: state === "snoozed" ? at(9_000) : null });
    const closed = decideCase(open, SUBJECT, sightOf("done", 1_000), { now: at(1_000), liveSince: at(0) })!.record;
    assert.deepEqual([closed.state, closed.snoozedUntil, closed.owner], ["resolved", null, "Anna"]);
  }
});

test("a person's resolution holds until it was seen to be well; then it may open again", () => {
  const closed = actOnCase(openCase(), { kind: "resolve", reason: "sent by hand", falseAlarm: true }, "Anna", at(900));
  assert.ok(closed.ok);
  const moment = { now: at(1_000), liveSince: at(0) };
  assert.equal(decideCase(closed.value.record, SUBJECT, hangAt(1_000), moment), null);
  const well = decideCase(closed.value.record, SUBJECT, sightOf("done", 1_000), moment)!.record;
  assert.deepEqual([well.state, well.resolution?.by, well.recoveredAt, well.falseAlarm], ["resolved", "person", at(651), true]);
  assert.equal(decideCase(well, SUBJECT, sightOf("done", 1_060), moment), null);
  assert.equal(decideCase(well, SUBJECT, hangAt(9_000), { ...moment, now: at(9_000) })!.record.nth, 2);
});

test("what could be known before Loupe watched is dated by its own time, silently while it catches up", () => {
  const caughtUp = decideCase(null, SUBJECT, hangAt(8_000), { now: at(8_000), liveSince: null })!.record;
  // Hard deadline 603 s, and the two minutes by which spans may be late.
  assert.deepEqual([caughtUp.openedAt, caughtUp.breachAt, caughtUp.silently], [at(723), at(603), true]);
  const live = decideCase(null, SUBJECT, hangAt(740), { now: at(740), liveSince: at(0) })!.record;
  assert.deepEqual([live.openedAt, live.silently], [at(740), false]);
});

test("it becomes worse, and never better, while it hangs", () => {
  const open = openCase({ severity: "minor" });
  const worse = { ...hangAt(900), isolated: false };
  const changed = decideCase(open, SUBJECT, worse, { now: at(900), liveSince: at(0) })!;
  assert.equal(changed.record.severity, "critical");
  const unknown = { ...worse, isolated: null };
  assert.equal(decideCase(open, SUBJECT, unknown, { now: at(900), liveSince: at(0) }), null);
  const better = { ...worse, isolated: true };
  assert.equal(decideCase(changed.record, SUBJECT, better, { now: at(960), liveSince: at(0) }), null);
});

test("a snoozed case wakes when its time is over", () => {
  const snoozed = openCase({ state: "snoozed", snoozedUntil: at(1_000) });
  assert.equal(wakeCase(snoozed, at(999)), null);
  assert.equal(wakeCase(snoozed, at(1_000))!.record.state, "open");
  assert.equal(wakeCase({ ...snoozed, owner: "Anna" }, at(1_000))!.record.state, "acknowledged");
});

test("people's actions: each leaves who and when, and what cannot be done is said", () => {
  const open = openCase();
  const taken = actOnCase(open, { kind: "acknowledge" }, "Anna", at(900));
  assert.ok(taken.ok);
  assert.deepEqual([taken.value.record.state, taken.value.record.owner, taken.value.record.version], ["acknowledged", "Anna", 2]);
  assert.deepEqual(
    taken.value.events.map(({ actor, kind, at: when }) => [actor, kind, when]),
    [["Anna", "acknowledged", at(900)]],
  );
  assert.equal(actOnCase(taken.value.record, { kind: "acknowledge" }, "Boris", at(901)).ok, false);
  assert.equal(actOnCase(open, { kind: "snooze", until: at(800) }, "Anna", at(900)).ok, false);
  assert.equal(actOnCase(open, { kind: "snooze", until: minutesAfter(at(900), 8 * 24 * 60) }, "Anna", at(900)).ok, false);
  const resolved = actOnCase(open, { kind: "resolve", reason: "done", falseAlarm: false }, "Anna", at(900));
  assert.ok(resolved.ok);
  assert.equal(actOnCase(resolved.value.record, { kind: "assign", owner: "Boris" }, "Anna", at(950)).ok, false);
  assert.ok(actOnCase(resolved.value.record, { kind: "comment", text: "and told the seller" }, "Anna", at(950)).ok);
});

test("a silent service with orders waiting is a case of its own, critical, and says so in its own words", () => {
  const alarm: Alarm = {
    kind: "silent-service",
    service: "crm-api",
    chainId: "price-calculation",
    stepId: "crm-api",
    since: at(0),
    count: 12,
    confidence: null,
    text: { en: "CRM API is heard no more: down, or mute", ru: "CRM API не слышен: не работает или не шлёт данные" },
    evidence: [],
  };
  const hang = lookAtAlarm(alarm);
  const { record } = decideCase(null, hang.subject, hang, { now: at(200), liveSince: at(0) })!;
  assert.deepEqual(
    [record.subject, record.kind, record.severity, record.executionId],
    ["service:crm-api", "silent-service", "critical", null],
  );
  assert.equal(record.verdict.text.en, alarm.text.en);
});

test("failures that come in crowds are systemic, one among many that passed is alone, and of few nothing is said", () => {
  const crowd = createCrowd();
  const passes = createPassBook();
  const hang = { ...hangAt(3_000, "failed"), breachAt: at(3_000) };
  joinCrowd(crowd, "one", hang.group.id, at(2_990));
  assert.equal(isAlone(crowd, passes, hang), null);
  const minutes = new Map([[Math.floor(at(2_000) / 60_000), 100]]);
  passes.passed.set(stepKey(hang.chainId, hang.stepId!), minutes);
  assert.equal(isAlone(crowd, passes, hang), true);
  for (let n = 0; n < 9; n++) for (let twice = 0; twice < 2; twice++) joinCrowd(crowd, `more ${n}`, hang.group.id, at(2_000 + n * 60));
  assert.equal(isAlone(crowd, passes, hang), false);
  assert.equal(severityOf({ ...hang, isolated: false }), "major");
  forgetCrowd(crowd, at(20_000));
  assert.equal(crowd.byGroup.size, 0);
});
