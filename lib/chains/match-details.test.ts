import assert from "node:assert/strict";
import { test } from "node:test";
import { instanceKey } from "#lib/trace/clock-observations";
import { NOTATION_BASE, readTraces } from "#lib/trace/notation";
import { drawConfirmation, drawCreation, drawPrice } from "./drawn-orders.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";

const chains = defaultChains();
const match = (text: string, orderId = "48213") => matchChains({ traces: readTraces(text), orderId, chains });
const at = (ms: number) => Math.round(ms - NOTATION_BASE);

test("one order over two traces tied by a link, in the words of another data set: no client, 3d-storage by address alone", () => {
  const [one, ...rest] = match(`
trace a
mes-api@1    POST /orders/{id}/price    server    0ms    900ms  order_id=48213 http.request.method=POST http.route=/orders/{id}/price http.response.status_code=200
  mes-api@1  GET model.stl              client    100ms  300ms  server.address=3d-storage http.request.method=GET order_id=48213
  mes-api@1  CalculatePrice             internal  420ms  300ms  order_id=48213
  mes-api@1  price-calculated publish   producer  750ms  20ms   messaging.system=rabbitmq messaging.operation.type=send messaging.destination.name=orders:price-calculated messaging.message.id=m-1 order_id=48213 #pub

trace b
crm-api@1    price-calculated process   consumer  9s     80ms   messaging.system=rabbitmq messaging.operation.type=process messaging.message.id=m-1 order_id=48213 -> a/pub
  crm-api@1  UPDATE orders              client    9.02s  40ms   db.system.name=postgresql db.operation.name=UPDATE db.query.text="UPDATE orders SET price=$1"
`);
  assert.deepEqual(rest, []);
  assert.deepEqual(
    [one!.chainId, one!.steps.map((step) => step && at(step.reachedMs))],
    ["price-calculation", [0, 400, 720, 770, 9000, 9060]],
  );
  assert.equal(Math.round(one!.steps[4]!.waitMs!), 8230);
  assert.equal(one!.rootEndedMs && at(one!.rootEndedMs), 900);
});

test("a lone CreateOrder request is the beginning of a creation, whatever its id looks like", () => {
  for (const id of ['a"b', "О-48213", "💍", "a".repeat(4096)]) {
    const [one] = match(`mes-api  CreateOrder  server  0ms  400ms  order_id=${JSON.stringify(id)} http.route=/orders`, id);
    assert.equal(one?.id, `order-creation:${id}:1`);
    assert.deepEqual(
      one?.steps.map((step) => step?.stepId ?? null),
      ["api-user", "mes-api", null, null, null],
    );
  }
});

test("an instance's clock that runs ahead is set right before anything is compared, and no wait is negative without that", () => {
  const skewed = drawPrice({ wait: -4900 });
  assert.equal(match(skewed)[0]!.steps[4]!.waitMs, 0);
  const key = readTraces(skewed)[0]!.spans.find((span) => span.kind === "consumer")!.resource;
  const offsets = new Map([[instanceKey(key.service, key.instance), -5000]]);
  const [one] = matchChains({ traces: readTraces(skewed), orderId: "48213", chains, clockOffsets: offsets });
  assert.deepEqual([one!.steps[4]!.waitMs, at(one!.steps[4]!.reachedMs), at(one!.steps[5]!.reachedMs)], [100, 410, 432]);
});

test("several orders sent by one relay: each takes its own message", () => {
  const relay = (mine: string) => `
trace r
mes-api@1      relay orders  internal  0ms  100ms
  mes-api@1    publish orders  producer  10ms  5ms  messaging.system=rabbitmq messaging.rabbitmq.routing_key=order.created messaging.message_id=m-1
    crm-api@1  orders receive  consumer  50ms  9ms  messaging.system=rabbitmq order_id=one
      crm-api@1  insert  client  52ms  3ms  db.system=postgresql db.statement="insert into orders"
  mes-api@1    publish orders  producer  20ms  5ms  messaging.system=rabbitmq messaging.rabbitmq.routing_key=order.created messaging.message_id=m-2
    crm-api@2  orders receive  consumer  70ms  9ms  messaging.system=rabbitmq order_id=${mine}`;
  const [one] = match(relay("two"), "one");
  const [two] = match(relay("two"), "two");
  assert.deepEqual([one!.message?.messageId, one!.steps[2]!.deliveries.length, one!.steps[4] !== null], ["m-1", 1, true]);
  assert.deepEqual([two!.message?.messageId, two!.steps[2]!.deliveries.length, two!.steps[4]], ["m-2", 1, null]);
});

test("two chains begun in one trace stay two executions, each with its own spans", () => {
  const [created, priced] = [drawCreation({ marks: { root: null } }), drawPrice({ at: 5000, marks: { root: null } })].map((text) =>
    text.split("\n").slice(1),
  );
  const found = match(
    [
      "trace s",
      "seller-client@1  session  internal  0ms 9000ms  user_id=u-7",
      ...created!,
      ...priced!.map((line) => line.replace(/#(\S+)/, "#p-$1")),
    ].join("\n"),
  );
  assert.deepEqual(
    found.map((one) => [one.chainId, one.steps.map((step) => step?.deliveries.length ?? 0).join("")]),
    [
      ["order-creation", "11111"],
      ["price-calculation", "111111"],
    ],
  );
});

test("a message pulled by a receive call and handled inside it is one delivery", () => {
  const lines = drawConfirmation({ join: "link" });
  const [front, back] = lines.split("\n\n");
  const consumer = back!.split("\n")[1]!;
  const receive = `mes-api@1  orders receive  client  141ms 1ms  messaging.system=rabbitmq messaging.operation.type=receive -> f1/publish`;
  const pulled = `${front}\n\ntrace f1m\n${receive}\n${back!
    .split("\n")
    .slice(1)
    .map((line) => `  ${line.replace(" -> f1/publish", "")}`)
    .join("\n")}`;
  assert.ok(consumer.includes("consumer"));
  const [one, ...rest] = match(pulled);
  assert.deepEqual(rest, []);
  assert.deepEqual([one!.steps[3]!.deliveries.length, one!.steps[4] !== null], [1, true]);
});

test("what the execution as a whole says: when it began, was last heard of, and that its root has ended", () => {
  const [one] = match(drawPrice({ join: "link", wait: 60_000 }));
  assert.deepEqual([at(one!.startedMs), at(one!.lastActivityMs), at(one!.rootEndedMs!)], [6, 60_340, 330]);
  const [running] = match(drawPrice({ marks: { root: null, caller: "parent=?" } }));
  assert.equal(running!.rootEndedMs, null);
});
