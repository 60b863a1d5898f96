import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isDatabaseSpan, messagingOperation, readDestination, readNumber, readPeer, readText } from "./attribute-names.ts";
import { readTrace } from "./notation.ts";
import { decodeOtlpJson } from "./otlp-json.ts";

const lines = readFileSync(new URL("../chains/fixtures/orders.otlp.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n");
const SPANS = lines.flatMap((line) => {
  const decoded = decodeOtlpJson(line);
  return decoded.ok ? decoded.value.spans : [];
});
const drawn = (marks: string) => readTrace(`a  x  client  0ms  1ms  ${marks}`).spans[0]!;

test("Node's and Python's names for one message give one id", () => {
  const of = (service: string, kind: string) =>
    new Set(SPANS.filter((span) => span.resource.service === service && span.kind === kind).map((span) => readText(span, "messageId")));
  assert.ok(of("mes-api", "producer").has("price.calculated-J-1"));
  assert.ok(of("crm-api", "consumer").has("price.calculated-J-1"));
  assert.ok(of("crm-api", "producer").has("order.confirmed-J-2"));
  assert.ok(of("mes-api", "consumer").has("order.confirmed-J-2"));
});

test("producers send, consumers process or receive; all of them are RabbitMQ's", () => {
  const messages = SPANS.filter((span) => span.kind === "producer" || span.kind === "consumer");
  assert.deepEqual(new Set(messages.map((span) => readText(span, "messagingSystem"))), new Set(["rabbitmq"]));
  assert.deepEqual(
    new Set(messages.map((span) => `${span.kind} ${messagingOperation(span)}`)),
    new Set(["producer send", "consumer receive", "consumer process"]),
  );
});

test("exchange, routing key and queue are read apart or from the joined name", () => {
  const publish = SPANS.find((span) => span.name === "publish orders")!;
  assert.deepEqual(readDestination(publish), { exchange: "orders", routingKey: "order.created", queue: null });
  assert.deepEqual(readDestination(drawn("messaging.destination.name=orders:price:q1")), {
    exchange: "orders",
    routingKey: "price",
    queue: "q1",
  });
  assert.deepEqual(readDestination(drawn("")), { exchange: null, routingKey: null, queue: null });
});

test("databases speak old and new: pg and psycopg2 both are PostgreSQL's, with their statements", () => {
  const queries = SPANS.filter(isDatabaseSpan);
  assert.deepEqual(new Set(queries.map((span) => readText(span, "dbSystem"))), new Set(["postgresql"]));
  for (const service of ["mes-api", "crm-api"])
    assert.ok(queries.some((span) => span.resource.service === service && readText(span, "dbStatement") !== null));
});

test("an HTTP status is a number, sent as one or as text", () => {
  const statuses = (service: string) =>
    new Set(SPANS.filter((span) => span.resource.service === service).map((span) => readNumber(span, "httpStatus")));
  assert.ok(statuses("seller-client").has(504));
  assert.ok(statuses("mes-api").has(504));
  assert.equal(readNumber(drawn('http.status_code=""'), "httpStatus"), null);
  assert.equal(readNumber(drawn("http.status_code=abc"), "httpStatus"), null);
});

test("the peer is address and port, else the URL's host", () => {
  assert.equal(readPeer(drawn("server.address=db server.port=5432")), "db:5432");
  assert.equal(readPeer(drawn("net.peer.name=db")), "db");
  assert.equal(readPeer(drawn("http.url=http://user:secret@storage:8080/models?x=1")), "storage:8080");
  assert.equal(readPeer(drawn("")), null);
});
