import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startTestDirectory, type TestDirectory } from "../auth/test-directory.ts";
import { freePorts, OWN_HOST } from "../base/own-ports-for-tests.ts";
import { unixMs } from "../base/time.ts";
import { openStore } from "../store/open.ts";
import { openSecrets } from "../store/open-secrets.ts";
import { startPostgres, type TestPostgres } from "../store/postgres-for-tests.ts";
import { openBrowser, signInWith } from "./browser.ts";
import { issuerClient } from "./issuer-client.ts";
import { startReplica } from "./replica-for-tests.ts";
import { rotateKeys } from "./rotate-keys.ts";

const SECRET = "a secret of the tests, at least 32 long";
const home = mkdtempSync(join(tmpdir(), "loupe-replicas-"));
let postgres: TestPostgres;
let directory: TestDirectory;
before(async () => {
  directory = await startTestDirectory();
  postgres = await startPostgres();
});
after(async () => {
  await postgres.stop();
  await directory.close();
  rmSync(home, { recursive: true, force: true });
});

/** Two servers, each a process of its own, over one database; in front of them what sends each request to the next. */
async function startPair(storeUrl: string) {
  await (await openStore({ url: storeUrl })).close();
  const ports = await freePorts(2);
  let turn = 0;
  let only: number | null = null;
  const balancer = createServer((req, res) => {
    const port = ports[only ?? turn++ % ports.length];
    const headers = { ...req.headers, "x-forwarded-for": "127.0.0.1" };
    const onward = request({ port, host: OWN_HOST, method: req.method, path: req.url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on("error", () => res.writeHead(502).end());
    req.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(balancer, "listening");
  const url = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
  const start = (port: number | undefined) =>
    startReplica({
      storeUrl,
      config: { baseUrl: url, host: OWN_HOST, port: port ?? 0, trustedProxyCidrs: ["127.0.0.0/8"], directory: directory.config },
    });
  const replicas = await Promise.all(ports.map(start));
  return {
    url,
    /** From now on one of them alone; null: in turn. */
    send(to: number | null) {
      only = to;
    },
    kill: (at: number) => replicas[at]?.kill(),
    async restart(at: number) {
      await replicas[at]?.kill();
      replicas[at] = await start(ports[at]);
    },
    async stop() {
      await Promise.all(replicas.map((one) => one.kill()));
      balancer.closeAllConnections();
      balancer.close();
    },
  };
}

for (const [name, makeUrl] of [
  ["PostgreSQL", () => postgres.freshDatabase()],
  ["SQLite", async () => `sqlite:${join(home, "shared.db")}`],
] as const)
  describe(`two servers on one ${name}`, () => {
    let pair: Awaited<ReturnType<typeof startPair>>;
    let storeUrl = "";
    before(async () => {
      storeUrl = await makeUrl();
      pair = await startPair(storeUrl);
    });
    after(() => pair.stop());

    test("a sign-in whose every request is answered by the other server than the one before ends signed in on both", async () => {
      const browser = openBrowser();
      const landed = await signInWith(browser, `${pair.url}/orders/1`, "lena", "lena-password");
      assert.equal(landed.response.status, 200, landed.text);
      for (let at = 0; at < 4; at++) assert.equal((await browser.request(`${pair.url}/api/x`)).status, 200);
    });

    test("a sign-in survives the death of the server that began it, between the page and the password, and before the way back", async () => {
      const browser = openBrowser();
      pair.send(0);
      const page = await browser.go(`${pair.url}/orders/1`);
      await pair.restart(0);
      const body = new URLSearchParams({ user: "lena", password: "lena-password" });
      const accepted = await browser.request(page.url, { method: "POST", body });
      assert.equal(accepted.status, 303);
      await pair.kill(0);
      pair.send(1);
      const landed = await browser.go(accepted.headers.get("location") ?? "");
      assert.equal(landed.response.status, 200, landed.text);
      assert.equal(new URL(landed.url).pathname, "/orders/1");
      await pair.restart(0);
      pair.send(null);
      for (let at = 0; at < 4; at++) assert.equal((await browser.request(`${pair.url}/api/x`)).status, 200, "signed in on both");
    });

    test("failures are counted together, over a restart as well", async () => {
      for (let at = 0; at < 5; at++)
        assert.equal((await signInWith(openBrowser(), `${pair.url}/`, "dev", "wrong")).response.status, 401, `try ${at + 1}`);
      await pair.restart(0);
      for (const to of [0, 1]) {
        pair.send(to);
        assert.equal((await signInWith(openBrowser(), `${pair.url}/`, "dev", "dev-password")).response.status, 429);
      }
      pair.send(null);
    });

    test("a device signs in over both; one renewing token shown to both at once is served once, and revoking holds on both", async () => {
      const issuer = issuerClient(pair.url);
      const tokens = await issuer.signDeviceIn("lena", "read");
      for (let at = 0; at < 2; at++) assert.deepEqual((await issuer.viewer(tokens["access_token"])).rights, ["read"]);
      const renewed = await Promise.all(Array.from({ length: 6 }, () => issuer.refresh(tokens["refresh_token"] ?? "")));
      assert.ok(renewed.filter(({ status }) => status === 200).length <= 1);
      for (let at = 0; at < 2; at++) assert.equal((await issuer.viewer(tokens["access_token"])).status, 401);
      const script = (await issuer.asScript()).said["access_token"];
      for (let at = 0; at < 2; at++) assert.equal((await issuer.viewer(script)).status, 200);
      await issuer.post("token/revocation", { token: script ?? "" }, { authorization: issuer.basic("script", "script/secret+1") });
      for (let at = 0; at < 2; at++) assert.equal((await issuer.viewer(script)).status, 401);
    });

    test("keys are rotated beside them by the command, with a row in the audit log; both publish them after a restart, and go on", async () => {
      const { code, text } = await rotateKeys(storeUrl, [SECRET], () => unixMs(Date.now()));
      assert.equal(code, 0, text);
      const kid = /key, ([0-9a-f]{16})/.exec(text)?.[1];
      await pair.restart(1);
      pair.send(1);
      const { keys } = (await (await fetch(`${pair.url}/oidc/jwks`)).json()) as { keys: { kid: string }[] };
      assert.equal(keys.length, 2);
      assert.notEqual(keys[0]?.kid, kid, "published before it signs");
      assert.equal(keys[1]?.kid, kid);
      pair.send(null);
      assert.equal((await signInWith(openBrowser(), `${pair.url}/`, "root", "root-password")).response.status, 200);
      const store = await openSecrets(storeUrl);
      assert.ok((await store.listAudit(50)).some(({ action }) => action === "keys-rotated"));
      await store.close();
    });
  });

test("without a store, or with another secret, nothing is rotated and the reason is told", async () => {
  const clock = () => unixMs(Date.now());
  assert.partialDeepStrictEqual(await rotateKeys(`sqlite:${join(home, "none.db")}`, [SECRET], clock), { code: 2 });
  const other = await rotateKeys(`sqlite:${join(home, "shared.db")}`, ["another secret, long enough for the test"], clock);
  assert.deepEqual([other.code, /another AUTH_SECRET/.test(other.text)], [2, true]);
});
