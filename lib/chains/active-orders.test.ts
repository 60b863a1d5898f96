import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTATION_BASE, readTraces, tracedAs } from "#lib/trace/notation";
import { drawCreation } from "./drawn-orders.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";

const chains = defaultChains();
const match = (text: string, orderId: string | null = null) => matchChains({ traces: readTraces(text), orderId, chains });
const at = (ms: number) => Math.round(ms - NOTATION_BASE);

const list = (trace: string, start: number) => `trace ${trace}
mes@1            open active orders  internal  ${start}ms        9000ms  user_id=operator-3
  mes@1          GET                 client    ${start + 5}ms    8900ms  http.request.method=GET url.full=http://mes-api:8080/api/v1/orders/active
    mes-api@2    GET /api/v1/orders/active  server  ${start + 9}ms  8800ms  http.request.method=GET http.route=/api/v1/orders/active operation_name=ListActiveOrders
      mes-api@2  pg-pool.connect     client    ${start + 10}ms   2ms     db.system.name=postgresql
      mes-api@2  pg.query:SELECT mes  client   ${start + 20}ms   100ms   db.system.name=postgresql db.query.text="select id from orders"
      mes-api@2  pg.query:SELECT mes  client   ${start + 200}ms  50ms    db.system.name=postgresql db.query.text="select amount" !error "lost"
      mes-api@2  pg.query:SELECT mes  client   ${start + 8000}ms 700ms   db.system.name=postgresql db.query.text="select amount"`;

test("an operator's request is an execution of its own, with all its queries as one step that ends with the last", () => {
  const [one, ...rest] = match(list("a", 0));
  assert.deepEqual(rest, []);
  assert.deepEqual([one!.id, one!.orderId], [`active-orders:@${tracedAs("a")}:1`, null]);
  assert.deepEqual(
    one!.steps.map((step) => at(step!.reachedMs)),
    [0, 9, 8700],
  );
  const queries = one!.steps[2]!;
  assert.deepEqual([queries.deliveries.length, at(queries.startMs), queries.status], [1, 20, "success"]);
});

test("several traces at once are several requests", () => {
  assert.deepEqual(
    match(`${list("a", 0)}\n\n${list("b", 20_000)}`).map((one) => one.attempt),
    [1, 1],
  );
});

test("the chains keyed by trace and those keyed by order are asked for apart", () => {
  const both = `${list("a", 0)}\n\n${drawCreation()}`;
  assert.deepEqual(
    match(both).map((one) => one.chainId),
    ["active-orders"],
  );
  assert.deepEqual(
    match(both, "48213").map((one) => one.chainId),
    ["order-creation"],
  );
});

test("a request for something else is no run of any chain", () => {
  const other = list("a", 0).replaceAll("orders/active", "operators").replace("ListActiveOrders", "ListOperators");
  assert.deepEqual(match(other), []);
  const list48213 = "crm@1  open order  client  0ms 10ms  order_id=48213\n  crm-api@1  GET /orders/{id}  server  1ms 5ms  order_id=48213";
  assert.deepEqual(match(list48213, "48213"), []);
});
