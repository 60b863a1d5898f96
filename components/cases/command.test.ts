import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseDto } from "#lib/contract/case";
import type { GroupDto } from "#lib/contract/group";
import { bodyOf, expectCase, expectGroup, isMeant } from "./command.ts";
import { morningAfter } from "./morning-after.ts";

const NOW = "2026-11-23T14:39:00.000Z";
const one = {
  id: "c",
  state: "open",
  owner: null,
  acknowledgedAt: null,
  resolvedAt: null,
  snoozedUntil: null,
  clocks: { acknowledgedAt: null },
} as unknown as CaseDto;
const group = { id: "g", count: 3, open: 2, acknowledged: 1, snoozed: 0, owners: ["Anna"] } as unknown as GroupDto;

test("taking a case makes it mine and stops its clock; who had it before keeps it, and when", () => {
  const mine = expectCase(one, { kind: "acknowledge" }, "Me", NOW);
  assert.deepEqual([mine.state, mine.owner, mine.clocks.acknowledgedAt], ["acknowledged", "Me", NOW]);
  const hers = expectCase({ ...one, state: "snoozed", owner: "Anna", acknowledgedAt: "before" }, { kind: "acknowledge" }, "Me", NOW);
  assert.deepEqual([hers.owner, hers.acknowledgedAt], ["Anna", "before"]);
});

test("what is closed stays as it is, but for a word about it", () => {
  for (const kind of ["acknowledge", "assign", "snooze", "resolve"] as const)
    assert.equal(isMeant("resolved", { kind, owner: null, until: "", reason: "", falseAlarm: false } as never), false);
  assert.equal(isMeant("resolved", { kind: "comment", text: "x" }), true);
});

test("a group's counts follow its cases; the last one closed takes the group away", () => {
  const taken = expectGroup(group, ["open", "open", "acknowledged"], { kind: "acknowledge" }, "Me");
  assert.deepEqual([taken?.open, taken?.acknowledged, taken?.count, taken?.owners], [0, 3, 3, ["Anna", "Me"]]);
  const some = expectGroup(group, ["open"], { kind: "resolve", reason: "x", falseAlarm: false }, "Me");
  assert.deepEqual([some?.open, some?.count], [1, 2]);
  assert.equal(expectGroup(group, ["open", "open", "acknowledged"], { kind: "resolve", reason: "x", falseAlarm: false }, "Me"), null);
});

test("a command's name is in the path, the rest is its body", () => {
  assert.deepEqual(bodyOf({ kind: "snooze", until: NOW }), { until: NOW });
});

test("until the morning: nine o'clock where the reader is, the coming one at night, never less than four hours away", () => {
  const until = (at: string, zone: string) => new Date(morningAfter(Date.parse(at), zone)).toISOString();
  assert.equal(until("2026-11-23T23:00:00Z", "Europe/Moscow"), "2026-11-24T06:00:00.000Z");
  assert.equal(until("2026-11-24T03:30:00Z", "Europe/Moscow"), "2026-11-25T06:00:00.000Z");
  assert.equal(until("2026-11-23T12:10:00Z", "Asia/Kolkata"), "2026-11-24T03:30:00.000Z");
});
