import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTATION_BASE, readTrace, readTraces, spanAs, tracedAs } from "./notation.ts";
import { operationStatus } from "./operation-status.ts";

const PRICE = `
  trace a1
  mes-api@2      POST /orders/{id}/price  server      0ms  900ms  order_id=48213
    3d-storage   GET model                server    100ms  300ms  http.response.status_code=200
    mes-api@2    price publish            producer  600ms   20ms  messaging.message.id=m-1 #pub

  trace b1
  crm-api        price process            consumer     9s   80ms  -> a1/pub !error "price rejected" seen=12s
    crm-api      UPDATE orders            client    9.01s   20ms  db.query.text="UPDATE orders SET price=$1" !timeout
`;

test("a drawn text becomes traces with parents, times, instances, links and statuses", () => {
  const [a, b] = readTraces(PRICE);
  assert.equal(a!.traceId, tracedAs("a1"));
  assert.equal(a!.startUnixNs, BigInt(NOTATION_BASE) * 1_000_000n);
  assert.deepEqual(
    a!.spans.map((span) => [
      span.resource.service,
      span.resource.instance,
      span.name,
      span.kind,
      span.startNs / 1e6,
      span.durationNs / 1e6,
    ]),
    [
      ["mes-api", "mes-api-2", "POST /orders/{id}/price", "server", 0, 900],
      ["3d-storage", "3d-storage-1", "GET model", "server", 100, 300],
      ["mes-api", "mes-api-2", "price publish", "producer", 600, 20],
    ],
  );
  assert.equal(a!.spans[0]!.attributes["order_id"], "48213");
  assert.equal(a!.spans[1]!.attributes["http.response.status_code"], 200);
  assert.equal(a!.spans[1]!.parentSpanId, a!.spans[0]!.spanId);
  assert.equal(a!.spans[2]!.spanId, spanAs("a1", "pub"));
  assert.deepEqual({ ...b!.spans[0]!.links[0], attributes: null }, { traceId: a!.traceId, spanId: spanAs("a1", "pub"), attributes: null });
  assert.deepEqual(b!.spans.map(operationStatus), ["error", "timeout"]);
  assert.equal(b!.spans[0]!.receivedAt, NOTATION_BASE + 12_000);
  assert.equal(b!.spans[1]!.attributes["db.query.text"], "UPDATE orders SET price=$1");
  assert.deepEqual([...a!.warnings, ...b!.warnings], []);
});

test("the same text gives the same ids", () => {
  assert.deepEqual(readTraces(PRICE), readTraces(PRICE));
});

test("orphans, copies and shared ids can be drawn", () => {
  const trace = readTrace(`
    crm      call   client  0ms  10ms  #x
    crm-api  serve  server  2ms   5ms  #x
    crm-api  lost   internal 3ms  1ms  parent=? copies=3
  `);
  assert.deepEqual(trace.warnings.map((warning) => warning.kind).toSorted(), ["duplicate-span", "orphan", "shared-span-id"]);
});

test("a line that cannot be read is named by its number", () => {
  assert.throws(() => readTraces("a  b  server  0ms"), /line 1/);
  assert.throws(() => readTraces("\na  b  server  0ms  1ms  what"), /line 2.*what/);
  assert.throws(() => readTraces("a  b  server  0ms  1ms  -> z/y"), /no span z\/y/);
});
