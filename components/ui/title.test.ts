import assert from "node:assert/strict";
import { test } from "node:test";
import { shortId, titleOfOrder } from "./title.ts";

test("a tab says first which order and how it is; an id of any length and script stays one short line", () => {
  assert.equal(titleOfOrder("48213", "stuck", "stuck", "Order"), "⬢ 48213 stuck");
  assert.equal(titleOfOrder("48213", null, "", "Order"), "Order 48213");
  assert.equal(shortId("a\nb\u202Ec"), "a b c");
  assert.equal([...shortId("💍".repeat(4_000))].length, 61);
});
