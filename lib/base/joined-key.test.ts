import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createJoinedKeys } from "./joined-key.ts";

test("a key is its two names around the separator, whatever was asked before", () => {
  const join = createJoinedKeys(" ", 5);
  const names = fc.constantFrom("", "a", "b", "a b", "constructor", "__proto__");
  fc.assert(
    fc.property(names, names, (first, second) => assert.equal(join(first, second), `${first} ${second}`)),
    { numRuns: 200 },
  );
});
