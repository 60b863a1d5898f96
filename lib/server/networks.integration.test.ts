import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { createOtlpHandler } from "./otlp.ts";
import { requestLine, sendRaw } from "./raw-for-tests.ts";
import { startTestServer } from "./test-server.ts";

type TestServer = Awaited<ReturnType<typeof startTestServer>>;

const otlp = createOtlpHandler({ append: async () => undefined, backlog: () => 0, clock: () => unixMs(Date.now()), log: () => undefined });

async function withServer(change: Parameters<typeof startTestServer>[0], use: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await startTestServer({ otlp: { host: "127.0.0.1", port: 0 }, ...change }, false, otlp);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

const get = async (url: string, from: string, headers: readonly string[] = [], path = "/healthz"): Promise<number> =>
  (await sendRaw(url, requestLine(`GET ${path}`, headers), from)).statuses[0] ?? 0;

const SPANS = '{"resourceSpans":[]}';
const send = async (url: string | null, from: string, headers: readonly string[] = []): Promise<number> => {
  const bytes = requestLine("POST /v1/traces", ["Content-Type: application/json", `Content-Length: ${SPANS.length}`, ...headers], SPANS);
  return (await sendRaw(url ?? "", bytes, from)).statuses[0] ?? 0;
};

test("one address is allowed, its neighbours on the same machine are not, whatever they say", () =>
  withServer({ allowedCidrs: ["127.0.0.2/32"] }, async ({ url }) => {
    assert.equal(await get(url, "127.0.0.2"), 200);
    for (const from of ["127.0.0.1", "127.0.0.3", "127.1.2.3"]) {
      assert.equal(await get(url, from), 403, from);
      for (const name of ["X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-Loupe-Client"])
        assert.equal(await get(url, from, [`${name}: 127.0.0.2`]), 403, `${from}, ${name}`);
      assert.equal(await get(url, from, ["Forwarded: for=127.0.0.2"]), 403, from);
    }
  }));

test("a proxy on loopback that is trusted is asked whom it saw; its neighbour is not", () =>
  withServer({ allowedCidrs: ["10.8.0.0/16"], trustedProxyCidrs: ["127.0.0.9/32"] }, async ({ url }) => {
    assert.equal(await get(url, "127.0.0.9", ["X-Forwarded-For: 10.8.0.5"]), 200);
    assert.equal(await get(url, "127.0.0.9", ["X-Forwarded-For: 10.8.0.5", "X-Forwarded-For: 203.0.113.1"]), 403);
    assert.equal(await get(url, "127.0.0.9", ["X-Forwarded-For: 10.8.0.5:4711"]), 200);
    assert.equal(await get(url, "127.0.0.9"), 403);
    assert.equal(await get(url, "127.0.0.8", ["X-Forwarded-For: 10.8.0.5"]), 403);
  }));

test("Loupe's own calls to its issuer are its own: what somebody handed on is not", () =>
  withServer({ allowedCidrs: ["10.8.0.0/16"] }, async ({ url }) => {
    assert.equal(await get(url, "127.0.0.1", [], "/oidc/jwks"), 200);
    for (const header of [
      "X-Forwarded-For: 127.0.0.1",
      "Forwarded: for=127.0.0.1",
      "Via: 1.1 proxy",
      "X-Real-IP: 127.0.0.1",
      "X-Forwarded-Proto: https",
    ])
      assert.equal(await get(url, "127.0.0.1", [header], "/oidc/jwks"), 403, header);
  }));

test("spans: from this machine and the allowed networks, or from exactly the networks that are listed", async () => {
  await withServer({ allowedCidrs: ["10.8.0.0/16"], trustedProxyCidrs: ["127.0.0.9/32"] }, async ({ otlpUrl }) => {
    assert.equal(await send(otlpUrl, "127.0.0.1"), 200);
    assert.equal(await send(otlpUrl, "127.0.0.9", ["X-Forwarded-For: 10.8.0.5"]), 200);
    assert.equal(await send(otlpUrl, "127.0.0.9", ["X-Forwarded-For: 203.0.113.5"]), 403);
  });
  await withServer({ allowedCidrs: ["127.0.0.0/8"], otlpAllowedCidrs: ["127.0.0.4/32"] }, async ({ otlpUrl }) => {
    assert.equal(await send(otlpUrl, "127.0.0.4"), 200);
    assert.equal(await send(otlpUrl, "127.0.0.1"), 403);
    assert.equal(await send(otlpUrl, "127.0.0.5", ["X-Forwarded-For: 127.0.0.4"]), 403);
  });
  await assert.rejects(startTestServer({ otlpAllowedCidrs: ["nonsense"] }), /OTLP_ALLOWED_CIDRS: not a network/);
});

test("each refusal is logged with peer and caller, and is one row of the audit log for an address", () =>
  withServer({ allowedCidrs: ["10.8.0.0/16"], trustedProxyCidrs: ["127.0.0.9/32"] }, async ({ url, otlpUrl, log, store, wait }) => {
    for (let n = 0; n < 4; n++) await get(url, "127.0.0.3");
    await get(url, "127.0.0.9", ["X-Forwarded-For: 203.0.113.7"]);
    await get(url, "127.0.0.9", ["X-Forwarded-For: nonsense"]);
    await send(otlpUrl, "127.0.0.9", ["X-Forwarded-For: 203.0.113.8"]);
    wait(61_000);
    await get(url, "127.0.0.3");
    const rows = (await store.listAudit(50)).filter(({ action }) => action === "denied");
    assert.deepEqual(rows.map(({ actor, subject }) => `${actor} ${subject}`).toSorted(), [
      "(nobody) network/127.0.0.3",
      "(nobody) network/127.0.0.3",
      "(nobody) network/127.0.0.9",
      "(nobody) network/203.0.113.7",
      "(nobody) network/203.0.113.8",
    ]);
    assert.ok(rows.some(({ detail }) => detail.includes('"peer":"127.0.0.9","client":"203.0.113.7"')));
    assert.ok(rows.some(({ detail }) => detail.includes('"client":"unreadable"')));
    const text = JSON.stringify(log);
    assert.equal(text.match(/"status":403,"ms":\d+,"peer":"127\.0\.0\.3","client":"127\.0\.0\.3"/g)?.length, 5);
    assert.match(text, /"peer":"127\.0\.0\.9","client":"203\.0\.113\.7"/);
  }));
