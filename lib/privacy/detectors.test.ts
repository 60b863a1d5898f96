import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findIbans, isIban } from "./find-ibans.ts";
import { makeMasker } from "./masker.ts";
import { makePolicy } from "./policy.ts";

const masker = makeMasker(makePolicy(["order_id"]), new Uint8Array(32).fill(7));

for (const [text, masked] of [
  ["IBAN DE89370400440532013000 refused", /^IBAN document-[0-9a-f]{12} refused$/],
  ["to GB29 NWBK 6016 1331 9268 19 and on", /^to document-[0-9a-f]{12} and on$/],
  ["на MT84MALT011000012345MTLCAST001S", /^на document-[0-9a-f]{12}$/],
  ["Cookie: session=abc123; theme=dark; id=17, got 401", /^Cookie: \[hidden\], got 401$/],
  ["set-cookie: sid=x1y2; Path=/; HttpOnly; Secure", /^set-cookie: \[hidden\]$/],
  ["GET /pay?code=abcdef12&order=4711", /^GET \/pay\?code=\[hidden\]&order=4711$/],
  [
    "https://s3/x?X-Amz-Credential=AKIAZ/2026&X-Amz-Signature=abc123def",
    /^https:\/\/s3\/x\?X-Amz-Credential=\[hidden\]&X-Amz-Signature=\[hidden\]$/,
  ],
  [
    "duplicate key: insert into users (n) values ('Ada Lovelace', 'x''y')",
    /^duplicate key: insert into users \(n\) values \('\?', '\?'\)$/,
  ],
  ["failed: select * from users where name = 'Ada Lov", /^failed: select \* from users where name = '\?'$/],
  ["GET https://shop.example/pay?access_token=abc12&x=1 failed", /^GET https:\/\/shop\.example\/pay\?access_token=\[hidden\]&x=1 failed$/],
  ["bad body eyJuYW1lIjoiQWRhIn0", /^bad body \[hidden\]$/],
  ["negotiate with bearer abcdef123456", /^negotiate with bearer \[hidden\]$/],
] as const)
  test(`hidden in text: ${text}`, () => assert.match(masker.text(text), masked));

for (const text of [
  "DE89370400440532013001 fails the check",
  "XX89370400440532013000 is of no country",
  "GET /orders?code=500&state=late",
  "GET /orders?state={state}&key=:key",
  "can't select, didn't update",
  "please select the cookie from the jar",
  "BUILD AB12CD34EF56AB78",
  "ORD-2026-11-23-000481",
])
  test(`nothing hidden in: ${text}`, () => assert.equal(masker.text(text), text));

test("a query alone hides what opens something, its first parameter too", () =>
  assert.equal(masker.value("url.query", "sig=abcdef12&order=4711"), "sig=[hidden]&order=4711"));

const ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const iban = fc
  .constantFrom(...(["DE18", "GB18", "FR23", "RU29", "MT27", "NO11", "KZ16"] as const))
  .chain((one) =>
    fc.tuple(fc.constant(one), fc.array(fc.constantFrom(...ALNUM), { minLength: Number(one.slice(2)), maxLength: Number(one.slice(2)) })),
  )
  .map(([one, account]) => {
    for (let check = 2; check <= 98; check++) {
      const plain = `${one.slice(0, 2)}${String(check).padStart(2, "0")}${account.join("")}`;
      if (isIban(plain)) return plain;
    }
    throw new Error("some check digits always fit");
  });
const b64 = (least: number, most: number) =>
  fc.array(fc.constantFrom(..."abcdefXYZ0189_-"), { minLength: least, maxLength: most }).map((list) => list.join(""));
const jwt = fc.tuple(b64(8, 40), b64(8, 60), b64(0, 43)).map(([head, body, sign]) => `eyJ${head}.eyJ${body}.${sign}`);
const around = fc.constantFrom("", " ", "x: ", "(", '"', "заказ ", "a=", "?q=", "/", ">", "\n", ",", ";", "|");
/** What may stand behind: a letter there would belong to it. */
const ended = around.map((text) => text.replace(/^\p{L}/u, ""));
const keys = fc.constantFrom("note", "exception.message", "url.full", "http.target", "db.statement", "whatever", "url.query");

test("property: a planted IBAN or JWT survives in no text and under no key, printed in fours or not", () => {
  const inFours = iban.map((plain) => plain.replace(/(.{4})(?=.)/g, "$1 "));
  fc.assert(
    fc.property(fc.oneof(iban, inFours, jwt), around, ended, keys, (secret, before, after, name) => {
      const masked = JSON.stringify(masker.attributes({ [name]: `text ${before}${secret}${after} more` }));
      return !masked.includes(secret);
    }),
    { numRuns: 2000 },
  );
});

test("property: cookies, bearer tokens and signed parameters survive in no text", () => {
  const value = fc.array(fc.constantFrom(..."abcdefgh12345678"), { minLength: 12, maxLength: 30 }).map((list) => list.join(""));
  const carrier = fc.constantFrom(
    (one: string) => `Cookie: a=b; sid=${one}`,
    (one: string) => `"set-cookie": "sid=${one}; Path=/"`,
    (one: string) => `Authorization: Bearer ${one}`,
    (one: string) => `https://x.example/a?b=c&sig=${one}&d=e`,
    (one: string) => `/cb?code=${one}`,
    (one: string) => `INSERT INTO t VALUES ('${one}')`,
  );
  fc.assert(
    fc.property(
      value,
      carrier,
      around,
      (one, carry, before) => !masker.text(`${before === "a=" ? "" : before}${carry(one)}`).includes(one),
    ),
    { numRuns: 2000 },
  );
});

test("property: ids, hashes, order ids and times are nobody's account", () => {
  const hex = (length: number) =>
    fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length }).map((list) => list.join(""));
  const id = fc.oneof(
    hex(16),
    hex(32),
    hex(64),
    fc.uuid(),
    fc.integer({ min: 1, max: 999_999 }).map((n) => `ORD-2026-${n}`),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    fc.bigInt({ min: 10n ** 18n, max: 2n * 10n ** 18n - 1n }).map(String),
    fc.integer({ min: 10 ** 12, max: 2 * 10 ** 12 - 1 }).map(String),
  );
  fc.assert(
    fc.property(id, around, (one, before) => {
      assert.deepEqual(findIbans(`${before}${one} x`), []);
      assert.equal(masker.value("order_id", one), one);
      assert.equal(masker.value("messaging.message.id", one), one);
    }),
    { numRuns: 2000 },
  );
});

test("hostile megabytes of these shapes end too", () => {
  for (const text of [
    "cookie: a=b;".repeat(1e5),
    `select ${"'".repeat(1e6)} from`,
    "DE89 ".repeat(2e5),
    "select ".repeat(1e5),
    `?${"sig=".repeat(2e5)}`,
    "eyJ".repeat(3e5),
  ])
    assert.equal(typeof masker.text(`x'${text}`), "string");
});
