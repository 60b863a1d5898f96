import assert from "node:assert/strict";
import { test } from "node:test";
import { type BoardChain, mostOf, toMapSteps, worstOf } from "./map-steps.ts";

const NOW = Date.parse("2026-11-23T14:39:00Z");
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
type Standing = readonly [state: string, count: number, minutes: number];
const chain = (...states: readonly Standing[]): BoardChain =>
  ({
    steps: [
      { stepId: "rabbitmq", role: "publish", states: [], softMs: 30_000, hardMs: 120_000, passedLastHour: 40 },
      {
        ...{ stepId: "crm-api", role: "consume", softMs: 120_000, hardMs: 600_000, passedLastHour: 39 },
        states: states.map(([state, count, minutes]) => ({ state, count, oldestSince: ago(minutes), oldestOrderId: null })),
      },
    ],
  }) as unknown as BoardChain;
const queueOf = (...states: readonly Standing[]) => toMapSteps(chain(...states), (step) => step.stepId, NOW)[1]?.queue;

test("a queue lies before a consumer only, and is as full as its oldest has waited of the hard deadline", () => {
  assert.equal(toMapSteps(chain(), (step) => step.stepId, NOW)[0]?.queue, null);
  assert.deepEqual(queueOf(["late", 1, 5]), { share: 0.5, softShare: 0.2 });
  assert.equal(queueOf()?.share, 0);
});

test("with somebody stuck a queue is full, though that was found but a moment ago", () => {
  assert.equal(queueOf(["stuck", 1, 0])?.share, 1);
});

test("the worst of those who stand there gives the colour; who merely runs gives none", () => {
  const step = (...states: readonly Standing[]) => chain(...states).steps[1]!;
  assert.equal(worstOf(step(["running", 9, 1], ["late", 2, 3], ["stuck", 1, 20]))?.state, "stuck");
  assert.equal(worstOf(step(["running", 9, 1], ["stuck", 0, 20])), null);
});

test("sizes are measured by the greatest of all maps; without a map nothing is great", () => {
  assert.deepEqual(mostOf([chain(["late", 2, 3], ["running", 5, 1]), chain(["stuck", 3, 9])]), { count: 7, flow: 40 });
  assert.deepEqual(mostOf([]), { count: 0, flow: 0 });
});
