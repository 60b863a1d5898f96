import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, signInWith } from "./browser.ts";
import { startTestServer } from "./test-server.ts";

let server: Awaited<ReturnType<typeof startTestServer>>;
before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

const viewerOf = (text: string) => (JSON.parse(text) as { viewer: { sub: string; role: string; kind: string } }).viewer;

test("a person gets from a closed page through the issuer's login page back to that page", async () => {
  const browser = openBrowser();
  const start = await browser.go(`${server.url}/orders/1`);
  assert.match(start.url, /\/login\/[\w-]+$/);
  assert.equal(start.response.status, 200);
  assert.match(start.response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.doesNotMatch(start.text, /https?:\/\//);
  const landed = await signInWith(browser, `${server.url}/orders/1`, "lena", "lena-password");
  assert.equal(landed.response.status, 200, landed.text);
  assert.equal(new URL(landed.url).pathname, "/orders/1");
  assert.deepEqual(viewerOf(landed.text), { kind: "person", sub: "lena", name: "Name of lena", role: "lead" });
});
