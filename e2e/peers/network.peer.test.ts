/** Who may call, proven with hosts that have addresses of their own, and with a real HAProxy between them (`network/hosts.ts` draws it). */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { AuditEntry } from "../../lib/store/auth-store.ts";
import { findDebianProgram } from "./find-debian-program.ts";
import { makeBundle, PORTS, startHaproxy } from "./network/haproxy.ts";
import { type Host, type Hosts, makeHosts } from "./network/hosts.ts";
import { type Helper, startHelper } from "./network/lines.ts";

const PORT = 3000;
const OTLP_PORT = 4318;
const BASE = `https://10.8.1.1:${PORTS.tls}`;
const NODE = [process.execPath, "--conditions=react-server", "--disable-warning=ExperimentalWarning"] as const;
const SCRIPT = (name: string): string => `${import.meta.dirname}/network/${name}.ts`;

interface Raw {
  readonly text: string;
  readonly ended: string;
}

const haproxy = findDebianProgram("haproxy");
const hosts: Hosts | { readonly missing: string } = "missing" in haproxy ? haproxy : makeHosts();
const skip = "missing" in hosts ? hosts.missing : false;
if (skip) console.error(`Not tried for real: hosts of their own: ${skip}.`);

describe("hosts of their own", { skip }, () => {
  let loupe: Helper;
  const callers = new Map<Host, Helper>();
  const ends: (() => Promise<void> | void)[] = [];

  before(async () => {
    const made = hosts as Hosts;
    ends.push(() => made.remove());
    const certificate = makeBundle();
    ends.push(() => certificate.remove());
    const change = {
      ...{ baseUrl: BASE, host: "::", port: PORT, otlp: { host: "::", port: OTLP_PORT } },
      allowedCidrs: ["10.8.0.0/16", "fd00:8::/64", "fd00:81::/64"],
      trustedProxyCidrs: ["10.99.0.0/24", "fd00:99::/64"],
    };
    const run = async (host: Host, script: string, ...args: string[]): Promise<Helper> => {
      const helper = await startHelper([...made.on(host), ...NODE, SCRIPT(script), ...args], {
        NODE_EXTRA_CA_CERTS: certificate.caFile,
      });
      ends.push(() => helper.stop());
      return helper;
    };
    loupe = await run("loupe", "server", JSON.stringify(change));
    for (const host of ["inside", "outside", "proxy", "loupe"] as const) callers.set(host, await run(host, "caller"));
    if ("path" in haproxy) ends.push(startHaproxy(made.on("proxy"), { program: haproxy.path, port: PORT, certificate }));
    await proxyAnswers();
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  /** HAProxy opens its ports a moment after it was started. */
  async function proxyAnswers(): Promise<void> {
    for (const until = performance.now() + 15_000; performance.now() < until; await pause(50)) {
      const { ended } = await raw("inside", "10.8.1.1", PORTS.plain, ["GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]);
      if (ended !== "ECONNREFUSED") return;
    }
    throw new Error("HAProxy does not listen");
  }

  const raw = (from: Host, host: string, port: number, pieces: readonly string[], more: object = {}): Promise<Raw> =>
    (callers.get(from) as Helper).ask<Raw>({ what: "raw", host, port, pieces, ...more });

  const request = (headers: readonly string[] = [], path = "/healthz", line = "HTTP/1.1"): string =>
    [`GET ${path} ${line}`, "Host: x", "Connection: close", ...headers, "", ""].join("\r\n");

  /** The statuses of all answers on the connection. */
  const statuses = ({ text }: Raw): readonly number[] => [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status));

  const get = async (from: Host, to: string, headers: readonly string[] = [], path = "/healthz", port = PORT): Promise<number> =>
    statuses(await raw(from, to, port, [request(headers, path)]))[0] ?? 0;

  const SPOOFS = ["X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Loupe-Client", "X-Loupe-Peer"];
  const lies = (address: string): string[] => [...SPOOFS.map((name) => `${name}: ${address}`), `Forwarded: for="${address}";host=10.8.0.1`];

  for (const [from, to, status] of [
    ["inside", "10.8.0.1", 200],
    ["inside", "fd00:8::1", 200],
    ["outside", "192.0.2.1", 403],
    ["outside", "2001:db8:1::1", 403],
  ] as const)
    test(`from ${from}, over ${to}: ${status} on every path`, async () => {
      for (const path of ["/healthz", "/readyz", "/signin/ended", "/oidc/.well-known/openid-configuration", "/oidc/jwks"])
        assert.equal(await get(from, to, [], path), status, path);
      if (status === 403)
        for (const path of ["/", "/login/x", "/metrics", "/api/v1/orders", "/_next/static/x.js"])
          assert.equal(await get(from, to, [], path), 403, path);
    });

  const span = (): string => {
    const body = '{"resourceSpans":[]}';
    return `POST /v1/traces HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };

  test("the span port takes from inside and from this host, and nothing from outside or from a proxy that names nobody", async () => {
    const send = async (from: Host, to: string) => statuses(await raw(from, to, OTLP_PORT, [span()]))[0];
    assert.equal(await send("inside", "10.8.0.1"), 200);
    assert.equal(await send("inside", "fd00:8::1"), 200);
    assert.equal(await send("loupe", "127.0.0.1"), 200);
    assert.equal(await send("loupe", "192.0.2.1"), 200);
    assert.equal(await send("outside", "192.0.2.1"), 403);
    assert.equal(await send("outside", "2001:db8:1::1"), 403);
    assert.equal(await send("proxy", "10.99.0.1"), 403);
  });

  test("every port that is open towards outside refuses it", async () => {
    const open = await (callers.get("outside") as Helper).ask<readonly number[]>({ what: "scan", host: "192.0.2.1" });
    assert.deepEqual(open, [PORT, OTLP_PORT]);
  });

  test("what a caller says of itself changes nothing, from inside or from outside", async () => {
    for (const said of ["10.8.0.2", "127.0.0.1", "::1", "fd00:8::2", "10.99.0.2", "192.0.2.2", "unknown", "_hidden", ""]) {
      assert.equal(await get("outside", "192.0.2.1", lies(said)), 403, `outside as ${said}`);
      assert.equal(await get("inside", "10.8.0.1", lies(said)), 200, `inside as ${said}`);
    }
    assert.equal(await get("outside", "192.0.2.1", lies("127.0.0.1"), "/oidc/token"), 403);
    assert.equal(await get("outside", "192.0.2.1", [], "/metrics"), 403);
  });

  test("through the trusted proxy the caller is whom the proxy saw; what the caller put there itself counts nothing", async () => {
    for (const [port, inside, outside] of [
      [PORTS.plain, "10.8.1.1", "198.51.100.1"],
      [PORTS.first, "10.8.1.1", "198.51.100.1"],
      [PORTS.six, "fd00:81::1", "2001:db8:2::1"],
      [PORTS.plain, "fd00:81::1", "2001:db8:2::1"],
      [PORTS.six, "10.8.1.1", "198.51.100.1"],
    ] as const) {
      assert.equal(await get("inside", inside, [], "/healthz", port), 200, `inside, port ${port}`);
      assert.equal(await get("outside", outside, [], "/healthz", port), 403, `outside, port ${port}`);
      for (const said of ["10.8.0.2", "127.0.0.1", "10.99.0.2", "fd00:99::2", "garbage"]) {
        assert.equal(await get("outside", outside, lies(said), "/healthz", port), 403, `outside as ${said}, port ${port}`);
        assert.equal(await get("inside", inside, lies(said), "/healthz", port), 200, `inside as ${said}, port ${port}`);
      }
      assert.equal(await get("outside", outside, [], "/metrics", port), 403);
      assert.equal(await get("outside", outside, [], "/oidc/jwks", port), 403);
    }
  });

  test("metrics are this host's alone: not the proxy's callers', though the proxy is trusted", async () => {
    assert.equal(await get("inside", "10.8.1.1", [], "/metrics", PORTS.plain), 401);
    assert.equal(await get("loupe", "127.0.0.1", [], "/oidc/jwks"), 200);
    assert.equal(await get("loupe", "127.0.0.1", [], "/healthz"), 403);
  });

  test("a proxy that nobody trusts is itself the caller; a trusted one that names nobody is refused; its PROXY line is no request", async () => {
    for (const [host, from] of [
      ["10.8.1.1", "inside"],
      ["198.51.100.1", "outside"],
    ] as const) {
      assert.equal(await get(from, host, [], "/healthz", PORTS.untrusted), 403);
      assert.equal(await get(from, host, [], "/healthz", PORTS.forgetful), 403);
      assert.equal(await get(from, host, [], "/healthz", PORTS.proxyLine), 400);
    }
    assert.equal(await get("inside", "10.8.0.1", ["X-Forwarded-For: 192.0.2.2"]), 200);
  });

  test("one connection, many requests: each is judged by itself, whether one after the other or all at once", async () => {
    const keep = (forwarded: string) => `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${forwarded}\r\n\r\n`;
    const order = ["10.8.0.2", "10.8.0.3"].map(keep);
    const both = await raw("proxy", "10.99.0.1", PORT, [...order, request(["X-Forwarded-For: 192.0.2.2"])]);
    assert.deepEqual(statuses(both), [200, 200, 403]);
    const pipelined = await raw("proxy", "10.99.0.1", PORT, [order.join("") + request(["X-Forwarded-For: 192.0.2.2"])]);
    assert.deepEqual(statuses(pipelined), [200, 200, 403]);
    // A refusal ends the connection: nothing behind it is answered.
    const behind = await raw("proxy", "10.99.0.1", PORT, [keep("192.0.2.2") + order.join("")]);
    assert.deepEqual(statuses(behind), [403]);
    const outside = await raw("outside", "192.0.2.1", PORT, [order.join("")]);
    assert.deepEqual(statuses(outside), [403]);
  });

  test("several lists are one list; ports are no part of an address; what cannot be read is refused", async () => {
    for (const [headers, status] of [
      [["X-Forwarded-For: 192.0.2.2", "X-Forwarded-For: 10.8.0.2"], 200],
      [["X-Forwarded-For: 10.8.0.2", "X-Forwarded-For: 192.0.2.2"], 403],
      [["X-Forwarded-For: 10.8.0.2:1234"], 200],
      [["X-Forwarded-For: 192.0.2.2:1234"], 403],
      [["X-Forwarded-For: [fd00:8::2]:80"], 200],
      [["X-Forwarded-For: [2001:db8::2]:80"], 403],
      [["X-Forwarded-For: ::ffff:10.8.0.2"], 200],
      [["X-Forwarded-For: fd00:8::2%eth0"], 200],
      [["X-Forwarded-For: 10.8.0.2%eth0"], 403],
      [["X-Forwarded-For: 10.8.0.2, 10.99.0.7"], 200],
      [["X-Forwarded-For: 192.0.2.2, 10.99.0.7"], 403],
      [["X-Forwarded-For: 10.99.0.7"], 403],
      [["X-Forwarded-For: 10.8.0.2,"], 403],
      [["X-Forwarded-For: ,10.8.0.2"], 200],
      [["X-Forwarded-For:"], 403],
      [["X-Forwarded-For: unknown"], 403],
      [["X-Forwarded-For: _hidden"], 403],
      [["X-Forwarded-For: 10.8.0.2 192.0.2.2"], 403],
      [["X-Forwarded-For: 010.8.0.2"], 403],
      [["X-Forwarded-For: 0x0a.8.0.2"], 403],
      [["X-Forwarded-For: 168296450"], 403],
      [["Forwarded: for=10.8.0.2"], 403],
      [["X-Real-IP: 10.8.0.2"], 403],
      [[], 403],
    ] as const)
      assert.equal(await get("proxy", "10.99.0.1", headers), status, headers.join(" | "));
  });

  test("HTTP/1.0, an upgrade, a closed half, bytes that are no HTTP: the same judgement, and no answer of a page", async () => {
    const old = "GET /healthz HTTP/1.0\r\n\r\n";
    assert.deepEqual(statuses(await raw("inside", "10.8.0.1", PORT, [old])), [200]);
    assert.deepEqual(statuses(await raw("outside", "192.0.2.1", PORT, [old])), [403]);
    const upgrade = (host: string) => `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`;
    assert.deepEqual(statuses(await raw("inside", "10.8.0.1", PORT, [upgrade("x")])), [200]);
    assert.deepEqual(statuses(await raw("outside", "192.0.2.1", PORT, [upgrade("x")])), [403]);
    for (const bytes of [
      `PROXY TCP4 10.8.0.2 10.8.0.1 1 2\r\n${request()}`,
      "\r\n\r\n\x00\r\nQUIT\n!\x11\x00\x0c",
      "\x16\x03\x01\x02\x00",
    ]) {
      const outside = await raw("outside", "192.0.2.1", PORT, [bytes]);
      assert.deepEqual(statuses(outside), [400]);
    }
    for (const [from, host, status] of [
      ["inside", "10.8.0.1", 200],
      ["outside", "192.0.2.1", 403],
    ] as const)
      assert.deepEqual(statuses(await raw(from, host, PORT, [request()], { half: true })), [status]);
    const held = await raw("outside", "192.0.2.1", PORT, ["GET / HTTP/1.1\r\nHost: x\r\n"]);
    assert.deepEqual([held.text, held.ended === "time"], ["", false], "a stranger who only holds a connection is cut off");
  });

  test("behind TLS that ends at the proxy: signed in, cookies for https only, changes from elsewhere refused, signed out", async () => {
    const walk = await (callers.get("inside") as Helper).ask<Record<string, unknown>>({
      ...{ what: "sign-in", base: BASE, user: "lena", password: "lena-password" },
    });
    assert.equal(walk["status"], 200, JSON.stringify(walk));
    assert.match(String(walk["first"]), new RegExp(`^${BASE}/signin\\?callbackUrl=`));
    assert.equal(walk["url"], `${BASE}/orders`);
    const seen = JSON.parse(String(walk["text"])) as {
      readonly viewer: { readonly sub: string };
      readonly headers: Record<string, string>;
    };
    assert.deepEqual([seen.viewer.sub, seen.headers["x-loupe-client"], seen.headers["x-loupe-peer"]], ["lena", "10.8.1.2", "10.99.0.2"]);
    assert.ok(
      (walk["cookies"] as string[]).some((name) => /^__(Secure|Host)-/.test(name)),
      String(walk["cookies"]),
    );
    assert.match(String(walk["hsts"]), /^max-age=31536000/);
    assert.deepEqual([walk["foreign"], walk["own"], walk["after"]], [403, 303, 307]);
    for (const line of walk["setCookie"] as string[]) assert.match(line, /; Secure/);
  });

  test("a stream passes the proxy event by event", async () => {
    const text = await (callers.get("inside") as Helper).ask<string>({ what: "stream", host: "10.8.1.1", port: PORTS.tls });
    assert.match(text, /event 1\n[\s\S]*event 2\n[\s\S]*event 3\n/);
  });

  test("each refusal is in the log with peer and caller, and in the audit log once a minute for an address", async () => {
    for (let n = 0; n < 5; n++) await get("outside", "198.51.100.1", [], "/healthz", PORTS.plain);
    let refused: readonly Record<string, unknown>[] = [];
    // A line is written once its connection has closed.
    for (const until = performance.now() + 5_000; refused.length < 5 && performance.now() < until; await pause(20))
      refused = (await loupe.ask<typeof refused>({ what: "log" })).filter(
        ({ status, client }) => status === 403 && client === "198.51.100.2",
      );
    assert.ok(refused.length >= 5, `${refused.length} lines`);
    assert.ok(refused.every(({ peer }) => peer === "10.99.0.2" || peer === "fd00:99::2"));
    const rows = (await loupe.ask<readonly AuditEntry[]>({ what: "audit" })).filter(({ action }) => action === "denied");
    const times = (subject: string) => rows.filter((row) => row.subject === subject && row.detail.includes("network-not-allowed"));
    assert.ok(times("network/192.0.2.2").length >= 1 && times("network/192.0.2.2").length <= 2);
    assert.ok(times("network/198.51.100.2").length >= 1 && times("network/198.51.100.2").length <= 2);
    assert.ok(times("network/198.51.100.2").every(({ detail }) => /"peer":"(10\.99\.0\.2|fd00:99::2)"/.test(detail)));
    assert.ok(rows.some(({ detail }) => detail.includes("spans-not-allowed")));
  });

  test("the example of a proxy's configuration is one that HAProxy takes", () => {
    const example = readFileSync(`${import.meta.dirname}/../../docs/reverse-proxy/haproxy.cfg`, "utf8");
    const certificate = makeBundle();
    const file = `${certificate.bundle}.example.cfg`;
    writeFileSync(file, example.replace("/etc/haproxy/loupe.pem", certificate.bundle));
    const checked = spawnSync("path" in haproxy ? haproxy.path : "", ["-c", "-f", file], { encoding: "utf8" });
    certificate.remove();
    assert.equal(checked.status, 0, checked.stderr);
  });
});
