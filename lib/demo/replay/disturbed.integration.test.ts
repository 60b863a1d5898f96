import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, unixMs } from "#lib/base/time";
import { type Disturbance, type Outcome, runDisturbed } from "./disturbed.ts";

const to = unixMs(Date.UTC(2026, 10, 23, 12));
const company = { seed: 21, ordersPerMinute: 6, from: unixMs(to - 1.5 * HOUR_MS), to };
const calm = runDisturbed(company);

const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  "killed in the middle of every twentieth commit": { killPercent: 5 },
  "another takes over from the leader": { leaderDiesAt: 2_400 },
  "its clock jumps an hour ahead": { clockJump: { at: 2_400, byMs: HOUR_MS } },
  "its clock is set back by an hour": { clockJump: { at: 2_400, byMs: -HOUR_MS } },
  "the trace backend is away for half an hour": { outage: [1_800, 3_600] },
};

for (const [name, disturbance] of Object.entries(DISTURBANCES)) {
  test(`${name}: the same executions and the same cases in the end as if nothing had been`, async () => {
    const [before, after] = [await calm, await runDisturbed(company, disturbance)];
    assert.ok(before.executions.size > 800 && before.cases.size > 10, `${before.executions.size} executions, ${before.cases.size} cases`);
    if (disturbance.killPercent) assert.ok(after.kills > 20, `only ${after.kills} kills`);
    assert.deepEqual(differences(before.executions, after.executions), []);
    assert.deepEqual(differences(before.cases, after.cases).filter(mattersIn(disturbance)), []);
  });
}

const differences = (one: Outcome["cases"], other: Outcome["cases"]): readonly string[] =>
  [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => one.get(key) !== other.get(key))
    .map((key) => `${key}: ${one.get(key)} without, ${other.get(key)} with`);

/** What began to hang and was over while nobody could look opens no case any more. */
const mattersIn =
  ({ outage }: Disturbance) =>
  (difference: string) =>
    !outage || !/: resolved, \w+ without, undefined with$/.test(difference);
