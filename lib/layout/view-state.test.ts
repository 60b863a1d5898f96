import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeView, encodeView, PLAIN_VIEW, type View } from "./view-state.ts";

const key = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).map((text) => text.toWellFormed());
const anyView: fc.Arbitrary<View> = fc.record(
  {
    group: fc.constantFrom("chain" as const, "trace" as const, "service" as const),
    trueScale: fc.boolean(),
    zoom: fc.oneof(
      fc.constantFrom("all" as const, null),
      fc.tuple(fc.nat(), fc.nat()).map(([fromNs, length]) => ({ fromNs, toNs: fromNs + length + 1 })),
    ),
    selected: fc.option(key),
    find: key,
    onlyFound: fc.boolean(),
    critical: fc.boolean(),
    middleware: fc.boolean(),
    shut: fc.boolean(),
    toggled: fc.array(key, { maxLength: 5 }),
    openAlike: fc.array(key, { maxLength: 5 }),
    closedGroups: fc.array(key, { maxLength: 5 }),
  },
  { noNullPrototype: true },
);

test("a copied link opens the same view", () => {
  fc.assert(fc.property(anyView, (view) => assert.deepEqual(decodeView(new URLSearchParams(encodeView(view).toString())), view)));
});

test("the plain view has a plain address, and what is not the waterfall's stays in it", () => {
  assert.equal(encodeView(PLAIN_VIEW).toString(), "");
  assert.equal(encodeView(PLAIN_VIEW, new URLSearchParams("lang=ru&find=x")).toString(), "lang=ru");
});

test("a damaged address falls back field by field and never throws", () => {
  assert.deepEqual(decodeView(new URLSearchParams("group=nonsense&zoom=9~1&toggled=%25ff&find=x")), { ...PLAIN_VIEW, find: "x" });
  const name = fc.constantFrom("group", "scale", "zoom", "span", "find", "only", "toggled", "alike", "closed");
  fc.assert(fc.property(fc.array(fc.tuple(name, fc.string({ unit: "binary" }))), (pairs) => void decodeView(new URLSearchParams(pairs))));
});
