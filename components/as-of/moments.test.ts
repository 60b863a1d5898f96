import assert from "node:assert/strict";
import { test } from "node:test";
import { momentAt, momentsOf } from "./moments.ts";

const item = (at: string, executionId: string) =>
  ({ at, learntAt: at, executionId, chainId: "c", attempt: 1, state: "running", cause: null, stepId: null, text: null }) as const;

test("what changed at one moment is one step, and a time stands at the last change before it", () => {
  const moments = momentsOf([
    item("2026-11-23T14:10:00.000Z", "b"),
    item("2026-11-23T14:00:00.000Z", "a"),
    item("2026-11-23T14:10:00.000Z", "c"),
  ]);
  assert.deepEqual(
    moments.map(({ at, items }) => [at.slice(11, 16), items.length]),
    [
      ["14:00", 1],
      ["14:10", 2],
    ],
  );
  assert.deepEqual(
    ["13:59", "14:00", "14:09", "14:10", "23:00"].map((clock) => momentAt(moments, `2026-11-23T${clock}:00Z`)),
    [-1, 0, 0, 1, 1],
  );
});
