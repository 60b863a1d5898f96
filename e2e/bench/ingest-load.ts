import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { OTLP_PROTO } from "#lib/trace/fixtures/otlp-proto";

/**
 * The senders of `ingest.ts`, in a thread of their own: bodies are made before the clock starts. As four services export them:
 * 500 spans of one service a request, so that the 8 spans of a trace come in four requests of different services.
 */
const SPANS = 500;
const SERVICES = ["crm-api", "mes-api", "storage", "crm-db-proxy"];
const IN_FLIGHT = 8;

const { url, gzip, requests, seed } = workerData as { url: string; gzip: boolean; requests: number; seed: number };
const Request = protobuf.parse(OTLP_PROTO).root.lookupType("otlp.Request");
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const int = (key: string, value: number) => ({ key, value: { intValue: value } });
/** Spread over the whole range as random ids are: an index must not have it easier here. */
const bytes = (length: number, number: number) => createHash("sha1").update(`${seed} ${number}`).digest().subarray(0, length);
const NAMES = ["POST /orders/{id}/price", "CalculatePrice", "orders publish", "INSERT orders"];

function spanOf(index: number, group: number, service: number) {
  const trace = group * (SPANS / 2) + (index >> 1);
  const start = 1_795_442_167_827_671_549n + BigInt(trace) * 20_000_000n + BigInt(service * 2 + (index & 1)) * 1_000_000n;
  return {
    traceId: bytes(16, trace + 1),
    spanId: bytes(8, trace * 8 + service * 2 + (index & 1) + 1),
    ...((index & 1) + service > 0 && { parentSpanId: bytes(8, trace * 8 + service * 2 + (index & 1)) }),
    name: NAMES[(index & 1) + (service % 2) * 2],
    kind: 1 + ((index + service) % 5),
    startTimeUnixNano: start.toString(),
    endTimeUnixNano: (start + 5_000_000n).toString(),
    attributes: [
      text("http.request.method", "POST"),
      text("url.scheme", "http"),
      text("server.address", "127.0.0.1"),
      int("server.port", 8080),
      text("url.path", `/orders/${48_000 + trace}/price`),
      text("http.route", "/orders/:id/price"),
      int("http.response.status_code", 200),
      text("network.protocol.version", "1.1"),
      text("user_agent.original", "python-requests/2.34.2"),
      text("order_id", String(48_000 + trace)),
      text("user_id", `u-${trace % 4_000}`),
    ],
    status: {},
  };
}

function bodyOf(number: number): Buffer {
  const service = number % SERVICES.length;
  const group = Math.floor(number / SERVICES.length);
  const name = SERVICES[service]!;
  const message = {
    resourceSpans: [
      {
        resource: { attributes: [text("service.name", name), text("service.instance.id", `${name}-1`), text("service.version", "2.8.1")] },
        scopeSpans: [
          { scope: { name: "bench", version: "1" }, spans: Array.from({ length: SPANS }, (_, at) => spanOf(at, group, service)) },
        ],
      },
    ],
  };
  const body = Buffer.from(Request.encode(Request.fromObject(message)).finish());
  return gzip ? gzipSync(body) : body;
}

const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
const headers = { "content-type": "application/x-protobuf", ...(gzip ? { "content-encoding": "gzip" } : {}) };

function post(body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method: "POST", agent, headers: { ...headers, "content-length": body.length } }, (res) => {
      res.resume();
      res.on("end", () => resolve(res.statusCode!));
    });
    req.on("error", reject);
    req.end(body);
  });
}

const bodies = Array.from({ length: requests }, (_, number) => bodyOf(number));
const begin = performance.now();
let next = 0;
const refused: number[] = [];
await Promise.all(
  Array.from({ length: IN_FLIGHT }, async () => {
    while (next < bodies.length) {
      const status = await post(bodies[next++]!);
      if (status !== 200) refused.push(status);
    }
  }),
);
const ms = performance.now() - begin;
agent.destroy();
parentPort!.postMessage({
  ms,
  spans: requests * SPANS,
  refused,
  bytesPerSpan: bodies.reduce((sum, one) => sum + one.length, 0) / (requests * SPANS),
});
