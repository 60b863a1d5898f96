import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, MINUTE_MS, unixMs } from "#lib/base/time";
import { BUSINESS_NAMES, PERIOD_NAMES } from "../scenarios.ts";
import { replay } from "./replay.ts";

const END = unixMs(Date.UTC(2026, 10, 23, 12, 0, 0));
const company = (seed: number, hours: number) => ({ seed, ordersPerMinute: 20, from: unixMs(END - hours * HOUR_MS), to: END });

for (const seed of [11]) {
  test(`3 h of history loaded at once, seed ${seed}: every order of every scenario is judged as the company's own record says`, async () => {
    const { due, wrong, problems, scenarios, rows, unjudged } = await replay({ ...company(seed, 3), mode: "history" });
    assert.deepEqual(wrong.slice(0, 5), []);
    assert.deepEqual(problems, []);
    assert.ok(due > 5_000, `only ${due} rows were due`);
    assert.ok(unjudged <= 0.05 * rows, `${unjudged} of ${rows} rows are not judged`);
    assert.deepEqual(
      [...BUSINESS_NAMES, ...PERIOD_NAMES].filter((name) => !scenarios.has(name)),
      [],
    );
  });
}

test("as it happens, judged every ten seconds: right whenever a row is due, and nobody is accused meanwhile", async () => {
  const live = { mode: "live", stepMs: 10_000, compareEveryMs: 10 * MINUTE_MS } as const;
  const { due, wrong, accusations, problems } = await replay({ ...company(13, 1), ...live });
  assert.deepEqual(wrong.slice(0, 5), []);
  assert.deepEqual(accusations.slice(0, 5), []);
  assert.deepEqual(problems, []);
  assert.ok(due > 1_000, `only ${due} rows were due`);
});
