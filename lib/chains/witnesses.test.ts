import assert from "node:assert/strict";
import { test } from "node:test";
import { readTrace } from "#lib/trace/notation";
import { defaultChains } from "./load.ts";
import { collectWitnesses } from "./witnesses.ts";

const chains = defaultChains();
const outcomes = (text: string) =>
  collectWitnesses(readTrace(text), chains).map((one) => `${one.caller} → ${one.service} ${one.outcome} ${one.instance ?? "?"}`);

test("a call is served when it is answered, refused when nobody listens, and timed out when nobody answers in time", () => {
  assert.deepEqual(
    outcomes(`
crm@1  POST  client  0ms  10ms  net.peer.name=crm-api http.status_code=200
crm@1  POST  client  20ms  10ms  net.peer.name=crm-api error.type=ConnectionRefusedError !error "Connection refused"
crm@1  POST  client  40ms  10ms  http.url=http://crm-api:8000/orders !error "ECONNREFUSED 10.0.0.1:8000"
crm@1  POST  client  60ms  10ms  peer.service=crm-api !timeout
crm@1  POST  client  80ms  10ms  server.address=crm-api http.response.status_code=503 !error
crm@1  POST  client  100ms  10ms  server.address=crm-api http.response.status_code=500 !error
crm@1  POST  client  120ms  10ms  server.address=crm-api http.response.status_code=404 !error
crm@1  POST  client  140ms  10ms  server.address=crm-api http.response.status_code=504 !error
`),
    ["served", "refused", "refused", "timeout", "refused", "served", "served"].map((outcome) => `crm → crm-api ${outcome} ?`),
  );
});

test("who was called is known by the SERVER span below, else by the chain file's peers; an address that nobody maps is no witness", () => {
  const found = outcomes(`
mes-api@1      GET  client  0ms  10ms  server.address=127.0.0.1
  storage-3d@2  GET /models/:id  server  2ms  5ms
mes-api@1      GET  client  20ms  10ms  server.address=3d-storage
mes-api@1      GET  client  40ms  10ms  server.address=127.0.0.1
`);
  assert.equal(found.length, 2);
  assert.match(found[0]!, /^mes-api → storage-3d served .*2$/);
  assert.equal(found[1], "mes-api → storage-3d served ?");
});

test("a 504 that the service answered itself, for want of whom it asked, is served", () => {
  const found = outcomes(`
seller-client@1  POST  client  0ms  60010ms  http.url=http://mes-api/orders/1/price http.status_code=504 !error
  mes-api@1  POST /orders/{id}/price  server  1ms  60000ms  http.response.status_code=504 !timeout
    mes-api@1  GET  client  5ms  59000ms  server.address=storage-3d !timeout
`);
  assert.equal(found.length, 2);
  assert.match(found[0]!, /storage-3d timeout/);
  assert.match(found[1]!, /mes-api served/);
});

test("queries, messages and a failure of the caller's own say nothing about a service", () => {
  assert.deepEqual(
    outcomes(`
crm-api@1  insert  client  0ms  10ms  db.system=postgresql server.address=crm-api
crm-api@1  receive  client  20ms  10ms  messaging.system=rabbitmq server.address=mes-api
crm@1      POST    client  40ms  10ms  server.address=crm-api !error "TypeError: body is not serialisable"
crm@1      work    internal  60ms  10ms  server.address=crm-api
`),
    [],
  );
});
