import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type Server } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import type { Pages } from "./main.ts";
import { startTestServer } from "./test-server.ts";

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The path as it is, which `fetch` would fold. */
function ask(url: string, path: string, headers: Readonly<Record<string, string>> = {}, method = "GET", body = ""): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const req = request({ hostname, port, path, method, headers }, (res) => {
      let text = "";
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, text, headers: res.headers }));
    });
    req.on("error", reject);
    req.end(body);
  });
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`;

async function withServer(
  change: Parameters<typeof startTestServer>[0],
  use: (server: Awaited<ReturnType<typeof startTestServer>>) => Promise<void>,
) {
  const server = await startTestServer(change);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

const tokenOf = async (url: string, id: string, secret: string): Promise<string> => {
  const answer = await ask(url, "/oidc/token", { ...FORM, authorization: basic(id, secret) }, "POST", "grant_type=client_credentials");
  assert.equal(answer.status, 200, answer.text);
  return (JSON.parse(answer.text) as { access_token: string }).access_token;
};

test("a configured script gets a token without a scope and is its role; wrong secrets, forged and other tokens are 401", () =>
  withServer({}, async ({ url, store }) => {
    const token = await tokenOf(url, "script", "script/secret+1");
    const answer = await ask(url, "/api/x", { authorization: `Bearer ${token}` });
    assert.partialDeepStrictEqual((JSON.parse(answer.text) as { viewer: unknown }).viewer, {
      kind: "client",
      sub: "script",
      name: "script",
      role: "lead",
    });
    const wrong = await ask(
      url,
      "/oidc/token",
      { ...FORM, authorization: basic("script", "wrong") },
      "POST",
      "grant_type=client_credentials",
    );
    assert.equal(wrong.status, 401);
    await ask(url, "/oidc/token", { ...FORM, authorization: basic("stranger", "wrong") }, "POST", "grant_type=client_credentials");
    assert.deepEqual((await store.listAudit(9)).map(({ actor, action }) => `${actor} ${action}`).toSorted(), [
      "(nobody) token-refused",
      "client/script token-given",
      "client/script token-refused",
    ]);
    for (const forged of ["forged.token.x", `${token}x`, "null"])
      assert.equal((await ask(url, "/api/x", { authorization: `Bearer ${forged}` })).status, 401);
  }));

test("a token of an hour ago is no token", () =>
  withServer({}, async ({ url, wait }) => {
    const token = await tokenOf(url, "viewer", "viewer-secret-2");
    wait(61 * 60_000);
    assert.equal((await ask(url, "/api/x", { authorization: `Bearer ${token}` })).status, 401);
  }));

test("whoever is on none of the networks gets 403 from every path, health included", () =>
  withServer({ allowedCidrs: ["10.0.0.0/8"] }, async ({ url }) => {
    for (const path of ["/", "/healthz", "/oidc/auth", "/login/x", "/signin", "/_next/static/x.js"])
      assert.equal((await ask(url, path)).status, 403, path);
    const spoofed = { "x-forwarded-for": "10.1.2.3", "x-loupe-client": "10.1.2.3", forwarded: "for=10.1.2.3", "x-real-ip": "10.1.2.3" };
    assert.equal((await ask(url, "/", spoofed)).status, 403);
  }));

test("an empty list of networks lets nobody in", () =>
  withServer({ allowedCidrs: [] }, async ({ url }) => assert.equal((await ask(url, "/")).status, 403)));

test("our own calls to the issuer pass the list, and only those paths", () =>
  withServer({ allowedCidrs: ["10.0.0.0/8"] }, async ({ url }) => {
    assert.equal((await ask(url, "/oidc/jwks")).status, 200);
    assert.equal((await ask(url, "/oidc/jwks", { "x-forwarded-for": "203.0.113.1" })).status, 403);
    assert.equal((await ask(url, "/oidc/jwks/../auth")).status, 403);
  }));

test("behind a trusted proxy the client is whom the proxy saw", () =>
  withServer({ allowedCidrs: ["10.0.0.0/8"], trustedProxyCidrs: ["127.0.0.0/8"] }, async ({ url }) => {
    assert.equal((await ask(url, "/healthz", { "x-forwarded-for": "10.1.2.3" })).status, 200);
    assert.equal((await ask(url, "/healthz", { "x-forwarded-for": "10.1.2.3, 203.0.113.1" })).status, 403);
    assert.equal((await ask(url, "/healthz", { "x-forwarded-for": "nonsense" })).status, 403);
  }));

test("a network or a role that cannot be read stops the start, each fault named", async () => {
  await assert.rejects(startTestServer({ allowedCidrs: ["10.0.0.0/99"] }), /ALLOWED_CIDRS: not a network.*10\.0\.0\.0\/99/);
  await assert.rejects(
    startTestServer({ apiClients: [{ id: "a", secret: "x".repeat(20), role: "boss" }] }),
    /"a" has the unknown role "boss"/,
  );
  await assert.rejects(startTestServer({ authSecret: "short" }), /AUTH_SECRET/);
});

test("what a client says about itself is dropped, and ours is stamped", () =>
  withServer({}, async ({ url }) => {
    const token = await tokenOf(url, "script", "script/secret+1");
    const lies = {
      "x-loupe-peer": "1.2.3.4",
      "x-loupe-role": "admin",
      "x-forwarded-host": "evil.test",
      "x-middleware-subrequest": "x",
      host: "evil.test",
    };
    const { headers } = JSON.parse((await ask(url, "/api/x?a=1", { ...lies, authorization: `Bearer ${token}` })).text) as {
      headers: Record<string, string>;
    };
    assert.equal(headers["x-loupe-peer"], "127.0.0.1");
    assert.equal(headers["x-loupe-path"], "/api/x?a=1");
    assert.equal(headers["x-forwarded-host"], new URL(url).host);
    assert.equal(headers["x-loupe-role"], undefined);
    assert.equal(headers["x-middleware-subrequest"], undefined);
  }));

test("a sign-in begun on another of our names moves to our own, once", () =>
  withServer({}, async ({ url }) => {
    const moved = await ask(url, "/signin?callbackUrl=%2Forders", { host: "localhost:3000" });
    assert.deepEqual([moved.status, moved.headers["location"]], [307, `${url}/signin?callbackUrl=%2Forders&moved=1`]);
    const again = await ask(url, "/signin?callbackUrl=%2Forders&moved=1", { host: "localhost:3000" });
    assert.match(String(again.headers["location"]), /\/oidc\/auth\?/);
  }));

test("request lines that are no addresses are answered or cut off, and the server lives on", () =>
  withServer({}, async ({ url }) => {
    const { hostname, port } = new URL(url);
    for (const target of [
      "http://[",
      "//",
      "///x",
      "*",
      "http://evil.test/",
      "/%",
      "/login/%00",
      "/oidc/%zz",
      "/api/auth/%ff",
      "/orders/%",
      "/signin?callbackUrl=%",
      "?",
    ]) {
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const answer = (await socket.toArray()).join("");
      assert.doesNotMatch(answer, /^HTTP\/1.1 5|node_modules|at .*\.ts:/, target);
    }
    assert.equal((await ask(url, "/healthz")).status, 200);
  }));

test("discovery names our own address, whatever host was asked for", () =>
  withServer({}, async ({ url }) => {
    const lies = { host: "evil.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" };
    const { text } = await ask(url, "/oidc/.well-known/openid-configuration", lies);
    assert.doesNotMatch(text, /evil\.test/);
    assert.match(text, new RegExp(`"token_endpoint":"${url}/oidc/token"`));
  }));

test("five wrong passwords close the name; the answer says when to come back", () =>
  withServer({}, async ({ url }) => {
    const { openBrowser, signInWith } = await import("./browser.ts");
    const browser = openBrowser();
    for (let at = 0; at < 5; at++) assert.equal((await signInWith(browser, `${url}/`, "dev", "wrong")).response.status, 401);
    const answer = await signInWith(browser, `${url}/`, "dev", "dev-password");
    assert.equal(answer.response.status, 429);
    assert.ok(Number(answer.response.headers.get("retry-after")) > 0);
  }));

test("health, readiness and metrics answer without a sign-in and give no addresses away", () =>
  withServer({}, async ({ url }) => {
    assert.equal((await ask(url, "/healthz")).status, 200);
    const ready = await ask(url, "/readyz");
    assert.deepEqual([ready.status, JSON.parse(ready.text)], [200, { ready: true, source: "ok", store: "ok", directory: "ok" }]);
    assert.match((await ask(url, "/metrics")).text, /loupe_http_requests_total\{class="2xx"\}/);
  }));

test("every answer forbids framing, sniffing and keeping", () =>
  withServer({}, async ({ url }) => {
    for (const path of ["/", "/api/x", "/healthz", "/signin/ended"]) {
      const { headers } = await ask(url, path);
      assert.match(String(headers["content-security-policy"]), /frame-ancestors 'none'/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cache-control"], "no-store");
    }
  }));

test("order ids of any characters reach the handler whole, in a form that no router folds", () =>
  withServer({}, async ({ url }) => {
    const { decodeOrderIdParam } = await import("../contract/order-param.ts");
    const token = await tokenOf(url, "script", "script/secret+1");
    for (const id of ["a/b/../c", "..", "%2e%2e", "a\nb", "💍".repeat(4096), "~abc", "a?b#c"]) {
      const { text, status } = await ask(url, `/api/v1/orders/${encodeURIComponent(id)}/waterfall`, { authorization: `Bearer ${token}` });
      assert.equal(status, 200);
      const { path } = JSON.parse(text) as { path: string };
      assert.equal(decodeOrderIdParam(path.split("/")[4] ?? ""), id);
    }
    assert.equal((await ask(url, "/api/v1/orders/%ff", { authorization: `Bearer ${token}` })).status, 400);
  }));

test("the log holds no order id, no token, no name", () =>
  withServer({}, async ({ url, log }) => {
    const token = await tokenOf(url, "script", "script/secret+1");
    await ask(url, "/api/v1/orders/ORD-77/waterfall?user=ada", { authorization: `Bearer ${token}` });
    await new Promise((resolve) => setImmediate(resolve));
    const text = JSON.stringify(log);
    assert.match(text, /"path":"\/api\/v1\/orders\/…\/waterfall"/);
    assert.ok(!text.includes("ORD-77") && !text.includes("ada") && !text.includes(token));
  }));

test("an upgrade is a request like any other, though what answers pages listens for upgrades behind our back", async () => {
  const sly: Pages = {
    async handle(req, res) {
      const { server } = req.socket as unknown as { readonly server: Server };
      server.removeAllListeners("upgrade").on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
      res.end("page");
    },
    upgrade: async () => undefined,
    close: async () => undefined,
  };
  const server = await startTestServer({ allowedCidrs: ["127.0.0.1/32"] }, sly);
  const { hostname, port } = new URL(server.url);
  try {
    for (let round = 0; round < 2; round++) {
      for (const protocol of ["websocket", "h2c"]) {
        const socket = connect(Number(port), hostname);
        socket.write(`GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\n\r\n`);
        const [first] = (await once(socket, "data")) as [Buffer];
        assert.match(String(first), /^HTTP\/1\.1 200 /);
        socket.destroy();
      }
    }
  } finally {
    await server.stop();
  }
});

test("a method or a path that Next would answer with a 500 does not get that far", () =>
  withServer({}, async ({ url }) => {
    for (const method of ["TRACE", "PROPFIND"]) assert.equal((await ask(url, "/api/v1/orders", {}, method)).status, 405);
    for (const path of ["/api/v1/cases/%ED%A0%80", "/services/%", "/api/v1/orders/%FF", "/%zz"])
      assert.equal((await ask(url, path)).status, 400);
  }));
