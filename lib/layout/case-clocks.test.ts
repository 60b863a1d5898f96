import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { layoutCaseClocks } from "./case-clocks.ts";

const clocks = (now: number, ...at: readonly (number | null)[]) =>
  layoutCaseClocks(
    at.map((one, index) => ({ kind: `m${index}`, at: one })),
    now,
  );

test("moments stand in the order of time: recovered before anybody took it comes before it", () => {
  assert.deepEqual(
    clocks(9_000, 1_000, 5_000, 3_000).marks.map(({ kind }) => kind),
    ["m0", "m2", "m1"],
  );
});

test("what has not come stands at the end; the wait for the first of it lasts until now, for the next nobody waits yet", () => {
  const { marks, spans } = clocks(61_000, 1_000, null, null);
  assert.deepEqual(
    marks.map(({ at }) => at),
    [1_000, null, null],
  );
  assert.deepEqual(
    spans.map(({ ms, isOpen }) => [ms, isOpen]),
    [
      [60_000, true],
      [null, false],
    ],
  );
});

test("a longer wait is a longer line, and a second beside a day is still to be seen", () => {
  const { spans } = clocks(0, 0, 1_000, 86_401_000);
  const [second, day] = spans.map(({ fromX, toX }) => toX - fromX);
  assert.ok((day ?? 0) > (second ?? 0) && (second ?? 0) > 0.3);
});

test("whatever the moments: the line begins at 0, ends at 1, and never runs backwards", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 1e13 })), { minLength: 2, maxLength: 7 }),
      fc.integer({ min: 0, max: 1e13 }),
      (at, now) => {
        const { marks, spans } = clocks(now, ...at);
        assert.equal(marks[0]?.x, 0);
        assert.ok(Math.abs((marks.at(-1)?.x ?? 0) - 1) < 1e-9);
        for (const { fromX, toX, ms } of spans) assert.ok(toX > fromX && (ms === null || ms >= 0));
      },
    ),
  );
});
