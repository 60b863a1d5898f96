import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openCursor, sealCursor } from "./cursor.ts";
import { formatInstant, parseInstant } from "./instant.ts";
import { parseExecutionQuery, parseOrderQuery, parseTraceQuery } from "./query.ts";

const known = {
  chains: [
    { id: "price-calculation", steps: [{ id: "crm-api" }] },
    { id: "active-orders", steps: [{ id: "mes" }] },
  ],
};
const orders = (query: string) => parseOrderQuery(new URLSearchParams(query), known);
const fault = (result: { ok: boolean; error?: { field: string } }) => (result.ok ? null : result.error?.field);

test("an empty query asks for everything kept, a hundred at a time", () => {
  assert.deepEqual(orders(""), { ok: true, value: { limit: 100 } });
});

test("each malformed parameter is refused by its own name", () => {
  assert.equal(fault(orders("from=yesterday")), "from");
  assert.equal(fault(orders("to=2026-02-30T00:00:00Z")), "to");
  assert.equal(fault(orders("from=2030-01-01T00:00:00Z&to=2020-01-01T00:00:00Z")), "from");
  assert.equal(fault(orders("from=2030-01-01T00:00:00Z&to=2030-01-01T00:00:00Z")), "from");
  assert.equal(fault(orders("state=hung")), "state");
  assert.equal(fault(orders("chain=nope")), "chain");
  assert.equal(fault(orders("limit=501")), "limit");
  assert.equal(fault(orders("limit=1&limit=2")), "limit");
  assert.equal(fault(parseExecutionQuery(new URLSearchParams("chain=active-orders&step=crm-api"), known)), "step");
  assert.equal(fault(parseTraceQuery(new URLSearchParams("attribute=nocolon"), known)), "attribute");
  assert.equal(fault(parseTraceQuery(new URLSearchParams("status=ok"), known)), "status");
  assert.equal(fault(parseTraceQuery(new URLSearchParams("minDurationMs=-1"), known)), "minDurationMs");
});

test("states may be listed by commas or by repetition", () => {
  const both = orders("state=stuck,failed&state=late");
  assert.deepEqual(both.ok && both.value.state, ["stuck", "failed", "late"]);
});

test("attribute values keep their colons; a colon in a key is escaped", () => {
  const parsed = parseTraceQuery(
    new URLSearchParams([
      ["attribute", "url:http://a:1/"],
      ["attribute", "a\\:b:c"],
    ]),
    known,
  );
  assert.deepEqual(parsed.ok && parsed.value.attribute, [
    { key: "url", value: "http://a:1/" },
    { key: "a:b", value: "c" },
  ]);
});

test("no query string makes the parser throw", () => {
  const pair = fc.tuple(
    fc.constantFrom("from", "to", "state", "chain", "step", "limit", "cursor", "attribute", "status", "x"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const params = new URLSearchParams(pairs);
      for (const parse of [parseOrderQuery, parseExecutionQuery, parseTraceQuery]) parse(params, known);
    }),
  );
});

test("a cursor opens only for the call that sealed it, and garbage never does", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (inner, garbage) => {
      const sealed = sealCursor("orders", inner);
      assert.equal(openCursor("orders", sealed ?? ""), inner.isWellFormed() ? inner : openCursor("orders", sealed ?? ""));
      assert.equal(openCursor("traces", sealed ?? ""), null);
      if (!garbage.startsWith("MSBvcmRlcnMg")) assert.equal(openCursor("orders", garbage), null);
    }),
  );
});

test("instants survive the round trip to the millisecond, and no number makes formatting throw", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) }), (ms) => assert.equal(parseInstant(formatInstant(ms)), ms)));
  fc.assert(fc.property(fc.double(), (ms) => assert.match(formatInstant(ms), /^\d{4}-\d\d-\d\dT.*Z$/)));
});
