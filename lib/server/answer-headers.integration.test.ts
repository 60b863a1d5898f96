import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { freePorts, OWN_HOST } from "../base/own-ports-for-tests.ts";
import { readBuiltDoors } from "./doors/built-doors.ts";
import { type House, openHouse } from "./doors/house.ts";
import { type Answer, rawAsk } from "./doors/raw-ask.ts";
import { startTestServer } from "./test-server.ts";

let house: House;
before(async () => {
  house = await openHouse();
});
after(() => house?.stop());

const FOREIGN = { origin: "http://evil.test", "sec-fetch-site": "cross-site" };

/** What every answer of any kind tells a browser; `isAsset`: the build's own files, named by their contents, may be kept. */
function assertGuarded({ status, headers }: Answer, what: string, isAsset = false): void {
  const said = `${what} (${status})`;
  const csp = String(headers["content-security-policy"]);
  assert.match(csp, /frame-ancestors 'none'/, said);
  assert.match(csp, /default-src '(none|self)'/, said);
  assert.doesNotMatch(csp.replace("style-src-attr 'unsafe-inline'", ""), /unsafe|\*|https?:/, said);
  assert.equal(headers["x-content-type-options"], "nosniff", said);
  assert.equal(headers["x-frame-options"], "DENY", said);
  assert.equal(headers["referrer-policy"], "same-origin", said);
  assert.equal(headers["cross-origin-opener-policy"], "same-origin", said);
  assert.equal(headers["cross-origin-resource-policy"], "same-origin", said);
  assert.equal(headers["cross-origin-embedder-policy"], "require-corp", said);
  assert.match(String(headers["permissions-policy"]), /camera=\(\).*geolocation=\(\).*microphone=\(\)/, said);
  assert.deepEqual(
    [headers["server"], headers["x-powered-by"], headers["access-control-allow-origin"]],
    [undefined, undefined, undefined],
    said,
  );
  if (!isAsset) assert.match(String(headers["cache-control"]), /no-store/, said);
  for (const line of [headers["set-cookie"] ?? []].flat())
    if (!/^(loupe-|__next)/.test(line)) assert.match(line, /HttpOnly/i, `${said}: ${line.split("=")[0]}`);
}

test("every page and route of the build, to a reader and to a stranger", async () => {
  const { pages, routes } = readBuiltDoors();
  const reader = house.caller("root, signed in").headers;
  assert.ok(pages.length + routes.length > 70);
  for (const pattern of [...pages, ...routes])
    for (const headers of [reader, {}, { ...FOREIGN }]) {
      const headOnly = /stream|live/.test(pattern);
      assertGuarded(await rawAsk(house.url, house.pathOf(pattern), { headers, headOnly }), pattern);
    }
});

for (const [what, path, status, ask] of [
  ["a page that is not there", "/nothing/here", 404, {}],
  ["a call that is not there", "/api/v1/nothing", 401, {}],
  ["a file of the build that is not there", "/_next/static/nothing.js", 404, {}],
  ["a way out of the build's files", "/_next/static/..%2f..%2fpackage.json", 404, {}],
  ["a picture that Next would scale", "/_next/image?url=%2Ficon.svg&w=64&q=75", 404, {}],
  ["life", "/healthz", 200, {}],
  ["readiness", "/readyz", 200, {}],
  ["figures", "/metrics", 200, {}],
  ["the issuer's description", "/oidc/.well-known/openid-configuration", 200, {}],
  ["the issuer's description, asked from elsewhere", "/oidc/.well-known/openid-configuration", 200, { headers: FOREIGN }],
  ["the issuer's keys, asked from elsewhere", "/oidc/jwks", 200, { headers: FOREIGN }],
  ["a failure of the issuer", "/oidc/auth?client_id=nobody", 400, {}],
  ["nothing at the issuer", "/oidc/nothing", 404, {}],
  ["a token that is refused", "/oidc/token", 400, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } }],
  ["a sign-in page that has expired", "/login/nothing", 400, {}],
  ["the way to the sign-in", "/orders/x", 307, {}],
  ["a foreign change", "/signout", 403, { method: "POST", headers: FOREIGN }],
  ["a method that is none", "/", 405, { method: "PROPFIND" }],
  ["a path that is none", "/%zz", 400, {}],
  ["Next's own fetch of a page", "/orders/x?_rsc=1", 307, { headers: { rsc: "1" } }],
  ["an action that is none", "/", 403, { method: "POST", headers: { ...FOREIGN, "next-action": "0".repeat(40) } }],
] as const)
  test(`${what}: guarded as everything`, async () => {
    const answer = await rawAsk(house.url, path, ask);
    assert.equal(answer.status, status, answer.text.slice(0, 200));
    assertGuarded(answer, what);
    assert.doesNotMatch(JSON.stringify([answer.headers, answer.text]), /evil\.test/);
  });

test("the build's own files may be kept, and are guarded all the same", async () => {
  const page = await rawAsk(house.url, "/signin/ended");
  const files = [...page.text.matchAll(/(?:src|href)="(\/_next\/static\/[^"?]+)/g)].map(([, file = ""]) => file);
  assert.ok(files.length > 3);
  for (const file of new Set(files)) {
    const answer = await rawAsk(house.url, file);
    assert.equal(answer.status, 200);
    assertGuarded(answer, file, true);
    assert.match(String(answer.headers["cache-control"]), /immutable/);
  }
  assertGuarded(await rawAsk(house.url, "/icon.svg"), "/icon.svg", true);
});

test("every script of a page has the nonce that its own answer names, and the next answer another", async () => {
  const nonces: string[] = [];
  for (let n = 0; n < 3; n++) {
    const { headers, text } = await rawAsk(house.url, "/board", { headers: house.caller("dev, signed in").headers });
    const nonce = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1] ?? "";
    const scripts = [...text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    assert.ok(nonce.length >= 22 && scripts.length > 3);
    for (const tag of scripts) assert.ok(tag.includes(`nonce="${nonce}"`), tag);
    assert.doesNotMatch(text, /\son[a-z]+="|javascript:/i);
    nonces.push(nonce);
  }
  assert.equal(new Set(nonces).size, 3);
});

test("on https, and only there, browsers are told to stay on it; signing out clears what they kept", async () => {
  const [port = 0] = await freePorts(1);
  const server = await startTestServer({ baseUrl: "https://loupe.test", host: OWN_HOST, port });
  try {
    const answer = await rawAsk(`http://${OWN_HOST}:${port}`, "/healthz");
    assert.match(String(answer.headers["strict-transport-security"]), /^max-age=31536000/);
    const out = await rawAsk(`http://${OWN_HOST}:${port}`, "/signout", { method: "POST", headers: { origin: "https://loupe.test" } });
    assert.match(String(out.headers["clear-site-data"]), /"cache"/);
    assert.match(String(out.headers["set-cookie"]), /^__Secure-.*; Secure/);
  } finally {
    await server.stop();
  }
  assert.equal((await rawAsk(house.url, "/healthz")).headers["strict-transport-security"], undefined);
});
