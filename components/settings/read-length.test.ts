import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readLength, writeLength } from "./read-length.ts";

const EN = { ms: "ms", s: "s", min: "min", h: "h", d: "d" };
const RU = { ms: "мс", s: "с", min: "мин", h: "ч", d: "д" };

test("lengths are read as people type them, in both languages", () =>
  assert.deepEqual(["30s", "2 min", "1 h 30 min", "1,5 мин", "90 с", "500ms", "1д 2ч", "", "  ", "—"].map(readLength), [
    30_000,
    120_000,
    5_400_000,
    90_000,
    90_000,
    500,
    93_600_000,
    "none",
    "none",
    "none",
  ]));

test("what is no length is none of ours", () =>
  assert.deepEqual(["30", "soon", "-2 min", "2 parsecs", "0 s", "9999 d", "2 min later"].map(readLength), Array(7).fill(null)));

test("what is written is read as the very same", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 * 86_400_000 }),
      (ms) => readLength(writeLength(ms, EN)) === ms && readLength(writeLength(ms, RU)) === ms,
    ),
  ));
