import assert from "node:assert/strict";
import { test } from "node:test";
import { type UnixMs, unixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import { type OpenFresh, using } from "./fresh-store.ts";
import type { PipelineRound } from "./index-store.ts";
import { BASE_MS, judgedOf, STRANGE_IDS } from "./spans-for-tests.ts";

const at = (minutes: number): UnixMs => unixMs(BASE_MS + minutes * 60_000);
const version = (text: string, minutes = 0) => ({
  at: at(minutes),
  actor: "Анна \u0000",
  note: "why\u0000",
  text,
  action: "config.chains",
});

export function settingsContract(openFresh: OpenFresh): void {
  test(
    "versions are numbered from 1, kept whole, newest first, each with its line in the audit log",
    using(openFresh, async ({ settings, auth }) => {
      assert.deepEqual([await settings.newestVersion(), await settings.newestNumber()], [null, 0]);
      const texts = ["a: 1\n", "a: \u0000\ud800\n", "a: 3\n"];
      for (const [number, text] of texts.entries()) assert.ok((await settings.addVersion(version(text, number), number)).ok);
      assert.equal(await settings.newestNumber(), 3);
      const listed = await settings.listVersions(10);
      assert.deepEqual(
        listed.map(({ number, text }) => [number, text]),
        [3, 2, 1].map((number) => [number, texts[number - 1]]),
      );
      assert.deepEqual(await settings.listVersions(1, 2), [listed[2]]);
      assert.deepEqual(await settings.getVersion(2), listed[1]);
      assert.equal(await settings.getVersion(4), null);
      assert.deepEqual([listed[0]!.actor, listed[0]!.note, listed[0]!.sha.length, listed[0]!.at], ["Анна \u0000", "why\u0000", 64, at(2)]);
      const audit = await auth.listAudit(10);
      assert.deepEqual(
        audit.map(({ action, subject }) => `${action} ${subject}`).sort(),
        [1, 2, 3].map((n) => `config.chains chain-config/${n}`),
      );
    }),
  );

  test(
    "of two who change the same version one is refused with the other's, and leaves nothing in the audit log",
    using(openFresh, async ({ settings, auth }) => {
      await settings.addVersion(version("first"), 0);
      const both = await Promise.all([settings.addVersion(version("mine"), 1), settings.addVersion(version("theirs"), 1)]);
      assert.equal(both.filter(({ ok }) => ok).length, 1);
      const [kept] = await settings.listVersions(1);
      assert.deepEqual(
        both.map((one) => (one.ok ? one.value : one.error)),
        [kept, kept],
      );
      assert.equal((await auth.listAudit(10)).length, 2);
    }),
  );

  test(
    "what was said is kept at each change of state, cause or step, by the time that judged it, and nothing where nothing changed",
    using(openFresh, async ({ index, said }) => {
      const key = STRANGE_IDS[0] ?? "A";
      const commit = (judgedAt: UnixMs | undefined, ...judged: readonly JudgedExecution[]) =>
        index.commit({ ...NOTHING, ...(judgedAt ? { judgedAt } : {}), executions: [{ key, judged }] } satisfies PipelineRound);
      const running = judgedOf({ order: key, state: "running", stepId: "crm-api" });
      const stuck = judgedOf({ order: key, state: "stuck", stepId: "crm-api" });
      const done = judgedOf({ order: key, state: "done" });
      await commit(at(1), running);
      await commit(at(2), running);
      await commit(at(5), stuck);
      await commit(at(6), { ...stuck, judgement: { ...stuck.judgement, verdict: { ...stuck.judgement.verdict, since: at(4) } } });
      await commit(at(9), done);
      const all = await said.saidOf(key);
      assert.deepEqual(
        all.map((one) => [one.state, one.stepId, one.knownAt, one.until]),
        [
          ["running", "crm-api", at(1), at(5)],
          ["stuck", "crm-api", at(5), at(9)],
          ["done", done.judgement.stepId, at(9), null],
        ],
      );
      assert.deepEqual([all[0]!.words, all[1]!.words?.text], [null, stuck.judgement.verdict.text]);
      const then = async (minutes: number) =>
        (await said.saidAt([running.execution.id], at(minutes))).get(running.execution.id)?.state ?? null;
      assert.deepEqual(await Promise.all([0, 1, 4, 5, 8, 9, 99].map(then)), [null, "running", "running", "stuck", "stuck", "done", "done"]);
      assert.deepEqual(await said.countPlacesAt(at(0)), []);
      assert.deepEqual(
        (await said.countPlacesAt(at(6))).map(({ state, stepId, count }) => [state, stepId, count]),
        [["stuck", "crm-api", 1]],
      );
      assert.deepEqual(await said.countPlacesAt(at(10)), []);
    }),
  );

  test(
    "an attempt that is gone is said to be gone; a judging time that goes back, and two changes at one time, leave one word at a time",
    using(openFresh, async ({ index, said }) => {
      const commit = (judgedAt: UnixMs, ...judged: readonly JudgedExecution[]) =>
        index.commit({ ...NOTHING, judgedAt, executions: [{ key: "A", judged }] });
      const first = judgedOf({ order: "A", attempt: 1, state: "running" });
      const second = judgedOf({ order: "A", attempt: 2, state: "stuck", stepId: "crm-api" });
      await commit(at(3), first, second);
      await commit(at(2), first);
      await commit(at(4), first);
      const gone = await said.saidOf("A");
      assert.deepEqual(
        gone.filter(({ executionId }) => executionId === second.execution.id).map(({ state, knownAt, until }) => [state, knownAt, until]),
        [[null, at(3), null]],
      );
      await commit(at(4), judgedOf({ order: "A", attempt: 1, state: "late", stepId: "x" }));
      await commit(at(4), judgedOf({ order: "A", attempt: 1, state: "done" }));
      const open = (await said.saidOf("A")).filter(({ executionId }) => executionId === first.execution.id);
      assert.deepEqual(
        open.map(({ state, until }) => [state, until]),
        [
          ["running", at(4)],
          ["done", null],
        ],
      );
    }),
  );

  test("what was said is forgotten with its execution, of those that are gone after the same age", async () => {
    let now = at(0);
    const store = await openFresh({ clock: () => now });
    try {
      const { index, said } = store;
      const stays = judgedOf({ order: "B", state: "stuck", stepId: "x" });
      await index.commit({ ...NOTHING, executions: [{ key: "A", judged: [judgedOf({ order: "A" })] }] });
      await index.commit({ ...NOTHING, executions: [{ key: "C", judged: [judgedOf({ order: "C" })] }] });
      await index.commit({ ...NOTHING, executions: [{ key: "C", judged: [] }] });
      await index.commit({ ...NOTHING, executions: [{ key: "B", judged: [stays] }] });
      now = at(60);
      await index.commit({ ...NOTHING, executions: [{ key: "B", judged: [stays] }] });
      await index.retain(30 * 60_000, at(61));
      assert.deepEqual([(await said.saidOf("A")).length, (await said.saidOf("C")).length, (await said.saidOf("B")).length], [0, 0, 1]);
    } finally {
      await store.close();
    }
  });
}

const NOTHING: PipelineRound = { sourceId: "s", cursor: null, orders: [], executions: [], state: [] };
