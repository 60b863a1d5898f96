import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { safePath } from "./safe-path.ts";

const BASE = "https://loupe.example:8443";

test("our own pages are gone back to as they were, queries, fragments and order ids of any script included", () => {
  for (const path of [
    "/",
    "/orders/ORD-1?tab=steps&at=1#row-3",
    "/orders/%2Fevil.test",
    "/orders/%E2%98%83",
    "/traces?q=https%3A%2F%2Fevil.test",
  ])
    assert.equal(safePath(path, BASE), `${BASE}${path}`);
  assert.equal(safePath("/orders/заказ", BASE), `${BASE}/orders/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7`);
});

for (const wanted of [
  ...[
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "///evil.test",
    "https:evil.test",
    "https://evil.test/",
    "HTTPS://evil.test",
    "javascript:alert(1)",
  ],
  ...[
    "data:text/html,x",
    "/\t/evil.test",
    "/\n/evil.test",
    "\t//evil.test",
    " //evil.test",
    "/\u0000/evil.test",
    "/.//evil.test",
    "/a/..//evil.test",
  ],
  ...["", "evil.test", "?x", "//evil.test\\@loupe.example", "https://loupe.example:8443@evil.test/", `/${"a".repeat(70_000)}`, "/\ud800"],
])
  test(`${JSON.stringify(wanted.slice(0, 40))} leads to the start page`, () => assert.equal(safePath(wanted, BASE), `${BASE}/`));

test("whatever is asked for, the way leads to our own origin", () => {
  const pieces = fc.constantFrom(
    "/",
    "\\",
    "//",
    ":",
    "@",
    "evil.test",
    "https:",
    "javascript:",
    "\t",
    "\n",
    "%2f",
    "%5c",
    "..",
    ".",
    "?",
    "#",
    " ",
    "。",
    "／",
  );
  const addresses = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl(),
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(addresses, (wanted) => {
      const url = new URL(safePath(wanted, BASE));
      assert.equal(url.origin, BASE);
      // Handed on as a path alone it must not become another host's address either.
      assert.equal(new URL(`${url.pathname}${url.search}`, BASE).origin, BASE);
    }),
    { numRuns: 5_000 },
  );
});
