import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { unixMs } from "#lib/base/time";
import type { ArrivingSpan } from "#lib/trace/span";
import { createOtlpHandler, type OtlpLimits } from "./otlp.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const oneSpan = (change: Record<string, unknown> = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "crm-api" } }] },
      scopeSpans: [
        { spans: [{ traceId, spanId: "b7ad6b7169203331", name: "X", startTimeUnixNano: "5", endTimeUnixNano: "9", ...change }] },
      ],
    },
  ],
});
const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

async function withReceiver(
  options: { limits?: Partial<OtlpLimits>; append?: (spans: readonly ArrivingSpan[]) => Promise<void>; backlog?: () => number },
  use: (url: string, stored: ArrivingSpan[], port: number) => Promise<void>,
): Promise<void> {
  const stored: ArrivingSpan[] = [];
  const keep = async (spans: readonly ArrivingSpan[]) => {
    stored.push(...spans);
  };
  const handler = createOtlpHandler({
    append: options.append ?? keep,
    backlog: options.backlog ?? (() => 0),
    clock: () => unixMs(1_000),
    log: () => {},
    limits: options.limits,
  });
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(`http://127.0.0.1:${port}/v1/traces`, stored, port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const post = (url: string, body: BodyInit, headers: Record<string, string> = JSON_TYPE) => fetch(url, { method: "POST", body, headers });

test("JSON is taken plain, gzipped and deflated, and answered in JSON", async () => {
  await withReceiver({}, async (url, stored) => {
    const body = Buffer.from(JSON.stringify(oneSpan()));
    const answers = [
      await post(url, body),
      await post(url, gzipSync(body), { ...JSON_TYPE, "content-encoding": "gzip" }),
      await post(url, deflateSync(body), { ...JSON_TYPE, "content-encoding": "deflate" }),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "application/json");
      assert.deepEqual(await answer.json(), { partialSuccess: {} });
    }
    assert.equal(stored.length, 3);
  });
});

test("a rejected span is counted in partialSuccess, in the request's own encoding", async () => {
  await withReceiver({}, async (url, stored) => {
    const json = await post(url, JSON.stringify(oneSpan({ traceId: "12" })));
    assert.equal(json.status, 200);
    const { partialSuccess } = (await json.json()) as { partialSuccess: { rejectedSpans: string; errorMessage: string } };
    assert.equal(partialSuccess.rejectedSpans, "1");
    assert.match(partialSuccess.errorMessage, /traceId/);
    assert.equal(stored.length, 0);
    // resource_spans { scope_spans { spans { trace_id: 2 bytes } } }
    const protobuf = await post(url, Buffer.from([0x0a, 0x06, 0x12, 0x04, 0x12, 0x02, 0x0a, 0x00]), {
      "content-type": "application/x-protobuf",
    });
    assert.equal(protobuf.status, 200);
    assert.equal(protobuf.headers.get("content-type"), "application/x-protobuf");
    const bytes = new Uint8Array(await protobuf.arrayBuffer());
    assert.equal(bytes[0], 0x0a);
    assert.deepEqual([bytes[2], bytes[3]], [0x08, 1]);
  });
});

test("what is no OTLP gets a clear refusal and stores nothing", async () => {
  await withReceiver({}, async (url, stored) => {
    const gzipType = { ...JSON_TYPE, "content-encoding": "gzip" };
    const cases: readonly (readonly [number, Promise<Response>])[] = [
      [400, post(url, "{")],
      [400, post(url, "not gzip", gzipType)],
      [400, post(url, gzipSync("{}").subarray(0, 12), gzipType)],
      [400, post(url, Buffer.from([0xff, 0xff, 0xff]), { "content-type": "application/x-protobuf" })],
      [415, post(url, "{}", { "content-type": "text/plain" })],
      [415, post(url, "{}", { ...JSON_TYPE, "content-encoding": "br" })],
      [405, fetch(url)],
      [404, post(url.replace("/v1/traces", "/v1/logs"), "{}")],
    ];
    for (const [status, answer] of cases) {
      const res = await answer;
      assert.equal(res.status, status);
      if (res.headers.get("content-type") === "application/json") {
        const body = (await res.json()) as { code: number; message: string };
        assert.equal(typeof body.code, "number");
        assert.ok(body.message.length > 5);
      }
    }
    assert.equal(stored.length, 0);
  });
});

test("too large a body is refused with 413, announced, chunked or packed, and the receiver lives on", async () => {
  const limits = { wireBytes: 10_000, bodyBytes: 100_000 };
  await withReceiver({ limits }, async (url, stored) => {
    assert.equal((await post(url, Buffer.alloc(20_000, 32))).status, 413);
    const chunked = new ReadableStream({
      start(controller) {
        for (let at = 0; at < 10; at++) controller.enqueue(new Uint8Array(5_000).fill(32));
        controller.close();
      },
    });
    const answer = await fetch(url, { method: "POST", body: chunked, headers: JSON_TYPE, duplex: "half" } as RequestInit);
    assert.equal(answer.status, 413);
    const bomb = gzipSync(Buffer.alloc(5_000_000, 32));
    assert.ok(bomb.length < limits.wireBytes);
    assert.equal((await post(url, bomb, { ...JSON_TYPE, "content-encoding": "gzip" })).status, 413);
    assert.equal((await post(url, JSON.stringify(oneSpan()))).status, 200);
    assert.equal(stored.length, 1);
  });
});

test("a client that sends its whole body before it reads gets the answer, not a reset connection, and can go on", async () => {
  await withReceiver({ limits: { wireBytes: 1_000 } }, async (_url, _stored, port) => {
    const size = 30_000_000;
    const client = connect(port, "127.0.0.1");
    client.write(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`);
    client.pause();
    await new Promise<void>((resolve, reject) => {
      client.on("error", reject);
      client.write(Buffer.alloc(size, 32), () => resolve());
    });
    const body = JSON.stringify(oneSpan());
    client.write(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    let said = "";
    client.on("data", (chunk) => {
      said += chunk;
      if (said.includes("partialSuccess")) client.end();
    });
    client.resume();
    await new Promise((resolve) => client.on("close", resolve));
    assert.match(said, /^HTTP\/1\.1 413.*HTTP\/1\.1 200/s);
  });
});

test("a receiver that cannot keep up says 429 with Retry-After, one that cannot store says 503", async () => {
  await withReceiver({ backlog: () => 1_000_000 }, async (url) => {
    const answer = await post(url, JSON.stringify(oneSpan()));
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get("retry-after")) > 0);
  });
  const append = () => Promise.reject(new Error("disk full"));
  await withReceiver({ append }, async (url) => {
    const answer = await post(url, JSON.stringify(oneSpan()));
    assert.equal(answer.status, 503);
    assert.doesNotMatch(await answer.text(), /disk full/);
  });
});

/** Says when it was asked to keep something, and has kept it when the test says so. */
function slowDisk() {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: kept, resolve: durable } = Promise.withResolvers<void>();
  const append = () => {
    ask();
    return kept;
  };
  return { append, asked, durable };
}

test("bodies that together are too much for the memory are told to come again; one alone always goes through", async () => {
  const disk = slowDisk();
  await withReceiver({ limits: { inFlightBytes: 100 }, append: disk.append }, async (url) => {
    const first = post(url, JSON.stringify(oneSpan()));
    await disk.asked;
    assert.equal((await post(url, JSON.stringify(oneSpan()))).status, 429);
    disk.durable();
    assert.equal((await first).status, 200);
    assert.equal((await post(url, JSON.stringify(oneSpan()))).status, 200);
  });
});

test("200 comes only after the spans are durable", async () => {
  const disk = slowDisk();
  await withReceiver({ append: disk.append }, async (url) => {
    let answered = false;
    const answer = post(url, JSON.stringify(oneSpan())).then((res) => {
      answered = true;
      return res;
    });
    await disk.asked;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(answered, false);
    disk.durable();
    assert.equal((await answer).status, 200);
  });
});

test("clients that stall, hang up midway or send garbage cost nothing but their own connection", async () => {
  const head = "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
  await withReceiver({ limits: { readMs: 200 } }, async (_url, _stored, port) => {
    const stalled = connect(port, "127.0.0.1");
    stalled.write(`${head}{`);
    const said = await new Promise<string>((resolve) => {
      let text = "";
      stalled.on("data", (chunk) => {
        text += chunk;
      });
      stalled.on("close", () => resolve(text));
    });
    assert.match(said, /^HTTP\/1\.1 408/);
  });
  await withReceiver({}, async (url, stored, port) => {
    for (let at = 0; at < 20; at++) {
      const gone = connect(port, "127.0.0.1");
      gone.on("error", () => {});
      gone.write(`${head}{"resourceSpans"`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      gone.destroy();
    }
    assert.equal((await post(url, JSON.stringify(oneSpan()))).status, 200);
    assert.equal(stored.length, 1);
  });
});

test("random bytes never make it answer 500", async () => {
  await withReceiver({}, async (url) => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    for (let round = 0; round < 150; round++) {
      const body = Buffer.from(Array.from({ length: random() % 200 }, () => (random() >> 8) % 256));
      const type = round % 2 ? "application/x-protobuf" : "application/json";
      const headers: Record<string, string> = { "content-type": type };
      if (round % 3 === 0) headers["content-encoding"] = "gzip";
      const { status } = await post(url, round % 6 === 0 ? gzipSync(body) : body, headers);
      assert.ok(status === 200 || status === 400, `${status}`);
    }
  });
});
