import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { classifyKey } from "./classify-key.ts";
import { findCards } from "./find-cards.ts";
import { maskStatement } from "./mask-statement.ts";
import { makeMasker } from "./masker.ts";
import { makePolicy } from "./policy.ts";
import { pseudonym } from "./pseudonym.ts";

const key = new Uint8Array(32).fill(7);
const policy = makePolicy(["order_id", "order.id"]);
const masker = makeMasker(policy, key);

const KEYS: readonly (readonly [string, ReturnType<typeof classifyKey>])[] = [
  ["user_id", "user"],
  ["userId", "user"],
  ["user.id", "user"],
  ["enduser.id", "user"],
  ["enduser.pseudo.id", "user"],
  ["user.name", "user"],
  ["mes.operator_id", "user"],
  ["session.id", "user"],
  ["customer.email", "email"],
  ["user.email_verified", null],
  ["contactPhone", "phone"],
  ["customer.fullName", "name"],
  ["first_name", "name"],
  ["delivery.address", "address"],
  ["shippingAddress", "address"],
  ["client.address", "ip"],
  ["http.client_ip", "ip"],
  ["http.request.header.x-forwarded-for", "ip"],
  ["card_number", "card"],
  ["passport", "document"],
  ["http.request.header.authorization", "secret"],
  ["http.request.header.cookie", "secret"],
  ["api_key", "secret"],
  ["dbPassword", "secret"],
  ["db.query.parameter.0", "secret"],
  ["service.name", null],
  ["db.name", null],
  ["db.namespace", null],
  ["server.address", null],
  ["k8s.pod.uid", null],
  ["cloud.account.id", null],
  ["messaging.client.id", null],
  ["messaging.destination.name", null],
  ["gen_ai.usage.input_tokens", null],
  ["user_agent.original", null],
  ["order_id", null],
  ["process.command_line", null],
  ["exception.message", null],
];
for (const [name, kind] of KEYS) test(`the key ${name} means ${kind ?? "nothing personal"}`, () => assert.equal(classifyKey(name), kind));

const TEXTS: readonly (readonly [string, RegExp])[] = [
  ["no user ada.lovelace@example.com in CRM", /^no user email-[0-9a-f]{12} in CRM$/],
  ["/api?to=ada%40example.com&x=1", /^\/api\?to=email-[0-9a-f]{12}&x=1$/],
  ["call +7 (916) 123-45-67 now", /^call phone-[0-9a-f]{12} now$/],
  ["звонок 89161234567", /^звонок phone-[0-9a-f]{12}$/],
  ["tel 8 916 123-45-67.", /^tel phone-[0-9a-f]{12}\.$/],
  ["card 4111 1111 1111 1111 2026", /^card card-[0-9a-f]{12} 2026$/],
  ["paid by 5555555555554444", /^paid by card-[0-9a-f]{12}$/],
  ["Authorization: Bearer abc.def-123456", /^Authorization: \[hidden\]/],
  ["sent Bearer abc.def-123456", /^sent Bearer \[hidden\]$/],
  ["jwt eyJhbGciOi.eyJzdWIiOiI.c2ln", /^jwt \[hidden\]$/],
  ["amqp://guest:s3cret@rabbit:5672/v", /^amqp:\/\/\[hidden\]@rabbit:5672\/v$/],
  ["GET /x?password=hunter2&a=1", /^GET \/x\?password=\[hidden\]&a=1$/],
  ['{"userId":"u-17","qty":2}', /^\{"userId":"user-[0-9a-f]{12}","qty":2\}$/],
  ["GET /users/u-17/orders/48213", /^GET \/users\/user-[0-9a-f]{12}\/orders\/48213$/],
  ['auth failed for user "ada"', /^auth failed for user "user-[0-9a-f]{12}"$/],
];
for (const [text, wanted] of TEXTS) test(`in text: ${text}`, () => assert.match(masker.text(text), wanted));

for (const text of [
  "GET /orders/:id",
  "/users/{id}/orders",
  "order 48213 at 2026-11-23T14:02:11.123Z took 1200 ms",
  "1790000000000000000",
  "connect ECONNREFUSED 10.0.0.5:5432",
  "crm.exchange:price.request:crm.prices",
  "node_modules/@opentelemetry/api@1.9.1/build/src/index.js:12:30",
  "0af7651916cd43dd8448eb211c80319c",
  "550e8400-e29b-41d4-a716-446655440000",
])
  test(`nothing personal in: ${text}`, () => assert.equal(masker.text(text), text));

test("statements lose their literals and keep their shape", () => {
  assert.equal(
    maskStatement("UPDATE o SET n = 'for ''Ada''' WHERE user_id = 17 AND x = $1"),
    "UPDATE o SET n = '?' WHERE user_id = ? AND x = $1",
  );
  assert.equal(maskStatement("SELECT 'cut off by the exp"), "SELECT '?'");
  assert.equal(maskStatement('{"find": "users", "filter": {"email": "a@b.c"}}'), '{"find": "?", "filter": {"email": "?"}}');
});

test("double quotes hold names or literals: what stands before them tells, and literals go", () => {
  for (const [statement, masked] of [
    ['INSERT INTO "t" ("a", "b") VALUES (NULL, "Ada Lovelace", 7, "b.c")', 'INSERT INTO "t" ("a", "b") VALUES (NULL, "?", ?, "?")'],
    ['SELECT "t"."a" FROM "t" WHERE "t"."a" = "u"."a" AND n LIKE "Ada%"', 'SELECT "t"."a" FROM "t" WHERE "t"."a" = "u"."a" AND n LIKE "?"'],
    [
      'UPDATE c SET n="Ada ""the"" first", m = "x" WHERE e IN ("a@b.c", "d") ORDER BY "n"',
      'UPDATE c SET n="?", m = "?" WHERE e IN ("?", "?") ORDER BY "n"',
    ],
    [
      '{"find": "users", "filter": {"name": {"$in": ["Ada", "Bob"]}, "age": 5}}',
      '{"find": "?", "filter": {"name": {"$in": ["?", "?"]}, "age": ?}}',
    ],
    ['SELECT 1 WHERE n = "cut off by the exp', 'SELECT ? WHERE n = "?"'],
  ] as const)
    assert.equal(maskStatement(statement), masked);
});

test("a service that is named after a person is masked under its own key too", () => {
  assert.doesNotMatch(String(masker.value("service.name", "dev ada@example.com")), /ada@/);
  assert.equal(masker.value("service.name", "crm-api"), "crm-api");
});

test("placeholders stay placeholders", () => {
  assert.equal(masker.value("db.query.text", "SELECT 1 FROM c WHERE customer_id=731"), "SELECT ? FROM c WHERE customer_id=?");
});

test("one person is one pseudonym, under every key and in every text", () => {
  const id = masker.value("user_id", "u-17");
  assert.equal(masker.value("enduser.id", "u-17"), id);
  assert.ok(masker.text("x user_id=u-17").endsWith(String(id)));
  assert.equal(masker.value("customer.email", "Ada@Example.com"), masker.value("email", "ada@example.com"));
  assert.equal(masker.text("+7 916 123 45 67"), masker.value("phone", "79161234567"));
});

test("a real id that looks like a pseudonym is masked", () => {
  assert.notEqual(masker.value("user_id", "user-3f9a1c07b2d4"), "user-3f9a1c07b2d4");
});

test("another key gives other pseudonyms", () => {
  assert.notEqual(pseudonym("u-17", key, "user"), pseudonym("u-17", new Uint8Array(32), "user"));
});

test("order ids stay, whatever they look like", () => {
  for (const id of ["+79161234567", "ada@example.com", "4111111111111111"]) assert.equal(masker.value("order_id", id), id);
});

test("numbers that are somebody's are masked, measures are not", () => {
  assert.match(String(masker.value("user_id", 17)), /^user-/);
  assert.match(String(masker.value("x", 4111111111111111n)), /^card-/);
  assert.equal(masker.value("messaging.message.body.size", 79161), 79161);
});

test("a caller's address is masked on a server's span, a database's on a client's is not", () => {
  assert.match(String(masker.value("network.peer.address", "203.0.113.7", "server")), /^ip-/);
  assert.equal(masker.value("network.peer.address", "10.0.0.5", "client"), "10.0.0.5");
});

test("values inside lists and maps inherit what their key says", () => {
  const masked = masker.attributes({ customer: { email: ["a@b.io", "c@d.io"], qty: 2 }, contact_phones: ["1", "2"] });
  assert.doesNotMatch(JSON.stringify(masked), /@|"1"|"2"/);
  assert.match(JSON.stringify(masked), /"qty":2/);
});

test("hostile megabytes end: no rule takes quadratic time on them", () => {
  for (const text of [`${"a".repeat(1e6)}@`, "1 ".repeat(5e5), "a=".repeat(5e5), `"${"\\".repeat(1e6)}`])
    assert.equal(typeof masker.text(text), "string");
});

const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((list) => list.join(""));
const word = fc.stringMatching(/^[a-z]{1,8}$/);
const email = fc.tuple(word, word, fc.constantFrom("com", "ru", "io", "example.org")).map(([a, b, c]) => `${a}.${b}@${b}.${c}`);
const phone = fc.tuple(fc.constantFrom("+7", "+44 ", "+1-"), digits(10, 10)).map(([code, rest]) => code + rest);
const card = digits(14, 14).map((rest) => {
  for (let check = 0; check < 10; check++) if (findCards(`4${rest}${check}`).length > 0) return `4${rest}${check}`;
  throw new Error("some check digit always fits");
});
const around = fc.constantFrom("", " ", "x: ", "(", '"', "заказ ", "a=", "?q=", "/", ">", "\n", ",");

test("property: a planted e-mail, phone or card survives in no text and under no key", () => {
  const keys = fc.constantFrom("note", "exception.message", "url.full", "http.target", "db.statement", "whatever", "customer", "x.y.z");
  fc.assert(
    fc.property(fc.oneof(email, phone, card), around, around, keys, fc.string(), (secret, before, after, name, noise) => {
      const masked = JSON.stringify(masker.attributes({ [name]: [`${noise} ${before}${secret}${after} ${noise}`] }));
      return !masked.includes(secret);
    }),
    { numRuns: 2000 },
  );
});

test("property: masking twice is masking once", () => {
  const piece = fc.oneof(
    email,
    phone,
    card,
    fc.string(),
    around,
    fc.constantFrom("user_id=", "password: ", "Bearer ", "/users/", "amqp://a:b@c", "'"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const once = masker.text(pieces.join(""));
      return masker.text(once) === once;
    }),
    { numRuns: 2000 },
  );
});

test("property: no text makes it throw, and the input is never changed", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string(),
        fc.anything({ withBigInt: true, maxDepth: 3, values: [fc.string(), fc.double(), fc.boolean(), fc.constant(null)] }),
      ),
      (made) => {
        const before = JSON.stringify(made, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
        masker.attributes(made as never);
        assert.equal(
          JSON.stringify(made, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
          before,
        );
      },
    ),
  );
});
