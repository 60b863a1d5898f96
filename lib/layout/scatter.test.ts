import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Dot, durationMarks, findDot, fitField, frameLoaded, placeDots, radiusOf, readBox, timeMarks } from "./scatter.ts";

const AT = Date.UTC(2026, 10, 23, 14);
const dot = fc.record({
  startMs: fc.integer({ min: AT, max: AT + 3_600_000 }),
  durationMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  spanCount: fc.integer({ min: 1, max: 100_000 }),
});
const dots = fc.array(dot, { minLength: 1, maxLength: 60 });

test("every dot is inside of the plot, whatever its duration, zero among them", () => {
  fc.assert(
    fc.property(dots, (all) => {
      const field = fitField(all, {}, 800, 200);
      const { x, y } = placeDots(all, field);
      for (let i = 0; i < all.length; i++) assert.ok(x[i]! >= 0 && x[i]! <= 800 && y[i]! >= 0 && y[i]! <= 200, `${x[i]} ${y[i]}`);
    }),
  );
});

test("a box drawn around a dot asks for it: what is in the box is in its range", () => {
  fc.assert(
    fc.property(dots, fc.nat(), (all, pick) => {
      const field = fitField(all, {}, 800, 200);
      const { x, y } = placeDots(all, field);
      const i = pick % all.length;
      const box = readBox(field, x[i]! + 3, y[i]! + 3, x[i]! - 3, y[i]! - 3);
      const { startMs, durationMs } = all[i]!;
      assert.ok(box.fromMs <= startMs && startMs < box.toMs);
      assert.ok(box.leastMs <= Math.max(durationMs, 1e-3) && durationMs <= box.mostMs, `${box.leastMs} ${durationMs} ${box.mostMs}`);
    }),
  );
});

test("a dot is found where it is drawn, and nothing is found where there is none", () => {
  const all: Dot[] = [
    { startMs: AT, durationMs: 10, spanCount: 3 },
    { startMs: AT + 60_000, durationMs: 1_000, spanCount: 300 },
  ];
  const places = placeDots(all, fitField(all, {}, 800, 200));
  assert.equal(findDot(places, places.x[1]!, places.y[1]!), 1);
  assert.equal(findDot(places, 400, 100), -1);
});

test("the asked ends are the plot's ends; without dots there is still a plot", () => {
  const field = fitField([], { fromMs: AT, toMs: AT + 1000, leastMs: 100, mostMs: 1000 }, 100, 100);
  assert.equal(field.fromMs, AT);
  assert.equal(field.toMs, AT + 1000);
  assert.ok(timeMarks(fitField([], {}, 800, 200)).length > 0);
});

test("where only the end of a range was loaded, that end fills the plot and some of what is older is left to be said", () => {
  const hour = { fromMs: AT - 3_600_000, toMs: AT };
  assert.equal(frameLoaded(hour, AT - 120_000, AT).fromMs, AT - 160_000);
  assert.deepEqual(frameLoaded(hour, AT - 3_500_000, AT), hour);
  assert.deepEqual(frameLoaded(hour, null, AT), hour);
});

test("marks are inside, ordered and never on top of one another, in a range of hours as in one of a millisecond", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.double({ min: 1.01, max: 1e6, noNaN: true }), (least, times) => {
      const field = fitField([], { fromMs: AT, toMs: AT + 1e6, leastMs: least, mostMs: least * times }, 800, 200);
      const marks = durationMarks(field);
      assert.ok(marks.length >= 1, `${field.leastMs} ${field.mostMs}`);
      for (const [i, mark] of marks.entries()) {
        assert.ok(mark.px >= -0.01 && mark.px <= 200.01);
        if (i > 0) assert.ok(marks[i - 1]!.px - mark.px >= 26);
      }
    }),
  );
});

test("more spans are never a smaller dot, and no dot hides the plot", () => {
  for (const n of [1, 2, 10, 500, 1e6]) assert.ok(radiusOf(n) >= radiusOf(n - 1) && radiusOf(n) <= 9);
});
