import assert from "node:assert/strict";
import { test } from "node:test";
import { readPathParam } from "./path-param.ts";

test("a part of a path is read encoded or not, and one that cannot be decoded is itself", () => {
  assert.deepEqual(["a%20b", "%D1%81", "a b", "%", "100%25", "%00%ff", "%zz"].map(readPathParam), [
    "a b",
    "с",
    "a b",
    "%",
    "100%",
    "%00%ff",
    "%zz",
  ]);
});
