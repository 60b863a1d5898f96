/**
 * Spans decoded a second on one core: our protobuf reader, protobufjs (what it replaces) and OTLP JSON. `npm run bench decode`
 * The input is what services send: 500 spans a request, a dozen attributes, now and then an event or a link. Nothing here can fail.
 */
import protobuf from "protobufjs";
import { OTLP_PROTO } from "#lib/trace/fixtures/otlp-proto";
import { decodeOtlpJson } from "#lib/trace/otlp-json";
import { decodeOtlpProtobuf } from "#lib/trace/otlp-protobuf";

const SPANS = 500;
const ROUNDS = 7;
const ROUND_MS = 400;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const int = (key: string, value: number) => ({ key, value: { intValue: String(value) } });
const hex = (digits: number, seed: number) => (seed * 2654435761 + 1).toString(16).padStart(digits, "a").slice(-digits);

const spans = Array.from({ length: SPANS }, (_, i) => ({
  traceId: hex(32, i >> 3),
  spanId: hex(16, i + 1),
  ...(i % 8 > 0 && { parentSpanId: hex(16, i) }),
  name: ["POST /orders/{id}/price", "CalculatePrice", "orders publish", "pg.query:INSERT mes"][i % 4]!,
  kind: 1 + (i % 5),
  startTimeUnixNano: String(1795442167827671549n + BigInt(i * 1e6)),
  endTimeUnixNano: String(1795442167857671549n + BigInt(i * 1e6)),
  attributes: [
    text("http.request.method", "POST"),
    text("url.scheme", "http"),
    text("server.address", "127.0.0.1"),
    int("server.port", 8080),
    text("url.path", `/orders/${48_000 + i}/price`),
    text("http.route", "/orders/:id/price"),
    int("http.response.status_code", 200),
    text("network.protocol.version", "1.1"),
    text("user_agent.original", "python-requests/2.34.2"),
    text("order_id", String(48_000 + (i >> 3))),
    text("user_id", `u-${i % 40}`),
  ],
  status: {},
  ...(i % 20 === 0 && {
    events: [{ timeUnixNano: "1795442167827671550", name: "exception", attributes: [text("exception.type", "Error")] }],
  }),
}));
const request = {
  resourceSpans: [
    {
      resource: {
        attributes: [text("service.name", "mes-api"), text("service.instance.id", "mes-api-1"), text("service.version", "2.8.1")],
      },
      scopeSpans: [{ scope: { name: "bench", version: "1" }, spans }],
    },
  ],
};

const Request = protobuf.parse(OTLP_PROTO).root.lookupType("otlp.Request");
const json = Buffer.from(JSON.stringify(request));
const withBase64Ids = JSON.parse(json.toString(), (key, value) =>
  /^(traceId|spanId|parentSpanId)$/.test(key) ? Buffer.from(value, "hex").toString("base64") : value,
);
const bytes = Request.encode(Request.fromObject(withBase64Ids)).finish();

function measure(name: string, decode: () => unknown): void {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    let done = 0;
    while (performance.now() - begin < ROUND_MS) {
      decode();
      done += SPANS;
    }
    rates.push((done / (performance.now() - begin)) * 1_000);
  }
  const median = rates.sort((a, b) => a - b)[ROUNDS >> 1]!;
  console.log(
    `${name.padEnd(28)} ${Math.round(median).toLocaleString("en").padStart(9)} spans/s   (fastest ${Math.round(rates.at(-1)!).toLocaleString("en")})`,
  );
}

console.log(`${SPANS} spans a request: protobuf ${Math.round(bytes.length / SPANS)} bytes a span, JSON ${Math.round(json.length / SPANS)}`);
measure("decodeOtlpProtobuf", () => decodeOtlpProtobuf(bytes));
measure("protobufjs (no ids, no model)", () => Request.decode(bytes));
measure("decodeOtlpJson", () => decodeOtlpJson(json));
measure("JSON.parse alone", () => JSON.parse(json.toString()));
