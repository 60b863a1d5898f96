import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { funnelSteps } from "./funnel-steps.ts";

test("a step that leaves no trace loses nobody", () => {
  const steps = [10, 6, 9, 8].map((reached, i) => ({ stepId: String(i), reached }));
  assert.deepEqual(
    funnelSteps(10, steps).map(({ came, lost }) => [came, lost]),
    [
      [10, 0],
      [9, 1],
      [9, 0],
      [8, 1],
    ],
  );
});

test("a funnel never widens, and who began is who came through and who was lost", () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 }), (started, reached) => {
      const steps = funnelSteps(
        started,
        reached.map((one, i) => ({ stepId: String(i), reached: one })),
      );
      for (const [i, step] of steps.entries()) assert.ok(step.lost >= 0 && (i === 0 || step.came <= steps[i - 1]!.came));
      const all = Math.max(started, steps[0]!.came);
      assert.equal(steps.reduce((sum, step) => sum + step.lost, 0) + steps.at(-1)!.came, all);
    }),
  );
});
