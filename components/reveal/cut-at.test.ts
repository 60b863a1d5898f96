import assert from "node:assert/strict";
import { test } from "node:test";
import { cutAt } from "./cut-at.ts";

test("what was revealed is cut out of a text, the longest first, and nothing else", () => {
  assert.deepEqual(cutAt("mail to ada@x.test, ada", ["ada", "ada@x.test"]), [
    { text: "mail to ", isRevealed: false },
    { text: "ada@x.test", isRevealed: true },
    { text: ", ", isRevealed: false },
    { text: "ada", isRevealed: true },
  ]);
  assert.deepEqual(cutAt("(a+b)*", ["(a+b)*", ""]), [{ text: "(a+b)*", isRevealed: true }]);
  assert.deepEqual(cutAt("nobody", ["ada"]), [{ text: "nobody", isRevealed: false }]);
});
