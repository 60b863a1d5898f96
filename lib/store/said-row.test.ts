import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import { openStore } from "./open.ts";
import { BASE_MS, judgedOf } from "./spans-for-tests.ts";

const HOUR_MS = 3_600_000;

test("what was read as history was under way, and then what it is, by its own times", async () => {
  const now = unixMs(BASE_MS + 10 * HOUR_MS);
  const store = await openStore({ url: "sqlite::memory:", clock: () => now });
  try {
    const one = judgedOf({ order: "A", state: "stuck", stepId: "crm-api" });
    const step = { endMs: BASE_MS, seenAt: now, deliveries: [] } as never;
    const execution = { ...one.execution, steps: [step], startedMs: unixMs(BASE_MS - 5_000), lastActivityMs: unixMs(BASE_MS) };
    const judgement = { ...one.judgement, verdict: { ...one.judgement.verdict, since: unixMs(BASE_MS + 600_000) } };
    await store.index.commit({
      ...{ sourceId: "s", cursor: null, orders: [], state: [] },
      executions: [{ key: "A", judged: [{ execution, judgement }] }],
    });
    assert.deepEqual(
      (await store.said.saidOf("A")).map(({ state, knownAt, until, learntAt }) => [
        state,
        knownAt - BASE_MS,
        until && until - BASE_MS,
        learntAt === now,
      ]),
      [
        ["running", -5_000, 720_000, true],
        ["stuck", 720_000, null, true],
      ],
    );
  } finally {
    await store.close();
  }
});
