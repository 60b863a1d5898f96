import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { WEB_CLIENT_ID, webClientSecret } from "../auth/issuer/clients.ts";
import { openBrowser } from "./browser.ts";
import { issuerClient } from "./issuer-client.ts";
import { startTestServer } from "./test-server.ts";

let server: Awaited<ReturnType<typeof startTestServer>>;
let issuer: ReturnType<typeof issuerClient>;
before(async () => {
  server = await startTestServer();
  issuer = issuerClient(server.url);
});
after(() => server.stop());

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
const callback = () => `${server.url}/api/auth/callback/loupe`;
const asked = (change: Readonly<Record<string, string | undefined>> = {}) => {
  const all = {
    ...{ client_id: WEB_CLIENT_ID, response_type: "code", scope: "openid profile email", redirect_uri: callback() },
    ...{ state: "a state", nonce: "a nonce", code_challenge: challenge, code_challenge_method: "S256", prompt: "login", ...change },
  };
  const said = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]));
  return `${server.url}/oidc/auth?${new URLSearchParams(said)}`;
};
const ask = (change: Readonly<Record<string, string | undefined>>) => openBrowser().request(asked(change));

/** As our own pages would, with the code in hand. */
async function getCode(): Promise<string> {
  const browser = openBrowser();
  const page = await browser.go(asked());
  let answer = await browser.request(page.url, { method: "POST", body: new URLSearchParams({ user: "lena", password: "lena-password" }) });
  answer = await browser.request(answer.headers.get("location") ?? "");
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}
const redeem = (code: string, change: Readonly<Record<string, string>> = {}) =>
  issuer.post(
    "token",
    { grant_type: "authorization_code", code, redirect_uri: callback(), code_verifier: verifier, ...change },
    { authorization: issuer.basic(WEB_CLIENT_ID, webClientSecret("a secret of the tests, at least 32 long")) },
  );

for (const [what, redirect_uri] of [
  ["elsewhere", "https://evil.test/api/auth/callback/loupe"],
  ["on our host, at another path", "/oidc/device"],
  ["with more behind it", "/api/auth/callback/loupe/more"],
  ["with a query", "/api/auth/callback/loupe?next=https://evil.test"],
  ["with a fragment", "/api/auth/callback/loupe#x"],
  ["with a step up", "/api/auth/callback/x/../loupe"],
] as const)
  test(`a way back that is ${what} is not gone: the refusal stays here`, async () => {
    const answer = await ask({ redirect_uri: redirect_uri.startsWith("/") ? `${server.url}${redirect_uri}` : redirect_uri });
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get("location"), null);
    assert.doesNotMatch(await answer.text(), /evil\.test/);
  });

test("proof of possession cannot be talked away: none, and the plain kind, are refused", async () => {
  for (const change of [
    { code_challenge: undefined, code_challenge_method: undefined },
    { code_challenge_method: "plain" },
    { code_challenge: verifier, code_challenge_method: undefined },
  ]) {
    const answer = await ask(change);
    assert.equal(new URL(answer.headers.get("location") ?? "", server.url).searchParams.get("error"), "invalid_request");
  }
  assert.equal((await redeem(await getCode(), { code_verifier: randomBytes(32).toString("base64url") })).said["error"], "invalid_grant");
  assert.equal((await redeem(await getCode(), { redirect_uri: `${server.url}/` })).said["error"], "invalid_grant");
});

test("no way but the code: no token in an address, no scripts' rights for a browser, no other client's code", async () => {
  for (const response_type of ["token", "id_token", "id_token token", "code id_token"]) {
    const to = new URL((await ask({ response_type })).headers.get("location") ?? "", server.url);
    assert.match(`${to.search}${to.hash}`, /error=(unsupported_response_type|unauthorized_client|invalid_request)/, response_type);
  }
  const code = await getCode();
  const grant = { grant_type: "authorization_code", code, redirect_uri: callback(), code_verifier: verifier };
  assert.ok((await issuer.post("token", grant, { authorization: issuer.basic("script", "script/secret+1") })).status >= 400);
  assert.equal((await issuer.post("token", { ...grant, client_id: WEB_CLIENT_ID })).status, 401);
});

test("a code shown a second time was stolen: it is refused, and what was made of it is out", async () => {
  const code = await getCode();
  const first = await redeem(code);
  assert.equal(first.status, 200);
  const me = () => fetch(`${server.url}/oidc/me`, { headers: { authorization: `Bearer ${first.said["access_token"]}` } });
  assert.equal((await me()).status, 200);
  assert.equal((await redeem(code)).said["error"], "invalid_grant");
  assert.equal((await me()).status, 401);
});

test("of ten that redeem one code at the same time, no more than one is served, and its tokens are out as well", async () => {
  const code = await getCode();
  const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(code)));
  const served = answers.filter(({ status }) => status === 200);
  assert.ok(served.length <= 1);
  assert.ok(answers.every(({ status, said }) => status === 200 || said["error"] === "invalid_grant"));
});

test("a token of our own pages opens nothing of the API", async () => {
  const { said } = await redeem(await getCode());
  assert.equal((await issuer.viewer(said["access_token"])).status, 401);
  assert.equal((await issuer.viewer(said["id_token"])).status, 401);
});

test("coming back with another's code, a wrong state, none, or nothing to compare it with signs nobody in", async () => {
  const code = await getCode();
  for (const query of [`code=${code}&state=a+state`, `code=${code}`, "error=access_denied", `code=${code}&state=`, "", "state=x"]) {
    const browser = openBrowser();
    const answer = await browser.go(`${callback()}?${query}`);
    assert.match(new URL(answer.url).pathname, /^\/signin\/failed/, query);
    assert.equal(browser.cookies.get("next-auth.session-token"), undefined);
  }
  // Begun in this browser, ended with the code of another: the state is right, the proof is not.
  const browser = openBrowser();
  const begun = await browser.request(`${server.url}/signin`);
  const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
  const answer = await browser.go(`${callback()}?code=${code}&state=${state}`);
  assert.match(new URL(answer.url).pathname, /^\/signin\/failed/);
  assert.equal(browser.cookies.get("next-auth.session-token"), undefined);
});

test("what is asked of the issuer in nonsense is answered without repeating it, without a fault of ours", async () => {
  const markup = `"><script>alert(1)</script>`;
  const html = { accept: "text/html" };
  for (const path of [
    asked({ client_id: markup }),
    asked({ scope: markup }),
    asked({ prompt: markup }),
    asked({ response_mode: markup }),
    asked({ redirect_uri: `javascript:alert(1)//${markup}` }),
    asked({ nonce: undefined, state: undefined, response_mode: "form_post", scope: "none" }),
    `${asked()}&state=again`,
    `${server.url}/oidc/auth`,
    `${server.url}/oidc/${encodeURIComponent(markup)}`,
    `${server.url}/oidc/device?user_code=${encodeURIComponent(markup)}`,
    `${server.url}/oidc/device/${encodeURIComponent(markup)}`,
    `${server.url}/oidc/auth/nothing`,
    `${server.url}/oidc/session/end?id_token_hint=${encodeURIComponent(markup)}&post_logout_redirect_uri=https://evil.test/`,
    `${server.url}/oidc/session/end/success?client_id=${encodeURIComponent(markup)}`,
  ]) {
    const answer = await openBrowser().request(path, { headers: html });
    const text = await answer.text();
    assert.ok(answer.status < 500, `${answer.status} ${path}`);
    assert.doesNotMatch(text, /<script>alert|at .*\.(ts|js):\d/, path);
    const to = answer.headers.get("location");
    if (to !== null) assert.equal(new URL(to, server.url).origin, server.url, path);
  }
});

test("an id token that nobody signed is no hint", async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsigned = `${part({ alg: "none" })}.${part({ iss: `${server.url}/oidc`, sub: "lena", aud: WEB_CLIENT_ID })}.`;
  assert.equal((await openBrowser().request(`${server.url}/oidc/session/end?id_token_hint=${unsigned}`)).status, 400);
  const to = new URL((await ask({ id_token_hint: unsigned })).headers.get("location") ?? "", server.url);
  assert.equal(to.searchParams.get("error"), "invalid_request");
});
