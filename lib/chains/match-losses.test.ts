import assert from "node:assert/strict";
import { test } from "node:test";
import { readTraces } from "#lib/trace/notation";
import type { Trace } from "#lib/trace/span";
import { drawConfirmation, drawCreation, drawPrice } from "./drawn-orders.ts";
import type { Execution } from "./execution.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";

const chains = defaultChains();
const match = (text: string): readonly Execution[] => matchChains({ traces: readTraces(text), orderId: "48213", chains });
const seen = (executions: readonly Execution[]) =>
  executions.map((one) => `${one.id} ${one.steps.map((step) => (step === null ? "–" : step.inferred ? "~" : "x")).join("")}`);

/** What is left when a service's exporter was silent: its spans are gone, those of others still name them as parents and links. */
const withoutService = (text: string, service: string): readonly Trace[] =>
  readTraces(text)
    .map((trace) => ({ ...trace, spans: trace.spans.filter((span) => span.resource.service !== service) }))
    .filter((trace) => trace.spans.length > 0);

const silences: readonly (readonly [silent: string, draw: typeof drawCreation, left: string])[] = [
  ["seller-client", drawCreation, "order-creation:48213:1 ~xxxx"],
  ["mes-api", drawCreation, "order-creation:48213:1 x––xx"],
  ["crm-api", drawCreation, "order-creation:48213:1 xxx––"],
  ["mes-api", drawPrice, "price-calculation:48213:1 –x––xx"],
  ["storage-3d", drawPrice, "price-calculation:48213:1 xxxxxx"],
  ["crm-api", drawPrice, "price-calculation:48213:1 xxxx––"],
  ["crm", drawConfirmation, "order-confirmation:48213:1 –xxxx"],
  ["crm-api", drawConfirmation, "order-confirmation:48213:1 x––xx"],
  ["mes-api", drawConfirmation, "order-confirmation:48213:1 xxx––"],
];

for (const [silent, draw, left] of silences)
  for (const join of ["parent", "link", "message-id", "order-id"] as const)
    test(`${left.split(":")[0]} by ${join} with ${silent} silent keeps every step that others saw`, () => {
      assert.deepEqual(seen(matchChains({ traces: withoutService(draw({ join }), silent), orderId: "48213", chains })), [left]);
    });

test("with the whole front silent, the execution opens at the consumer", () => {
  for (const join of ["link", "message-id", "order-id"] as const) {
    const consumer = drawConfirmation({ join }).split("\n\n")[1]!.replace("-> f1/publish", "-> f1/?");
    assert.deepEqual(seen(match(consumer)), ["order-confirmation:48213:1 –––xx"], join);
  }
});

test("deliveries whose publish was never seen are one attempt when they link to one span", () => {
  const consumer = (trace: string, at: number, mark: string) =>
    `trace ${trace}\ncrm-api@1  orders receive  consumer  ${at}ms 20ms  messaging.system=rabbitmq order_id=48213 operation_name=ApplyPrice -> p1/? ${mark}`;
  const found = match(
    [consumer("a", 0, '!error "no"'), consumer("b", 5000, '!error "no"'), consumer("c", 10_000, '!error "no"')].join("\n\n"),
  );
  assert.deepEqual(seen(found), ["price-calculation:48213:1 ––––x–"]);
  assert.equal(found[0]!.steps[4]!.deliveries.length, 3);
});

test("a write that arrives before its consumer (it ends first) is seen already", () => {
  const text = drawCreation({ marks: { "crm-api": null, "crm-db": "parent=?" } });
  assert.deepEqual(seen(match(text)), ["order-creation:48213:1 xxx–x"]);
});

test("a request still running is seen by what it finished: its parts arrive as orphans", () => {
  const text = drawPrice({
    marks: {
      root: null,
      caller: null,
      "mes-api": null,
      handler: null,
      storage: "parent=?",
      "storage-inner": "",
      price: "parent=?",
      "price-row": null,
      connect: null,
      publish: null,
      "crm-api": null,
      select: null,
      "crm-db": null,
    },
  });
  assert.deepEqual(seen(match(text)), ["price-calculation:48213:1 –xx–––"]);
  assert.equal(match(text)[0]!.rootEndedMs, null);
});

test("late spans change what is seen, never the execution's id", () => {
  const [front, consumer] = [drawCreation({ join: "link" }).split("\n\n")[0]!, drawCreation({ join: "link" }).split("\n\n")[1]!];
  const early = match(front);
  const late = match(`${front}\n\n${consumer}`);
  assert.deepEqual(seen(early), ["order-creation:48213:1 xxx––"]);
  assert.deepEqual(seen(late), ["order-creation:48213:1 xxxxx"]);
});

test("a request that failed before it published sent no message: what is consumed later is another attempt's", () => {
  const failed = drawPrice({
    marks: {
      "mes-api": "http.response.status_code=504 !timeout",
      storage: "!timeout",
      price: null,
      "price-row": null,
      publish: null,
      "crm-api": null,
      select: null,
      "crm-db": null,
      connect: null,
    },
  });
  const consumer = drawPrice({ join: "order-id", trace: "p2", at: 300_000 }).split("\n\n")[1]!;
  assert.deepEqual(seen(match(`${failed}\n\n${consumer}`)), ["price-calculation:48213:1 xx––––", "price-calculation:48213:2 ––––xx"]);
});

test("what a trace says of another order is not this order's", () => {
  const text = [drawCreation(), drawCreation({ order: "48214", trace: "other", at: 5000 })].join("\n\n");
  assert.deepEqual(seen(match(text)), ["order-creation:48213:1 xxxxx"]);
});

test("a message published again by its failed handler is a further delivery of the same step", () => {
  const text = drawPrice({ marks: { "crm-api": '!error "busy"', select: null, "crm-db": null } });
  const consumer = text.split("\n").find((line) => line.includes("orders receive"))!;
  const depth = consumer.search(/\S/);
  const retry = `${" ".repeat(depth + 2)}crm-api@2  retry publish  producer  430ms 2ms  messaging.system=rabbitmq messaging.destination=retry messaging.message.id=m-r`;
  const second = `${" ".repeat(depth + 4)}crm-api@2  orders receive  consumer  5430ms 20ms  messaging.system=rabbitmq messaging.message_id=m-r order_id=48213`;
  const write = `${" ".repeat(depth + 6)}crm-api@2  update  client  5435ms 5ms  db.system=postgresql db.statement="update orders"`;
  const found = match([text, retry, second, write].join("\n"));
  assert.deepEqual(seen(found), ["price-calculation:48213:1 xxxxxx"]);
  assert.equal(found[0]!.steps[4]!.deliveries.length, 2);
});
