import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CORPUS, NOBODYS, STATEMENTS } from "./corpus-for-tests.ts";
import { makeMasker } from "./masker.ts";
import { makePolicy } from "./policy.ts";

const masker = makeMasker(makePolicy(["order_id"]), new Uint8Array(32).fill(7));
const KEYS = [
  "note",
  "exception.message",
  "exception.stacktrace",
  "url.full",
  "http.target",
  "log.body",
  "whatever",
  "baggage",
  "error.text",
];

for (const { kind, value, texts } of CORPUS)
  for (const text of texts)
    test(`${kind}: ${JSON.stringify(text.replace("%", value)).slice(0, 90)}`, () => {
      const said = text.replace(/%(?![0-9A-F]{2})/, () => value);
      const masked = masker.text(said);
      assert.ok(said.includes(value), "the text holds it");
      assert.ok(!masked.includes(value), masked);
      assert.equal(masker.text(masked), masked, "masked once is masked");
      for (const key of KEYS) assert.ok(!String(masker.value(key, said)).includes(value), key);
    });

for (const [key, statement, value] of STATEMENTS)
  test(`statement: ${key} ${statement.slice(0, 70)}`, () => {
    const masked = String(masker.value(key, statement));
    assert.ok(!masked.includes(value), masked);
  });

for (const text of NOBODYS)
  test(`nobody's: ${text.slice(0, 80)}`, () => {
    assert.equal(masker.text(text), text);
    assert.equal(masker.value("note", text), text);
  });

const noise = fc.constantFrom(
  "",
  " ",
  "x: ",
  "заказ ",
  "(",
  ",",
  "\n",
  "error in step 4; ",
  "GET /orders/48213 → ",
  '{"a":1} ',
  "[crm-api] ",
);

test("property: none of them survives in any surroundings, list or map", () => {
  const one = fc.constantFrom(...CORPUS.filter(({ kind }) => kind !== "literal"));
  fc.assert(
    fc.property(one, fc.nat(), noise, noise, fc.constantFrom(...KEYS), ({ value, texts }, at, before, after, key) => {
      const said = `${before}${(texts[at % texts.length] ?? "%").replace(/%(?![0-9A-F]{2})/, () => value)}${/^[\p{L}\p{N}]/u.test(after) ? ` ${after}` : after}`;
      const masked = JSON.stringify(masker.attributes({ [key]: [said, { inner: said }] }));
      assert.ok(!masked.includes(JSON.stringify(value).slice(1, -1)), `${said} → ${masked}`);
    }),
    { numRuns: 3000 },
  );
});

test("property: what programs write of themselves is left as it is, side by side", () => {
  const piece = fc.oneof(
    fc.constantFrom(...NOBODYS),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    // Ten digits and more in a row may be somebody's telephone or card, in whatever they stand: the masker would rather hide an id.
    fc.stringMatching(/^[0-9a-f]{32}$/).filter((id) => !/\d{10}/.test(id)),
    fc.stringMatching(/^ORD-[0-9]{1,9}$/),
    fc.tuple(fc.nat(99), fc.nat(99), fc.nat(999)).map((parts) => `v${parts.join(".")}`),
    fc.integer({ min: 0, max: 9_999_999 }).map(String),
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value.toFixed(2)),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      const text = pieces.join("; ");
      assert.equal(masker.text(text), text);
    }),
    { numRuns: 3000 },
  );
});
