import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { makeDiscovery } from "./external-discovery.ts";
import { IssuerUnreachable, makeAskIssuer } from "./external-http.ts";

async function serving(listener: RequestListener, body: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  try {
    await body(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

const fails = (message: RegExp) => (error: Error) => error instanceof IssuerUnreachable && message.test(error.message);

test("an issuer that takes the question and never answers is given up", () =>
  serving(
    () => undefined,
    (url) => assert.rejects(makeAskIssuer(null, 100)(url), fails(/no answer in time/)),
  ));

test("an answer without an end is cut off", () =>
  serving(
    (_req, res) => {
      const more = (): void => void res.write("x".repeat(100_000), () => res.writable && more());
      more();
    },
    (url) => assert.rejects(makeAskIssuer(null, 5_000)(url), fails(/too long/)),
  ));

test("a question is led on a few times; what carries a secret is not led anywhere", () =>
  serving(
    (req, res) => {
      if (req.url === "/end") res.end("there");
      else res.writeHead(302, { location: req.url === "/circle" ? "/circle" : "/end" }).end();
    },
    async (url) => {
      const ask = makeAskIssuer(null, 10_000);
      assert.equal((await ask(url)).text, "there");
      assert.equal((await ask(`${url}/circle`)).status, 302);
      assert.equal((await ask(url, { method: "POST", form: { client_secret: "s" } })).status, 302);
      assert.equal((await ask(url, { headers: { authorization: "Bearer t" } })).status, 302);
      await assert.rejects(ask("file:///etc/passwd"), fails(/not an http address/));
    },
  ));

const document = (issuer: string) => ({ issuer, authorization_endpoint: "http://a", token_endpoint: "http://t", jwks_uri: "http://k" });

test("discovery must be of the issuer that was asked, give or take a slash at its end", async () => {
  for (const [configured, said, isGood] of [
    ["/one", "/one", true],
    ["/one/", "/one", true],
    ["/one", "/one/", true],
    ["/one/.well-known/openid-configuration", "/one", true],
    ["/one", "/two", false],
    ["", "/one", false],
  ] as const)
    await serving(
      (req, res) => res.end(JSON.stringify(document(`http://${req.headers.host}${said}`))),
      async (url) => {
        const discover = makeDiscovery(`${url}${configured}`, makeAskIssuer(null, 10_000), () => unixMs(Date.now()));
        if (isGood) assert.equal((await discover()).issuer, `${url}${said}`);
        else await assert.rejects(discover(), fails(/another issuer/));
      },
    );
});

test("discovery is read once by many, again after ten minutes, and serves on while the issuer is away", async () => {
  const again = Promise.withResolvers<void>();
  let asked = 0;
  let answer: "good" | "html" = "good";
  let now = 1e12;
  await serving(
    (req, res) => {
      asked++;
      if (asked === 2) again.resolve();
      res.end(answer === "good" ? JSON.stringify(document(`http://${req.headers.host}`)) : "<html>login</html>");
    },
    async (url) => {
      const discover = makeDiscovery(url, makeAskIssuer(null, 10_000), () => unixMs(now));
      await Promise.all(Array.from({ length: 30 }, discover));
      assert.equal(asked, 1);
      answer = "html";
      now += 11 * 60_000;
      for (let at = 0; at < 30; at++) assert.equal((await discover()).issuer, url);
      await again.promise;
      for (let at = 0; at < 30; at++) assert.equal((await discover()).issuer, url);
      assert.equal(asked, 2, "and is left alone for a moment after a failure");
      now += 25 * 3_600_000;
      await assert.rejects(discover(), fails(/not with JSON/));
    },
  );
});
