import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { CORPUS } from "#lib/privacy/corpus-for-tests";
import { findBinary } from "./find-binary.ts";
import { freePorts, makeFolder, type PeerServer, runServer } from "./run-server.ts";

const collector = await findBinary("collector");
const FILE = new URL("../../docs/collector/otelcol-loupe.yaml", import.meta.url);

/** Where the Collector sends what it masked: takes OTLP in protobuf, and looks for bytes only. */
async function startStorage() {
  const got: Buffer[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    got.push(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    for (const wake of waiting.splice(0)) wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Everything that came, once it holds this. */
    async until(sign: string): Promise<string> {
      for (;;) {
        const text = Buffer.concat(got).toString("utf8");
        if (text.includes(sign)) return text;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
    close: () => server.close(),
  };
}

if ("missing" in collector) {
  console.log(`Real Collector: not tried, ${collector.missing}`);
  test("real Collector", { skip: collector.missing });
} else
  describe("a real Collector with docs/collector/otelcol-loupe.yaml", () => {
    let storage: Awaited<ReturnType<typeof startStorage>>;
    let server: PeerServer;
    before(async () => {
      storage = await startStorage();
      const [http, grpc, health] = await freePorts(3);
      const folder = makeFolder("collector");
      const config = readFileSync(FILE, "utf8")
        .replace("127.0.0.1:4318", `127.0.0.1:${http}`)
        .replace("127.0.0.1:4317", `127.0.0.1:${grpc}`)
        .replace("http://127.0.0.1:14318", storage.url);
      writeFileSync(
        path.join(folder, "otelcol.yaml"),
        // Its own metrics answer as soon as it runs: the documented file says nothing of them.
        `${config}  telemetry:\n    metrics:\n      level: basic\n      readers:\n        - pull: { exporter: { prometheus: { host: 127.0.0.1, port: ${health} } } }\n`,
      );
      server = await runServer({
        ...{ name: "Collector", binary: collector.path, args: ["--config", path.join(folder, "otelcol.yaml")], folder },
        ...{ queryUrl: `http://127.0.0.1:${http}`, otlpUrl: `http://127.0.0.1:${http}/v1/traces` },
        readyUrl: `http://127.0.0.1:${health}/metrics`,
      });
    });
    after(async () => {
      await server?.stop();
      storage?.close();
    });

    test("planted data go in everywhere and come out nowhere; order and message ids come out as they were", async () => {
      const planted = CORPUS.filter(({ kind }) => kind !== "name" && kind !== "literal");
      const texts = planted.flatMap(({ value, texts: all }) => all.map((text) => text.replace(/%(?![0-9A-F]{2})/, () => value)));
      const keyed = {
        "customer.email": "planted.key@corp.example",
        user_id: "plantedkeyuser",
        "customer.full_name": "Plantagenet Lovelacova",
        password: "plantedkeypassword",
        "http.request.header.cookie": "sid=plantedkeycookie",
        "client.address": "203.0.113.77",
        "delivery.address": "Plantstrasse 77",
        "passport.number": "plantedpassport",
      };
      const statement = {
        "db.query.text": "insert into u values ('plantedliteral', 'plantedother''s')",
        "db.statement": "select 'plantedliteral'",
      };
      const kept = {
        order_id: "ORDER+79165550137",
        "messaging.message.id": "message@4539148803436467.example",
        "http.route": "/api/v1/orders",
      };
      const attributes = (more: Readonly<Record<string, string>>) =>
        Object.entries({ ...keyed, ...more }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
      const noted = Object.fromEntries(texts.map((text, at) => [`note.${at}`, text]));
      const start = BigInt(Date.now()) * 1_000_000n;
      const spans = texts.map((text, at) => ({
        ...{
          traceId: "0af7651916cd43dd8448eb211c80319c",
          spanId: (at + 1).toString(16).padStart(16, "0"),
          name: `handle ${text}`,
          kind: 2,
        },
        ...{ startTimeUnixNano: String(start), endTimeUnixNano: String(start + 1n) },
        attributes: attributes({ ...statement, ...kept, ...(at === 0 ? noted : {}) }),
        events: [{ name: `event ${text}`, timeUnixNano: String(start), attributes: attributes({ "exception.message": text }) }],
        status: { code: 2, message: text },
      }));
      const resource = { attributes: attributes({ "service.name": "mes-api", "deployer.note": "by planted.key@corp.example" }) };
      const scope = { name: "lib of planted.key@corp.example", version: "1" };
      const answer = await fetch(server.otlpUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] }),
      });
      assert.equal(answer.status, 200, await answer.text());
      const stored = await storage.until("/api/v1/orders");
      for (const value of Object.values(kept)) assert.ok(stored.includes(value), `${value} is as it was`);
      const needles = [...planted.map(({ value }) => value), ...Object.values(keyed), "plantedkeycookie", "plantedliteral", "plantedother"];
      assert.deepEqual(
        needles.filter((needle) => stored.split(kept.order_id).join("").split(kept["messaging.message.id"]).join("").includes(needle)),
        [],
      );
    });
  });
