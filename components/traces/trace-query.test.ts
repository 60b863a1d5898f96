import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EMPTY_VIEW, isNarrowed, keyOf, readTraceView, SORTS, type TraceView, toApiQuery, writeTraceView } from "./trace-query.ts";

const text = fc.string({ unit: "binary", maxLength: 12 }).map((any) => any.toWellFormed());
const views: fc.Arbitrary<TraceView> = fc.record({
  service: text,
  operation: text,
  status: fc.constantFrom("", "error", "timeout", "success"),
  attributes: fc.array(
    text.filter((one) => one !== ""),
    { maxLength: 3 },
  ),
  least: fc.option(fc.integer({ min: 0, max: 1e6 })),
  most: fc.option(fc.integer({ min: 0, max: 1e6 })),
  range: fc.constantFrom("any", "15m", "1h", "6h", "24h"),
  from: fc.constant(null),
  to: fc.constant(null),
  newest: fc.boolean(),
  housekeeping: fc.boolean(),
  sort: fc.constantFrom(...SORTS),
  rising: fc.boolean(),
});

test("a shared address opens the very same search", () => {
  fc.assert(fc.property(views, (view) => assert.deepEqual(readTraceView(new URLSearchParams(writeTraceView(view))), { ...view })));
});

test("nothing asked leaves the address bare, and a bare address asks nothing", () => {
  assert.equal(writeTraceView(EMPTY_VIEW), "");
  assert.deepEqual(readTraceView(new URLSearchParams()), EMPTY_VIEW);
  assert.equal(isNarrowed({ ...EMPTY_VIEW, sort: "durationMs", housekeeping: true }), false);
});

test("whatever stands in an address, something can be asked by it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("from", "to", "range", "sort", "minDurationMs", "status"), fc.string()), (any) => {
      const view = readTraceView(new URLSearchParams(any));
      assert.ok(toApiQuery(view, 1e12).get("limit"));
    }),
  );
});

test("an absolute range wins over a preset, and the order of rows is not asked of the server", () => {
  const from = Date.UTC(2026, 10, 23);
  const query = toApiQuery({ ...EMPTY_VIEW, range: "1h", from }, from + 1e9);
  assert.equal(query.get("from"), "2026-11-23T00:00:00.000Z");
  assert.equal(query.has("sort"), false);
  assert.equal(keyOf({ ...EMPTY_VIEW, sort: "durationMs" }), "");
});
