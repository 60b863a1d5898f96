import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, unixMs } from "#lib/base/time";
import type { CaseChange, CaseRecord } from "#lib/detector/cases/case";
import { type OpenFresh, using } from "./fresh-store.ts";
import { BASE_MS } from "./spans-for-tests.ts";

const at = (minutes: number) => unixMs(BASE_MS + minutes * 60_000);

function caseOf(number: number, fields: Partial<CaseRecord> = {}): CaseRecord {
  return {
    id: String(number).padStart(20, "0"),
    kind: "execution",
    subject: `price-calculation:${number}:1`,
    nth: 1,
    group: { id: "a".repeat(20), queue: "orders", consumerVersion: null, error: null, errorExample: null },
    chainId: "price-calculation",
    stepId: "crm-api",
    orderId: String(number),
    executionId: `price-calculation:${number}:1`,
    attempt: 1,
    service: "crm-api",
    state: "open",
    severity: "minor",
    openedAt: at(number),
    breachAt: at(number - 2),
    detectedAt: at(number),
    notifiedAt: null,
    acknowledgedAt: null,
    recoveredAt: null,
    resolvedAt: null,
    snoozedUntil: null,
    owner: null,
    resolution: null,
    falseAlarm: false,
    reopened: 0,
    wasLateMs: null,
    silently: false,
    verdict: {
      chainId: "price-calculation",
      stepId: "crm-api",
      state: "stuck",
      cause: "never-consumed",
      since: at(number - 2),
      isolated: true,
      confidence: null,
      text: { en: "stuck \u0000", ru: "висит \ud83d\ude00" },
      parts: { en: [], ru: [] },
      evidence: [],
    },
    facets: [{ key: "crm-api.version", value: "2.8.1" }],
    version: 1,
    ...fields,
  };
}

const opened = (record: CaseRecord): CaseChange => ({
  record,
  events: [{ at: record.openedAt, actor: "loupe", kind: "opened", text: { en: "opened", ru: "открыт" }, detail: null }],
});

const next = (record: CaseRecord, fields: Partial<CaseRecord>, detail = "x"): CaseChange => ({
  record: { ...record, ...fields, version: record.version + 1 },
  events: [{ at: at(60), actor: "Анна", kind: "commented", text: { en: "commented", ru: "комментарий" }, detail }],
});

const ended = (fields: Partial<CaseRecord> = {}): Partial<CaseRecord> => ({
  ...{ state: "resolved", resolvedAt: at(50), resolution: { by: "person", actor: "Анна", reason: "done" } },
  ...fields,
});

export function casesContract(openFresh: OpenFresh): void {
  test(
    "a case is kept whole with its history, in any text, and given back by id and by subject",
    using(openFresh, async ({ cases }) => {
      const strange = caseOf(1, { subject: "x:\u0000\ud800 \\ :1", orderId: "\u0000\\" });
      assert.deepEqual((await cases.commit({ changes: [opened(strange)] })).conflicts, []);
      assert.deepEqual(await cases.get(strange.id), strange);
      assert.deepEqual((await cases.latestOf([strange.subject, "unknown"])).get(strange.subject), strange);
      await cases.commit({ changes: [next(strange, { owner: "Анна" }, "a \u0000 b")] });
      const events = (await cases.events([strange.id])).get(strange.id)!;
      assert.deepEqual(
        events.map(({ kind, detail }) => [kind, detail]),
        [
          ["opened", null],
          ["commented", "a \u0000 b"],
        ],
      );
      assert.deepEqual((await cases.list({ orderId: "\u0000\\", limit: 5 })).items.length, 1);
    }),
  );

  test(
    "who decided upon an older version is left out and named, and leaves no history, while the rest of the round holds",
    using(openFresh, async ({ cases }) => {
      const [one, two] = [caseOf(1), caseOf(2)];
      await cases.commit({ changes: [opened(one)] });
      await cases.commit({ changes: [next(one, { owner: "Анна" })] });
      const late = await cases.commit({ changes: [next(one, { owner: "Борис" }), opened(two), opened(one)] });
      assert.deepEqual([late.conflicts, late.written.map(({ record }) => record.id)], [[one.id, one.id], [two.id]]);
      assert.equal((await cases.get(one.id))!.owner, "Анна");
      assert.equal((await cases.events([one.id])).get(one.id)!.length, 2);
    }),
  );

  test(
    "of many who act at the same moment exactly one wins each version",
    using(openFresh, async ({ cases }) => {
      const one = caseOf(1);
      await cases.commit({ changes: [opened(one)] });
      const acts = Array.from({ length: 8 }, (_, n) => cases.commit({ changes: [next(one, { owner: `p${n}` })] }));
      const won = (await Promise.all(acts)).filter(({ written }) => written.length === 1);
      assert.equal(won.length, 1);
      assert.equal((await cases.get(one.id))!.version, 2);
      assert.equal((await cases.events([one.id])).get(one.id)!.length, 2);
    }),
  );

  test(
    "what is to be told is of the changes that hold, in their transaction, once for each key",
    using(openFresh, async ({ cases, index }) => {
      const asked: string[][] = [];
      const round = (changes: readonly CaseChange[]) =>
        cases.commit({
          changes,
          outbox: (written) => {
            asked.push(written.map(({ record }) => record.id));
            return written.map(({ record }) => ({ dedupeKey: record.group.id, route: "r", groupId: null, payload: "{}", nextAt: at(0) }));
          },
          state: [{ key: "cases:alive", value: "7" }],
        });
      await round([opened(caseOf(1)), opened(caseOf(2))]);
      await round([opened(caseOf(1)), opened(caseOf(3))]);
      assert.deepEqual(asked, [[caseOf(1).id, caseOf(2).id], [caseOf(3).id]]);
      assert.equal(await index.getState("cases:alive"), "7");
      await assert.rejects(
        cases.commit({
          changes: [opened(caseOf(4))],
          outbox: () => {
            throw new Error("cannot be told");
          },
        }),
        /cannot be told/,
      );
      assert.equal(await cases.get(caseOf(4).id), null);
    }),
  );

  test(
    "signals become one message, whoever gathers them: one that comes later with some of them does nothing",
    using(openFresh, async ({ cases, outbox }) => {
      const entry = (key: string) => ({ dedupeKey: key, route: "r", groupId: "g", payload: "{}", nextAt: at(0) });
      await cases.commit({ changes: [opened(caseOf(1))], outbox: () => ["a", "b"].map(entry) });
      const early = (await outbox.waitingSignals("r", "g")).map(({ id }) => id);
      await cases.commit({ changes: [opened(caseOf(2))], outbox: () => [entry("c")] });
      const late = (await outbox.waitingSignals("r", "g")).map(({ id }) => id);
      const messageOf = (dedupeKey: string) => ({ dedupeKey, route: "r", groupId: "g", payload: "{}" });
      await outbox.gather(early, messageOf("first"), at(1));
      await outbox.gather(late, messageOf("second"), at(1));
      const { signals, messages } = await outbox.countWaiting();
      assert.deepEqual([signals, messages], [1, 1]);
      await outbox.gather(late.slice(2), messageOf("third"), at(2));
      assert.equal((await outbox.countWaiting()).messages, 2);
    }),
  );

  test(
    "lists go by when they opened, newest first, through pages, by state, chain, group, kind, severity and time",
    using(openFresh, async ({ cases }) => {
      const all = Array.from({ length: 25 }, (_, n) =>
        caseOf(n + 1, {
          openedAt: at(Math.floor(n / 2)),
          severity: n % 3 === 0 ? "critical" : "minor",
          chainId: n % 2 === 0 ? "order-creation" : "price-calculation",
          ...(n % 5 === 0 ? ended() : {}),
        }),
      );
      await cases.commit({ changes: all.map(opened) });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await cases.list({ limit: 4, cursor, states: ["open", "resolved"] });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      const expected = all.toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
      assert.deepEqual(seen, expected);
      const count = async (query: object) => (await cases.list({ ...query, limit: 100 })).items.length;
      assert.equal(await count({ states: ["open"] }), 20);
      assert.equal(await count({ states: [] }), 0);
      assert.equal(await count({ chainId: "order-creation" }), 13);
      assert.equal(await count({ severities: ["critical"] }), 9);
      assert.equal(await count({ kinds: ["volume"] }), 0);
      assert.equal(await count({ groupId: "a".repeat(20), stepId: "crm-api" }), 25);
      assert.equal(await count({ from: at(3), to: at(5) }), 4);
    }),
  );

  test(
    "watched are those that their judging may still change",
    using(openFresh, async ({ cases }) => {
      const [open, byPerson, recovered, closed] = [1, 2, 3, 4].map((n) => caseOf(n)) as [CaseRecord, CaseRecord, CaseRecord, CaseRecord];
      const all = [open, { ...byPerson, ...ended() }, { ...recovered, ...ended({ recoveredAt: at(40) }) }];
      const byLoupe = { ...closed, ...ended({ resolution: { by: "recovered", actor: "loupe", reason: null } }) };
      await cases.commit({ changes: [...all, byLoupe].map((record) => opened(record as CaseRecord)) });
      assert.deepEqual((await cases.watched()).map(({ subject }) => subject).sort(), [open.subject, byPerson.subject]);
    }),
  );

  test(
    "counts, reaction times, hours and what is snoozed are found; old resolved ones are forgotten with their history",
    using(openFresh, async ({ cases }) => {
      const open = caseOf(1, { acknowledgedAt: at(10), state: "acknowledged" });
      const snoozed = caseOf(2, { state: "snoozed", snoozedUntil: at(90) });
      const old = caseOf(3, ended());
      await cases.commit({ changes: [open, snoozed, old].map(opened) });
      const counts = await cases.countOpen(at(-1));
      assert.deepEqual(counts.map(({ state, hangs, count, recent }) => [state, hangs, count, recent]).sort(), [
        ["acknowledged", "stuck", 1, 1],
        ["snoozed", "stuck", 1, 1],
      ]);
      assert.equal((await cases.oldestAt("price-calculation", "crm-api", "stuck"))!.id, open.id);
      assert.equal(await cases.oldestAt("price-calculation", null, "stuck"), null);
      assert.equal(await cases.countResolved(at(0), at(51)), 1);
      assert.deepEqual(
        (await cases.times(at(5), at(20), 10)).map(({ id, acknowledgedAt }) => [id, acknowledgedAt]),
        [[open.id, at(10)]],
      );
      const hours = await cases.breaches(at(-5));
      assert.equal(
        hours.reduce((sum, { count }) => sum + count, 0),
        3,
      );
      assert.equal(hours[0]!.hour, Math.floor(at(-1) / HOUR_MS));
      assert.deepEqual(await cases.snoozedUntil(at(89), 10), []);
      assert.equal((await cases.snoozedUntil(at(90), 10)).length, 1);
      assert.deepEqual(await cases.retain(60_000, at(50)), { deletedCases: 0 });
      assert.deepEqual(await cases.retain(60_000, at(52)), { deletedCases: 1 });
      assert.equal((await cases.events([old.id])).size, 0);
      assert.equal((await cases.get(open.id))!.id, open.id);
    }),
  );
}
