import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { createHttpClient } from "./http/create-http-client.ts";
import { createFakeJaeger } from "./jaeger/fake-jaeger.ts";
import { createJaegerSource } from "./jaeger/jaeger-source.ts";
import type { TraceSource } from "./source.ts";
import { createFakeTempo } from "./tempo/fake-tempo.ts";
import { createTempoSource } from "./tempo/tempo-source.ts";

const clock = () => unixMs(Date.UTC(2026, 0, 1));
const jaeger = createFakeJaeger({ version: "2.20", withoutService: "works", maxTraces: 100 });
const tempo = createFakeTempo({ now: clock, hiddenMs: 0, settleMs: 0, slackMs: 0 });
const SOURCES = {
  jaeger: {
    fake: jaeger,
    make: (baseUrl: string): TraceSource =>
      createJaegerSource({ id: "jaeger", client: createHttpClient({ source: "jaeger", baseUrl }), clock, orderKeys: ["order_id"] }),
  },
  tempo: {
    fake: tempo,
    make: (baseUrl: string): TraceSource =>
      createTempoSource({
        id: "tempo",
        http: createHttpClient({ source: "tempo", baseUrl }),
        ...{ clock, orderKeys: ["order_id"], userKeys: [], attributeKeys: [] },
      }),
  },
} as const;

for (const [kind, { fake, make }] of Object.entries(SOURCES)) {
  test(`${kind}: once it is closed its backend has no connection of Loupe's left, neither a kept one nor one that is being answered`, async (t) => {
    const open = new Set<Socket>();
    const held: ServerResponse[] = [];
    let isHolding = false;
    const server = createServer((request, response) => {
      if (isHolding) return void held.push(response);
      const url = new URL(request.url!, "http://localhost");
      const { status, contentType, body } = fake.answer(url.pathname, Object.fromEntries(url.searchParams));
      response.writeHead(status, { "content-type": contentType }).end(body);
    });
    server.on("connection", (socket: Socket) => {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
    });
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const source = make(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    assert.ok((await source.search({ limit: 5 })).ok);
    assert.ok(open.size > 0, "a connection is kept for the next question");
    isHolding = true;
    const asked = source.search({ limit: 5 });
    await once(server, "request");
    const gone = Promise.all([...open].map((socket) => once(socket, "close")));
    source.close!();
    await gone;
    assert.equal(open.size, 0);
    assert.equal((await asked).ok, false, "what was being asked fails, as a failure, and is not asked again");
    assert.equal(held.length, 1);
    // Without kept connections a server ends by itself.
    server.close();
    await once(server, "close");
  });
}
