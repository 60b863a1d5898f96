import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTATION_BASE, readTraces, spanAs } from "#lib/trace/notation";
import { drawConfirmation, drawCreation, drawPrice } from "./drawn-orders.ts";
import type { Execution } from "./execution.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";

const chains = defaultChains();
const match = (text: string, orderId: string | null = "48213"): readonly Execution[] =>
  matchChains({ traces: readTraces(text), orderId, chains });
const only = (text: string): Execution => {
  const found = match(text);
  assert.deepEqual(found.map((one) => one.id).length, 1, found.map((one) => one.id).join());
  return found[0]!;
};
/** Where each step was reached on the drawing's axis; null where unseen. */
const reached = (one: Execution) => one.steps.map((step) => step && Math.round(step.reachedMs - NOTATION_BASE));
const at = (ms: number | undefined) => (ms === undefined ? undefined : Math.round((ms - NOTATION_BASE) * 1000) / 1000);

for (const join of ["parent", "link", "message-id", "order-id"] as const) {
  test(`a whole order is three executions, the consumers joined by ${join}`, () => {
    const found = match([drawCreation({ join }), drawPrice({ join, at: 10_000 }), drawConfirmation({ join, at: 20_000 })].join("\n\n"));
    assert.deepEqual(
      found.map((one) => [one.id, one.steps.every((step) => step?.status === "success")]),
      [
        ["order-creation:48213:1", true],
        ["price-calculation:48213:1", true],
        ["order-confirmation:48213:1", true],
      ],
    );
    assert.deepEqual(reached(found[0]!), [0, 8, 34, 134, 148]);
    assert.deepEqual(reached(found[1]!), [10_006, 10_110, 10_265, 10_310, 10_410, 10_432]);
    assert.deepEqual(reached(found[2]!), [20_000, 20_008, 20_042, 20_142, 20_160]);
    assert.deepEqual(
      found.map((one) => one.steps.map((step) => step?.waitMs).filter((wait) => wait !== null)),
      [[100], [100], [100]],
    );
    assert.deepEqual(
      found.map((one) => one.traceIds.length),
      join === "parent" ? [1, 1, 1] : [2, 2, 2],
    );
    assert.equal(found[1]!.message?.destination, "price.calculated");
    assert.equal(at(found[1]!.message?.publishedMs), 10_310);
    if (join !== "order-id") assert.equal(found[1]!.message?.messageId, "m-p1");
    assert.equal(at(found[0]!.rootEndedMs ?? undefined), 60);
  });
}

test("a consumer that says nothing but the order goes to the message that was open when it began", () => {
  const mute = (text: string) => text.replaceAll(/ operation_name=(CreateOrder|ApplyPrice)/g, "");
  const found = match([mute(drawCreation({ join: "order-id" })), mute(drawPrice({ join: "order-id", at: 10_000 }))].join("\n\n"));
  // The front of price keeps its signs in route and routing key.
  assert.deepEqual(
    found.map((one) => reached(one).at(-1)),
    [148, 10_432],
  );
});

test("the sighting names who did it, which version, and when it was first seen", () => {
  const one = only(drawPrice({ marks: { "crm-db": "seen=90s resource.service.version=2.8.1" } }));
  const write = one.steps[5]!;
  assert.deepEqual(
    [write.service, write.instance, write.version],
    ["crm-api", "crm-api-2", "2.8.1"].map((text, i) => (i === 1 ? write.instance : text)),
  );
  assert.equal(at(write.seenAt), 90_000);
  assert.equal(one.steps[4]!.instance, write.instance);
  assert.equal(write.spanId, spanAs("p1", "crm-db"));
});

test("twin PRODUCER spans of one publish are one delivery, and the wait runs from the outer's end", () => {
  const one = only(drawConfirmation());
  assert.equal(one.steps[2]!.deliveries.length, 1);
  assert.equal(one.steps[2]!.spanId, spanAs("f1", "twin"));
  assert.equal(one.steps[3]!.waitMs, 100);
});

test("redeliveries of one message are deliveries of one attempt; the step is reached once, what comes after has a new clock", () => {
  const again = (join: "parent" | "link") => {
    const failed = '!error "price rejected"';
    const lines = drawPrice({ join, marks: { "crm-api": failed, select: null, "crm-db": null } });
    const consumer = lines.split("\n").find((line) => line.includes("orders receive"))!;
    const second = consumer.replace("410ms 30ms", "5410ms 30ms").replace("#crm-api", "#again").replace(failed, "");
    const write = `${"  ".repeat(consumer.search(/\S/) / 2 + 1)}crm-api@2  update  client  5415ms 9ms  db.system=postgresql db.statement="update orders"`;
    return only(join === "parent" ? [lines, second, write].join("\n") : [lines, "", "trace p1again", second, write].join("\n"));
  };
  for (const join of ["parent", "link"] as const) {
    const one = again(join);
    const consumed = one.steps[4]!;
    assert.deepEqual(
      consumed.deliveries.map((delivery) => delivery.status),
      ["error", "success"],
    );
    assert.equal(consumed.status, "success");
    assert.deepEqual([at(consumed.reachedMs), at(consumed.nextClockMs), consumed.waitMs], [410, 5410, 100]);
    assert.equal(at(one.steps[5]!.reachedMs), 5424);
    assert.equal(one.attempt, 1);
  }
});

test("a duplicate delivery that does nothing satisfies the step once and is counted", () => {
  const lines = drawCreation();
  const consumer = lines.split("\n").find((line) => line.includes("orders receive"))!;
  const one = only(`${lines}\n${consumer.replace("134ms 20ms", "900ms 2ms").replace("#crm-api", "#second")}`);
  assert.equal(one.steps[3]!.deliveries.length, 2);
  assert.equal(at(one.steps[3]!.startMs), 134);
  assert.equal(one.steps[4]!.status, "success");
  assert.equal(one.steps[4]!.deliveries.length, 1);
});

test("the dead-letter handler is no delivery: it fills deadLetter", () => {
  const failed = '!error "no such article"';
  for (const join of ["parent", "link", "message-id"] as const) {
    const lines = drawPrice({ join, marks: { "crm-api": failed, select: null, "crm-db": null } });
    const consumer = lines.split("\n").find((line) => line.includes("orders receive"))!;
    const dead = consumer
      .replace("410ms 30ms", "9000ms 1ms")
      .replace("orders receive", "price.calculated.dlq receive")
      .replace("messaging.destination=orders", "messaging.destination=price.calculated.dlq")
      .replace("ApplyPrice", "DeadLetter")
      .replace("#crm-api", "#dead")
      .replace(failed, "");
    const one = only(join === "parent" ? `${lines}\n${dead}` : `${lines}\n\ntrace p1dead\n${dead}`);
    assert.equal(one.steps[4]!.deliveries.length, 1);
    assert.equal(one.deadLetter?.destination, "price.calculated.dlq");
    assert.equal(at(one.deadLetter?.atMs), 9000);
    assert.equal(one.steps[5], null);
  }
});

test("storage that sends no spans is seen through its caller alone", () => {
  const one = only(drawPrice({ marks: { "storage-inner": null } }));
  assert.deepEqual([one.steps[1]!.service, at(one.steps[1]!.reachedMs)], ["mes-api", 110]);
});

test("where caller and storage disagree, the caller decides status and reach", () => {
  const one = only(
    drawPrice({
      marks: {
        storage: "!timeout",
        price: null,
        "price-row": null,
        publish: null,
        "crm-api": null,
        select: null,
        "crm-db": null,
        connect: null,
      },
    }),
  );
  assert.deepEqual([one.steps[1]!.status, at(one.steps[1]!.reachedMs), one.steps[1]!.service], ["timeout", 110, "mes-api"]);
  assert.deepEqual(one.steps.slice(2), [null, null, null, null]);
});

test("storage's own span serves where the caller's is missing", () => {
  const one = only(drawPrice({ marks: { storage: null, "storage-inner": "parent=?" } }));
  assert.deepEqual([one.steps[1]!.service, at(one.steps[1]!.reachedMs)], ["storage-3d", 14]);
});

test("price without a CalculatePrice span is reached when the publish begins", () => {
  const price = only(drawPrice({ marks: { price: null } })).steps[2]!;
  assert.deepEqual([at(price.reachedMs), price.inferred, price.status], [300, true, "success"]);
});

test("api-user without a client's span is the start of the seller's request", () => {
  const user = only(drawCreation({ marks: { root: null, "api-user": null, "mes-api": "parent=?" } })).steps[0]!;
  assert.deepEqual([at(user.reachedMs), user.inferred], [8, true]);
});

test("queries, connects and MES's own write do not end the price chain: without the consumer's write it is open", () => {
  const one = only(drawPrice({ marks: { "crm-db": null } }));
  assert.equal(one.steps[5], null);
  assert.equal(one.steps[4]!.status, "success");
});

test("a write that timed out decides its step, and its consumer's error is a timeout too", () => {
  const lock = '!error "LockNotAvailable: canceling statement due to lock timeout" exception="psycopg2.errors.LockNotAvailable: canceling"';
  const one = only(drawCreation({ marks: { "crm-api": lock, "crm-db": lock } }));
  assert.deepEqual([one.steps[3]!.status, one.steps[4]!.status], ["timeout", "timeout"]);
  assert.match(one.steps[4]!.errorText!, /LockNotAvailable/);
});

test("a rollback after the failed write does not hide the failure", () => {
  const failed = '!error "deadlock detected"';
  const text = `${drawCreation({ marks: { "crm-api": failed, "crm-db": failed } })}\n            crm-api@1  insert  client  150ms 2ms  db.system=postgresql db.statement="insert into failures values(%s)"`;
  assert.equal(only(text).steps[4]!.status, "error");
});

test("a new request after the first one's root ended is attempt 2; what is still consumed of the first stays with the first", () => {
  const failed = {
    storage: "!timeout",
    price: null,
    "price-row": null,
    publish: null,
    "crm-api": null,
    select: null,
    "crm-db": null,
    connect: null,
  };
  const found = match([drawPrice({ marks: failed }), drawPrice({ trace: "p2", at: 200_000 })].join("\n\n"));
  assert.deepEqual(
    found.map((one) => [one.id, one.steps[1]!.status, at(one.startedMs)]),
    [
      ["price-calculation:48213:1", "timeout", 6],
      ["price-calculation:48213:2", "success", 200_006],
    ],
  );
  const late = match([drawPrice({ join: "link", wait: 500_000 }), drawPrice({ join: "link", trace: "p2", at: 200_000 })].join("\n\n"));
  assert.deepEqual(
    late.map((one) => at(one.steps[4]!.startMs)),
    [500_310, 200_410],
  );
});

test("calls that were refused and retried in one trace are one attempt, begun with the first, with witnesses", () => {
  const root = "crm@1  confirm order  internal  0ms 60100ms";
  const refused = (ms: number) =>
    `  crm@1  POST  client  ${ms}ms 3ms  http.method=POST http.url=http://crm-api:8000/orders/48213/confirm net.peer.name=crm-api error.type=ConnectionRefusedError !error "Connection refused"`;
  const served = drawConfirmation({ at: 60_000, marks: { root: null } })
    .split("\n")
    .slice(1);
  const one = only(["trace f1", root, refused(10), refused(30_000), ...served.map((line) => line.replace(/^/, ""))].join("\n"));
  assert.deepEqual(
    one.steps[0]!.deliveries.map((delivery) => delivery.status),
    ["error", "error", "success"],
  );
  assert.deepEqual([at(one.steps[0]!.reachedMs), at(one.steps[0]!.nextClockMs), at(one.steps[1]!.reachedMs)], [0, 0, 60_008]);
  assert.deepEqual(
    one.witnesses.filter((witness) => witness.service === "crm-api").map((witness) => witness.outcome),
    ["refused", "refused", "served"],
  );
});
