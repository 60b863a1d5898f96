import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { guardPort, listen, PATIENCE } from "./listen.ts";
import { requestLine, sendRaw } from "./raw-for-tests.ts";
import { startTestServer } from "./test-server.ts";

let server: Awaited<ReturnType<typeof startTestServer>>;
before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

/** Looked for whole: four letters of it stand by chance in nonces and sealed cookies. */
const EVIL = "evil.test";

for (const [what, bytes] of [
  ["a foreign host", requestLine("GET /orders").replace("Host: x", `Host: ${EVIL}`)],
  ["a foreign host before the sign-in", requestLine("GET /signin?callbackUrl=%2F").replace("Host: x", `Host: ${EVIL}`)],
  ["discovery for a foreign host", requestLine("GET /oidc/.well-known/openid-configuration").replace("Host: x", `Host: ${EVIL}`)],
  ["the issuer's own page for a foreign host", requestLine("GET /oidc/auth?client_id=x").replace("Host: x", `Host: ${EVIL}`)],
  ["a forwarded host", requestLine("GET /orders", [`X-Forwarded-Host: ${EVIL}`, `X-Forwarded-Proto: gopher`, `Forwarded: host=${EVIL}`])],
  [
    "an original address",
    requestLine("GET /orders", [`X-Original-URL: http://${EVIL}/`, `X-Rewrite-URL: //${EVIL}/`, `X-Original-Host: ${EVIL}`]),
  ],
  ["discovery for a forwarded host", requestLine("GET /oidc/.well-known/openid-configuration", [`X-Forwarded-Host: ${EVIL}`])],
  ["no host at all, as HTTP/1.0 has it", "GET /orders HTTP/1.0\r\n\r\n"],
] as const)
  test(`${what}: nothing of it comes back, and links are of our own address`, async () => {
    const { text, statuses } = await sendRaw(server.url, bytes);
    assert.equal(statuses.length, 1);
    assert.ok(statuses[0] !== 500, text);
    assert.doesNotMatch(text.replace(/callbackUrl=[^\s"]*/g, ""), /evil\.test|gopher/i);
    for (const [, location = ""] of text.matchAll(/^location: (.*)$/gim))
      assert.ok(location.startsWith("/") || location.startsWith(server.url), location);
  });

for (const [what, bytes, status] of [
  ["an absolute address", requestLine(`GET http://${EVIL}/orders`), 400],
  ["an address without a scheme", requestLine(`GET //${EVIL}/orders`), 400],
  ["no host in HTTP/1.1", "GET /orders HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
  ["two hosts", requestLine("GET /orders", [`Host: ${EVIL}`]), 400],
  ["two lengths", requestLine("POST /signout", ["Content-Length: 5", "Content-Length: 6"], "aaaaaa"), 400],
  ["a length and chunks", requestLine("POST /signout", ["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n"), 400],
  ["a length that is none", requestLine("POST /signout", ["Content-Length: +5"], "aaaaa"), 400],
  ["chunks under another name", requestLine("POST /signout", ["Transfer-Encoding: xchunked"], "0\r\n\r\n"), 400],
  ["chunks twice", requestLine("POST /signout", ["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"), 400],
  ["a folded header", requestLine("GET /orders", ["X-One: a", " b: c"]), 400],
  ["a space before the colon", requestLine("GET /orders", ["Content-Length : 5"]), 400],
  ["a bare line feed", "GET /orders HTTP/1.1\nHost: x\n\n", 400],
  ["a NUL in a header", requestLine("GET /orders", ["X-One: a\x00b"]), 400],
  ["a PROXY line", `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${requestLine("GET /orders")}`, 400],
  ["the second PROXY version", "\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c", 400],
  ["TLS where there is none", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
  ["an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["a head larger than 128 kB", requestLine("GET /orders", [`X-One: ${"a".repeat(140_000)}`]), 431],
  ["a method that is none", requestLine("TRACE /orders"), 405],
] as const)
  test(`${what} is refused with ${status}, and nothing behind it is answered`, async () => {
    const { text, statuses } = await sendRaw(server.url, `${bytes}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.deepEqual(statuses, [status], text.slice(0, 300));
    assert.match(text, /^x-content-type-options: nosniff/im);
    assert.match(text, /^cache-control: no-store/im);
    assert.doesNotMatch(text, /evil\.test|"alive"|^server:|x-powered-by|node_modules/im);
  });

test("bad chunks end the connection: the size of one is not guessed", async () => {
  for (const chunk of ["zz\r\nhello\r\n0\r\n\r\n", "-1\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "5\r\nhelloo\r\n0\r\n\r\n"]) {
    const { text } = await sendRaw(
      server.url,
      `${requestLine("POST /api/x", ["Transfer-Encoding: chunked"], chunk)}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    assert.doesNotMatch(text, /"alive"/, chunk);
  }
});

for (const [what, headers] of [
  ["another site", [`Origin: http://${EVIL}`]],
  ["a sandbox", ["Origin: null"]],
  ["a sibling name", ["Origin: http://sub.127.0.0.1"]],
  ["another port", ["Origin: http://127.0.0.1:1"]],
  ["another scheme", ["Origin: https://127.0.0.1"]],
  ["another site, by what the browser says alone", ["Sec-Fetch-Site: cross-site"]],
  ["a sibling site, by what the browser says alone", ["Sec-Fetch-Site: same-site"]],
] as const)
  test(`a change begun by ${what} is refused at every door, cookies or not`, async () => {
    for (const path of [
      "/signout",
      "/login/x",
      "/api/auth/signin/loupe",
      "/api/auth/signout",
      "/api/auth/callback/loupe",
      "/oidc/session/end",
      "/api/v1/cases/x/resolve",
      "/orders",
      "/anything",
    ])
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const { statuses, text } = await sendRaw(
          server.url,
          requestLine(`${method} ${path}`, [...headers, "Content-Length: 0", "Cookie: next-auth.session-token=x"]),
        );
        assert.deepEqual(statuses, [403], `${method} ${path}: ${text.slice(0, 120)}`);
        assert.match(text, /problems\/foreign-origin/);
      }
    assert.ok((await server.store.listAudit(500)).some(({ detail }) => detail.includes("foreign-origin")));
  });

test("reading from elsewhere is no change; a change from our own page or with credentials of its own goes on", async () => {
  const { origin } = new URL(server.url);
  const statusOf = async (line: string, ...headers: string[]) =>
    (await sendRaw(server.url, requestLine(line, [...headers, "Content-Length: 0"]))).statuses[0];
  assert.equal(await statusOf("GET /healthz", `Origin: http://${EVIL}`, "Sec-Fetch-Site: cross-site"), 200);
  assert.equal(await statusOf("POST /signout", `Origin: ${origin}`, "Sec-Fetch-Site: same-origin"), 303);
  assert.equal(await statusOf("POST /api/v1/x", `Origin: http://${EVIL}`, "Authorization: Bearer x"), 401);
});

test("who only holds a connection is let go: a head, a body or nothing that does not come", async () => {
  const limited = createServer({ ...PATIENCE, headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 }, (req, res) => {
    req.resume().on("end", () => res.end("whole"));
  });
  guardPort(limited, (peer) => peer.endsWith("127.0.0.3"), 200);
  const patient = createServer(PATIENCE, (req, res) => void req.resume().on("end", () => res.end("whole")));
  guardPort(patient, () => true);
  const url = `http://127.0.0.1:${await listen(limited, "127.0.0.1", 0)}`;
  const slowly = `http://127.0.0.1:${await listen(patient, "127.0.0.1", 0)}`;
  try {
    assert.deepEqual((await sendRaw(url, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")).statuses, [408]);
    assert.deepEqual((await sendRaw(url, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")).statuses, [408]);
    assert.deepEqual((await sendRaw(url, "", "127.0.0.3")).statuses, []);
    assert.deepEqual((await sendRaw(slowly, requestLine("GET /"), "127.0.0.3")).statuses, [200], "who does ask is answered");
  } finally {
    for (const server of [limited, patient]) {
      server.closeAllConnections();
      server.close();
    }
  }
});

test("connections beyond the most that are held are closed at once, and those within go on", async () => {
  const full = createServer(PATIENCE, (_, res) => res.end("here"));
  guardPort(full, () => false);
  full.maxConnections = 2;
  const port = await listen(full, "127.0.0.1", 0);
  const held = [1, 2].map(() => connect(port, "127.0.0.1"));
  try {
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    assert.deepEqual((await sendRaw(`http://127.0.0.1:${port}`, requestLine("GET /"))).statuses, []);
    held[0]!.write(requestLine("GET /"));
    assert.match((await held[0]!.toArray()).join(""), /here/);
  } finally {
    for (const socket of held) socket.destroy();
    full.close();
  }
});
