import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffLines } from "./line-diff.ts";

test("a changed line is one removed and one added between lines that stay", () =>
  assert.deepEqual(
    diffLines("a\nsoft: 2m\nb", "a\nsoft: 3m\nb").map(({ kind, text }) => `${kind} ${text}`),
    ["same a", "removed soft: 2m", "added soft: 3m", "same b"],
  ));

test("both texts can be read from their difference, with their line numbers, and what is the same is longest", () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c", "")), fc.array(fc.constantFrom("a", "b", "c", "")), (one, other) => {
      const diff = diffLines(one.join("\n"), other.join("\n"));
      const before = diff.filter((line) => line.kind !== "added");
      const after = diff.filter((line) => line.kind !== "removed");
      assert.equal(before.map(({ text }) => text).join("\n"), one.join("\n"));
      assert.equal(after.map(({ text }) => text).join("\n"), other.join("\n"));
      for (const [index, line] of before.entries()) assert.equal(line.before, index + 1);
      for (const [index, line] of after.entries()) assert.equal(line.after, index + 1);
      if (one.join("\n") === other.join("\n")) assert.ok(diff.every(({ kind }) => kind === "same"));
    }),
  ));
