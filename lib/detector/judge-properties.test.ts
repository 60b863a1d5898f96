import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Execution, StepSighting } from "../chains/execution.ts";
import { ALLOWED_LATENESS_MS } from "./context.ts";
import { at, chainOf, drawExecution, drawServices, judgeAt, T0 } from "./drawn-execution.ts";
import { CAUSES, STATES } from "./verdict.ts";

const CHAINS = ["order-creation", "price-calculation", "order-confirmation", "active-orders"] as const;
const cell = fc.oneof(
  fc.constant("–"),
  fc
    .tuple(fc.integer({ min: 0, max: 3_000 }), fc.constantFrom("", "!", "?"), fc.constantFrom("", "×2", "×3"))
    .map((parts) => parts.join("")),
);
const execution = fc.constantFrom(...CHAINS).chain((chainId) => {
  const { steps } = chainOf(chainId);
  return fc
    .tuple(
      fc.array(cell, { minLength: steps.length, maxLength: steps.length }),
      fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
    )
    .map(([cells, dead]) => drawExecution(chainId, cells.join(" "), { deadLetterAt: dead }));
});
const service = fc.record({
  heard: fc.option(fc.integer({ min: 0, max: 8_000 })),
  gap: fc.option(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.option(fc.integer({ min: 4_000, max: 8_000 }))), { nil: undefined }),
  down: fc.option(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.option(fc.integer({ min: 4_000, max: 8_000 }))), { nil: undefined }),
  threshold: fc.option(fc.constantFrom("e6666666666668", "80000000000000"), { nil: undefined }),
});
const services = fc.record({ "crm-api": service, "mes-api": service }).map(drawServices);
const moment = fc.integer({ min: 0, max: 100_000 });

test("whatever was seen, in whatever order and at whatever time: one state, one sentence in both languages, and no exception", () => {
  fc.assert(
    fc.property(execution, services, moment, fc.boolean(), (one, known, second, latestAttempt) => {
      const { state, cause, verdict, stepStates } = judgeAt(second, one, { services: known, latestAttempt });
      assert.ok(STATES.includes(state) && (cause === null || CAUSES.includes(cause)));
      assert.equal(stepStates.length, one.steps.length);
      for (const language of ["en", "ru"] as const) {
        assert.ok(
          verdict.text[language].length > 10 && !/undefined|NaN|null|Infinity/.test(verdict.text[language]),
          verdict.text[language],
        );
        assert.equal(verdict.parts[language].map((part) => part.text).join(""), verdict.text[language]);
        for (const part of verdict.parts[language]) assert.ok(part.evidence === null || verdict.evidence[part.evidence] !== undefined);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("nothing is called missing before its hard deadline and the allowed lateness after it are over", () => {
  fc.assert(
    fc.property(execution, services, moment, (one, known, second) => {
      const judged = judgeAt(second, one, { services: known });
      if (judged.cause !== "never-consumed" && judged.cause !== "silent") return;
      const { since } = judged.verdict;
      assert.ok(at(second) >= since + ALLOWED_LATENESS_MS);
      assert.notEqual(judgeAt((since - T0) / 1_000 - 1, one, { services: known }).state, "stuck");
    }),
    { numRuns: 2_000 },
  );
});

test("more is only better: the last step seen to succeed makes done of anything", () => {
  fc.assert(
    fc.property(execution, services, moment, (one, known, second) => {
      const last = drawExecution(one.chainId, one.steps.map((_, index) => String(3_001 + index)).join(" ")).steps.at(-1) as StepSighting;
      const grown: Execution = { ...one, steps: [...one.steps.slice(0, -1), last] };
      assert.match(judgeAt(second + 4_000, grown, { services: known }).state, /^done/);
    }),
    { numRuns: 500 },
  );
});
