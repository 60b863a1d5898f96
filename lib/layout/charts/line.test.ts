import assert from "node:assert/strict";
import { test } from "node:test";
import { findGaps, shapeLine } from "./line.ts";

test("a hole breaks the line, a point between holes is a dot, and no hole is drawn as zero", () => {
  const ys = [3, 4, null, 5, null, 6, 7];
  const shape = shapeLine(
    ys.map((y, x) => ({ x, y })),
    10,
  );
  assert.equal(shape.path, "M0,3L1,4M3,5ZM5,6L6,7");
  assert.deepEqual(shape.dots, [{ x: 3, y: 5 }]);
  assert.equal(shape.area.split("M").length - 1, 3);
});

test("gaps are runs of buckets without telemetry; an empty bucket is none", () => {
  assert.deepEqual(findGaps([1, null, null, 0, null]), [
    [1, 3],
    [4, 5],
  ]);
  assert.deepEqual(findGaps([]), []);
});
