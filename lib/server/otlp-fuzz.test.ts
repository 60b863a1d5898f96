import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import { listen } from "./listen.ts";
import { createOtlpHandler } from "./otlp.ts";

/** Seeded: a failure is found again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const varint = (value: number): Buffer => (value < 128 ? Buffer.from([value]) : Buffer.from([(value & 127) | 128, value >> 7]));
const field = (number: number, body: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), varint(Buffer.byteLength(body)), Buffer.from(body)]);
const nanos = (number: number, ns: bigint): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeBigUInt64LE(ns, 1);
  return bytes;
};
const pair = (key: string, value: string): Buffer => Buffer.concat([field(1, key), field(2, field(1, value))]);

const IDS = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const protobuf = field(
  1,
  Buffer.concat([
    field(1, field(1, pair("service.name", "crm"))),
    field(
      2,
      field(
        2,
        Buffer.concat([
          field(1, Buffer.from(IDS.traceId, "hex")),
          field(2, Buffer.from(IDS.spanId, "hex")),
          field(5, "name"),
          nanos(7, 1_700_000_000_000_000_000n),
          nanos(8, 1_700_000_001_000_000_000n),
          field(9, pair("order_id", "48213")),
          field(11, Buffer.concat([nanos(1, 1n), field(2, "event")])),
          field(15, field(2, "message")),
        ]),
      ),
    ),
  ]),
);
const span = {
  ...IDS,
  name: "n",
  startTimeUnixNano: "1",
  endTimeUnixNano: "2",
  attributes: [{ key: "order_id", value: { stringValue: "1" } }],
};
const json = Buffer.from(
  JSON.stringify({
    resourceSpans: [
      { resource: { attributes: [] }, scopeSpans: [{ scope: {}, spans: [{ ...span, events: [{ name: "e" }], links: [IDS] }] }] },
    ],
  }),
);
const JUNK = [
  "null",
  "-1",
  "1e400",
  '""',
  "[]",
  "{}",
  "[null]",
  '"\\ud800"',
  '"\\u0000"',
  '"NaN"',
  "true",
  '{"__proto__":1}',
  `"${"9".repeat(400)}"`,
];

test("whatever garbage arrives is answered with 200 or 400 in the request's encoding, and nothing fails inside", async () => {
  const log: string[] = [];
  const server = createServer(
    createOtlpHandler({ append: async () => {}, backlog: () => 0, clock: () => unixMs(0), log: (message) => void log.push(message) }),
  );
  const url = `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}/v1/traces`;
  const random = randomOf(7);
  const spoilt = (body: Buffer): Buffer => {
    const copy = Buffer.from(body);
    for (let left = 1 + random(6); left > 0; left--) copy[random(copy.length)] = random(256);
    return random(3) === 0 ? copy.subarray(0, random(copy.length)) : copy;
  };
  /** One value of the JSON gives way to junk: still JSON, of another shape. */
  const reshaped = (): Buffer => {
    const text = json.toString();
    const values = [...text.matchAll(/(?<=:)(?:"[^"]*"|\[\]|\{\})/g)];
    const one = values[random(values.length)]!;
    return Buffer.from(text.slice(0, one.index) + JUNK[random(JUNK.length)] + text.slice(one.index + one[0].length));
  };
  const seen = new Set<number>();
  for (let round = 0; round < 300; round++) {
    for (const [type, body] of [
      ["application/x-protobuf", round === 0 ? protobuf : spoilt(protobuf)],
      ["application/json", round === 0 ? json : round % 2 === 0 ? reshaped() : spoilt(json)],
    ] as const) {
      const answer = await fetch(url, { method: "POST", headers: { "content-type": type }, body: new Uint8Array(body) });
      await answer.arrayBuffer();
      seen.add(answer.status);
      assert.ok(
        round === 0 ? answer.status === 200 : answer.status === 200 || answer.status === 400,
        `${answer.status}: ${body.toString("base64")}`,
      );
      assert.equal(answer.headers.get("content-type"), type);
    }
  }
  server.close();
  server.closeAllConnections();
  assert.deepEqual([...seen].sort(), [200, 400]);
  assert.deepEqual(log, []);
});
