import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readTrace } from "./notation.ts";
import { operationStatus } from "./operation-status.ts";
import { decodeOtlpJson } from "./otlp-json.ts";
import type { ArrivingSpan, OperationStatus } from "./span.ts";

/** Each line: what must be said, then a span. */
function check(lines: string): void {
  for (const line of lines.trim().split("\n")) {
    const [, expected, rest] = /^\s*(success|error|timeout)\s+(.*)$/.exec(line)!;
    const [span] = readTrace(`svc  op  ${rest}`).spans;
    assert.equal(operationStatus(span!), expected as OperationStatus, line);
  }
}

test("success, unless the span failed; a server's 4xx was served well", () => {
  check(`
    success  server  0ms  1ms
    success  server  0ms  1ms  http.response.status_code=404
    success  client  0ms  1ms  http.response.status_code=404
    success  server  0ms  1ms  !ok http.response.status_code=500
    success  server  0ms  1ms  error=false
    success  server  0ms  1ms  rpc.grpc.status_code=5
    success  internal  0ms  1ms  exception="TimeoutError: was retried"
  `);
});

test("a failure is an error, in new and old names, numbers and texts", () => {
  check(`
    error  client  0ms  1ms  !error http.response.status_code=404
    error  server  0ms  1ms  http.response.status_code=503
    error  server  0ms  1ms  http.status_code="500"
    error  internal  0ms  1ms  !error "price rejected"
    error  internal  0ms  1ms  error=true
    error  internal  0ms  1ms  error="true"
    error  internal  0ms  1ms  error.type=ValueError
    error  client  0ms  1ms  rpc.grpc.status_code=14
    error  server  0ms  1ms  !error http.response.status_code=500 exception="ValueError: no"
  `);
});

test("a timeout is a timeout and not an error, by code, by type and by text", () => {
  check(`
    timeout  client  0ms  1ms  !error error.type=timeout
    timeout  client  0ms  1ms  error.type=timeout
    timeout  client  0ms  1ms  !error error.type=TimeoutError
    timeout  client  0ms  1ms  !error error.type=23
    timeout  client  0ms  1ms  !error error.type="23"
    timeout  client  0ms  1ms  !error error.type=java.net.SocketTimeoutException
    timeout  client  0ms  1ms  !error error.type=ETIMEDOUT
    timeout  client  0ms  1ms  !error error.type="504"
    timeout  client  0ms  1ms  !error "The operation was aborted due to timeout"
    timeout  client  0ms  1ms  !error "connection timed out"
    timeout  client  0ms  1ms  !error "LockNotAvailable: canceling statement"
    timeout  client  0ms  1ms  !error "QueryCanceled"
    timeout  client  0ms  1ms  !error exception="psycopg2.errors.QueryCanceled: canceling statement"
    timeout  client  0ms  1ms  !error exception="Error: canceling statement due to lock timeout"
    timeout  client  0ms  1ms  !error exception="ReadTimeoutError: x"
    timeout  server  0ms  1ms  http.response.status_code=504
    timeout  server  0ms  1ms  !error http.response.status_code=408
    timeout  client  0ms  1ms  !error http.status_code="504"
    timeout  client  0ms  1ms  rpc.grpc.status_code=4
    timeout  client  0ms  1ms  !error "4 DEADLINE_EXCEEDED: Deadline exceeded"
  `);
});

test("what the service states wins", () => {
  check(`
    timeout  server  0ms  1ms  operation_status=timeout
    success  server  0ms  1ms  operation_status=SUCCESS !error
    error    server  0ms  1ms  operation_status=error !timeout
    error    server  0ms  1ms  operation_status=dunno !error
  `);
});

function readFixture(): readonly ArrivingSpan[] {
  const lines = readFileSync(new URL("../chains/fixtures/orders.otlp.ndjson", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.flatMap((line) => {
    const decoded = decodeOtlpJson(line);
    return decoded.ok ? decoded.value.spans : [];
  });
}

test("real services: the price that was rejected three times, the lock and the fetch that were given up", () => {
  const odd = readFixture()
    .map((span) => `${operationStatus(span)} ${span.resource.service} ${span.name}`)
    .filter((text) => !text.startsWith("success"))
    .toSorted();
  assert.deepEqual(odd, [
    "error crm-api orders receive",
    "error crm-api orders receive",
    "error crm-api orders receive",
    "timeout crm-api orders receive",
    "timeout crm-api update",
    "timeout mes-api GET",
    "timeout mes-api POST /orders/:id/price",
    "timeout seller-client POST",
  ]);
});

const PUBLIC = "/work/shared/traces/otlp/otel-demo-cross-trace-links.ndjson";
test("public traces: as many failures as their own statuses say", {
  skip: existsSync(PUBLIC) ? false : `${PUBLIC} is not on this machine`,
}, () => {
  const spans = readFileSync(PUBLIC, "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const decoded = decodeOtlpJson(line);
      return decoded.ok ? decoded.value.spans : [];
    });
  assert.ok(spans.every((span) => span.status.code !== "error" || operationStatus(span) !== "success"));
});

test("no attributes make it throw", () => {
  const value = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.bigInt(), fc.boolean(), fc.array(fc.string()), fc.uint8Array());
  const keys = [
    "error",
    "error.type",
    "operation_status",
    "http.response.status_code",
    "http.status_code",
    "rpc.grpc.status_code",
    "exception.type",
    "exception.message",
  ];
  const attributes = fc.dictionary(fc.constantFrom(...keys), value);
  fc.assert(
    fc.property(attributes, fc.constantFrom("ok", "unset", "error"), fc.option(fc.string()), (a, code, message) => {
      const status = operationStatus({
        kind: "client",
        attributes: a,
        status: { code, message },
        events: [{ name: "exception", timeUnixNs: 0n as never, attributes: a }],
      });
      assert.ok(["success", "error", "timeout"].includes(status));
    }),
  );
});
