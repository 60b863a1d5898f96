import assert from "node:assert/strict";
import { test } from "node:test";
import { readDraft, readTyped } from "./draft.ts";

const step = { stepId: "crm-api", title: { en: "", ru: "" }, softMs: 120_000, hardMs: 600_000, usual: null, wait: null, suggestion: null };

test("what was not touched, or typed as it is, is no change", () => {
  assert.deepEqual(readTyped(step, undefined), { softMs: 120_000, hardMs: 600_000, isChanged: false, fault: null });
  assert.equal(readTyped(step, { soft: "120 s" }).isChanged, false);
});

test("an empty field promises nothing; what is no length, or soft beyond hard, is told", () => {
  assert.deepEqual(readTyped(step, { soft: "" }), { softMs: null, hardMs: 600_000, isChanged: true, fault: null });
  assert.equal(readTyped(step, { hard: "soon" }).fault, "hard");
  assert.equal(readTyped(step, { soft: "1 h" }).fault, "order");
});

test("a draft is the steps that it changes", () => {
  const chains = [{ chainId: "price-calculation", title: { en: "", ru: "" }, usual: null, steps: [step] }];
  assert.deepEqual(readDraft(chains, { "price-calculation/crm-api": { soft: "3 min" }, "gone/step": { soft: "x" } }), {
    changes: [{ chainId: "price-calculation", stepId: "crm-api", softMs: 180_000, hardMs: 600_000 }],
    isFaulty: false,
  });
});
