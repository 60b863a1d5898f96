import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTrace } from "#lib/trace/notation";
import type { SpanPredicate } from "./definition.ts";
import { compilePatterns, compilePredicate } from "./predicate.ts";

const spanOf = (text: string) => readTrace(text).spans[0]!;
const meets = (predicate: SpanPredicate, text: string) => compilePredicate(predicate)(spanOf(text), () => []);

test("a pattern is exact, or has stars for anything; upper and lower case are one", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["orders", "Orders", true],
    ["orders", "orders2", false],
    ["*/orders", "/api/v1/orders", true],
    ["*/orders", "/api/v1/orders/active", false],
    ["*/orders/*/price", "/orders/48213/price", true],
    ["*/orders/*/price", "/orders/price", false],
    ["a*a", "a", false],
    ["a*b*a", "aba", true],
    ["*", "", true],
    ["p.i(e)+", "p.i(e)+", true],
    ["p.*", "pxy", false],
  ];
  for (const [pattern, text, wanted] of cases) assert.equal(compilePatterns([pattern])(text), wanted, `${pattern} ~ ${text}`);
});

test("patterns with stars agree with the regular expressions they stand for", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
  const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(
    fc.property(letters, texts, (pattern, text) => {
      assert.equal(compilePatterns([pattern])(text), new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text));
    }),
  );
});

test("old and new attribute names are one idea", () => {
  for (const method of ["http.method=POST", "http.request.method=POST"])
    assert.ok(meets({ attributes: { "http.request.method": ["POST"] } }, `a  x  server  0ms 1ms  ${method}`));
  for (const key of [
    "messaging.destination=q",
    "messaging.destination.name=q",
    "messaging.rabbitmq.routing_key=q",
    "messaging.rabbitmq.destination.routing_key=q",
  ])
    assert.ok(meets({ attributes: { "messaging.destination.name": ["q"] } }, `a  x  producer  0ms 1ms  ${key}`), key);
  for (const route of [
    "http.route=/orders",
    "url.path=/orders/",
    "http.target=/orders?x=1",
    "http.url=http://u:p@h:1/orders#x",
    "url.full=https://h/orders",
  ])
    assert.ok(meets({ attributes: { "http.route": ["/orders"] } }, `a  x  server  0ms 1ms  ${route}`), route);
});

test("the verb of a query is read from wherever it stands; connecting is no query", () => {
  const isWrite: SpanPredicate = { kind: ["client"], attributes: { "db.operation.name": ["insert", "update"] } };
  for (const span of [
    'insert  client  0ms 1ms  db.system=postgresql db.statement="INSERT into x"',
    "pg.query:INSERT mes  client  0ms 1ms  db.system.name=postgresql",
    'q  client  0ms 1ms  db.operation.name=UPDATE db.query.text="select 1"',
    "UPDATE orders  client  0ms 1ms  db.system.name=postgresql",
    'q  client  0ms 1ms  db.system=postgresql db.statement="  (update x)"',
  ])
    assert.ok(meets(isWrite, `crm-api  ${span}`), span);
  for (const span of [
    "pg.connect  client  0ms 1ms  db.system.name=postgresql",
    "pg-pool.connect  client  0ms 1ms  db.system.name=postgresql",
    'select  client  0ms 1ms  db.system=postgresql db.statement="select * from x for update"',
    "insert coin  client  0ms 1ms",
  ])
    assert.ok(!meets(isWrite, `crm-api  ${span}`), span);
});
