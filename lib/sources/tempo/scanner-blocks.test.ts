import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keepOffBorders } from "./scanner-blocks.ts";

const name = fc.stringMatching(/^[a-z][a-z.]{0,40}$/).map((key) => `span.${key},`);
const literal = fc.string({ maxLength: 60 }).map((text) => `= "${text.replace(/["\\]/g, "")}"`);

test("no name stands across a border of Tempo's reader, and nothing but spaces is added", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(name, name, literal), { maxLength: 300 }), (parts) => {
      const query = `{ } | select( ${parts.join(" ")} )`;
      const padded = keepOffBorders(query);
      const texts = /"[^"]*"|\s+|[^\s"]+/g;
      const solid = (text: string) => (text.match(texts) ?? []).filter((part) => part.trim() !== "");
      assert.deepEqual(solid(padded), solid(query));
      let at = 0;
      for (const part of padded.match(texts) ?? []) {
        const end = at + Buffer.byteLength(part);
        if (part.startsWith("span.")) assert.equal(Math.floor(at / 1_024), Math.floor((end + 12) / 1_024), part);
        at = end;
      }
    }),
  );
});
