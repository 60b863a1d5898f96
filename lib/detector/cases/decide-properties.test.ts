import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { at } from "../drawn-execution.ts";
import { actOnCase } from "./act.ts";
import { decideCase, isConsistent } from "./decide.ts";
import { createLedger, enter, evaluate, type Ledger, SUBJECT, sightOf, type Word } from "./drawn-case.ts";
import { isHang } from "./hanging.ts";
import { createStrikes, strike } from "./strikes.ts";

const word = fc.constantFrom<Word>("stuck", "done", "failed", "running", "cannot-tell", "gone", "superseded");
const isHanging = (one: Word) => one === "stuck" || one === "failed";

test("never two open cases of one execution, whatever is said in whatever order", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), fc.integer({ min: 30, max: 1_200 }), (words, stepS) => {
      const { cases, events } = evaluate(words, 800, createLedger(), stepS);
      assert.ok(cases.filter(({ state }) => state !== "resolved").length <= 1);
      assert.deepEqual(
        cases.map(({ nth }) => nth),
        cases.map((_, index) => index + 1),
      );
      for (const { id, version } of cases) assert.ok(events.filter((one) => one.id === id).length <= version * 2);
    }),
  );
});

test("a case opens only where two in a row hang, and closes only where two in a row are well", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const opened = words.some((one, index) => index > 0 && isHanging(one) && isHanging(words[index - 1]!));
      const { cases } = evaluate(words);
      assert.equal(cases.length > 0, opened);
      const open = cases.at(-1)?.state === "open";
      if (words.length > 1 && opened && words.slice(-2).every(isHanging)) assert.ok(open);
      if (words.length > 1 && words.slice(-2).every((one) => !isHanging(one))) assert.ok(!open);
    }),
  );
});

test("a restart in between loses strikes, and never a case: two more of the last word and all is as without it", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.nat(20), (words, cut) => {
      const settled = [...words, words.at(-1)!, words.at(-1)!];
      const undisturbed = evaluate(settled);
      const before = evaluate(settled.slice(0, cut));
      const after = evaluate(settled.slice(cut), 800 + Math.min(cut, settled.length) * 60, before);
      const says = ({ cases }: Ledger) => cases.at(-1)?.state === "open";
      if (settled.length - cut >= 2) assert.equal(says(after), says(undisturbed));
    }),
  );
});

test("told the same twice, it decides the same and then nothing", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), word, (words, last) => {
      const ledger = evaluate([...words, last, last]);
      const latest = ledger.cases.at(-1) ?? null;
      const second = 800 + (words.length + 1) * 60;
      const sight = sightOf(last, second);
      assert.ok(isConsistent(latest, sight));
      assert.equal(decideCase(latest, SUBJECT, sight, { now: at(second), liveSince: at(0) }), null);
    }),
  );
});

type Step = { readonly say: Word } | { readonly act: "acknowledge" | "resolve" | "snooze" };
const step = fc.oneof(
  word.map((say): Step => ({ say })),
  fc.constantFrom("acknowledge", "resolve", "snooze").map((act): Step => ({ act: act as "resolve" })),
);

test("people may act at any moment: versions go up by one, history grows only, a resolved case has no owner's work left", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = createLedger();
      const strikes = createStrikes();
      const versions = new Map<string, number>();
      steps.forEach((one, round) => {
        const now = at(800 + round * 60);
        const latest = ledger.cases.at(-1) ?? null;
        if ("act" in one) {
          if (latest === null) return;
          const act =
            one.act === "resolve"
              ? ({ kind: "resolve", reason: "x", falseAlarm: false } as const)
              : one.act === "snooze"
                ? ({ kind: "snooze", until: at(900 + round * 60) } as const)
                : ({ kind: "acknowledge" } as const);
          const changed = actOnCase(latest, act, "Anna", now);
          if (changed.ok) enter(ledger, changed.value);
        } else {
          const sight = sightOf(one.say, 800 + round * 60);
          const consistent = isConsistent(latest, sight);
          if (strike(strikes, SUBJECT, isHang(sight), consistent, round) || (consistent && isHang(sight))) {
            const change = decideCase(latest, SUBJECT, sight, { now, liveSince: at(0) });
            if (change) enter(ledger, change);
          }
        }
        for (const { id, version, state, resolvedAt, snoozedUntil, resolution } of ledger.cases) {
          assert.ok(version - (versions.get(id) ?? 0) <= 1);
          versions.set(id, version);
          assert.equal(state === "resolved", resolvedAt !== null);
          assert.equal(state === "resolved", resolution !== null);
          assert.equal(state === "snoozed", snoozedUntil !== null);
        }
      });
      assert.ok(ledger.cases.filter(({ state }) => state !== "resolved").length <= 1);
    }),
  );
});
