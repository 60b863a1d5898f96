import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeOrderIdParam, encodeOrderIdParam } from "./order-param.ts";

test("any order id survives the way through a path, byte order marks, NUL and dots included", () => {
  for (const id of ["\ufeffx", "\u0000", ".", "..", "a/b/../c", "~x", "%2e%2e", "я".repeat(4096), "💍"])
    assert.equal(decodeOrderIdParam(encodeOrderIdParam(id)), id);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (id) => {
      assert.equal(decodeOrderIdParam(encodeOrderIdParam(id)), id);
      assert.match(encodeOrderIdParam(id), /^~[\w-]*$/);
    }),
  );
});

test("garbage in place of an encoded id does not throw", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.doesNotThrow(() => decodeOrderIdParam(text))));
  for (const text of ["~a", "~%", "%", "~", "%7e!", "~====", "~_-_-_"]) assert.doesNotThrow(() => decodeOrderIdParam(text), text);
});
