import assert from "node:assert/strict";
import { createServer, type Server as HttpServer } from "node:http";
import { after, before, test } from "node:test";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import Provider, { type Configuration } from "oidc-provider";
import { openBrowser, plainFetch, type TestBrowser } from "./browser.ts";
import { viewerOf } from "./foreign-issuer-for-tests.ts";
import { startTestServer } from "./test-server.ts";

/** A full OpenID provider as a company might run one, set up unlike the bundled one. */
const SECRET = "a/secret+of the=company";
const MINUTE = 60_000;
const groups = new Map([
  ["lena", ["loupe-leads"]],
  ["dev", ["loupe-developers"]],
]);
let http: HttpServer;
let server: Awaited<ReturnType<typeof startTestServer>>;
let provider: Provider;

before(async () => {
  http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", () => resolve()));
  const url = `http://127.0.0.1:${(http.address() as { port: number }).port}`;
  const issuer = { url, clientId: "loupe", clientSecret: SECRET, groupsClaim: "memberships.names", scopes: "openid profile teams" };
  const groupRoles = { "loupe-leads": "lead", "loupe-developers": "developer" };
  server = await startTestServer({ directory: null, issuer: { ...issuer, groupRoles } });
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), use: "sig", alg: "ES256" };
  provider = new Provider(`${url}/`, configurationOf(jwk, server.url));
  http.on("request", provider.callback());
});
after(async () => {
  await server.stop();
  await new Promise<void>((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
});

const configurationOf = (jwk: JWK, loupe: string): Configuration => ({
  clients: [
    {
      ...{
        client_id: "loupe",
        client_secret: SECRET,
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: "ES256",
      },
      ...{ redirect_uris: [`${loupe}/api/auth/callback/loupe`], grant_types: ["authorization_code", "refresh_token"] },
      ...{ post_logout_redirect_uris: [`${loupe}/signin/ended`], backchannel_logout_session_required: true },
      backchannel_logout_uri: `${loupe}/api/auth/backchannel-logout`,
    },
  ],
  jwks: { keys: [jwk as NonNullable<Configuration["jwks"]>["keys"][number]] },
  clientAuthMethods: ["client_secret_post"],
  // Only in userinfo, only for this scope, and one level down.
  claims: { openid: ["sub"], profile: ["name"], teams: ["memberships"] },
  cookies: { keys: ["a key of the tests"] },
  pkce: { required: () => true },
  // Its own dispatcher refuses loopback.
  fetch: (url, options) => plainFetch(url, { ...options, dispatcher: undefined } as RequestInit),
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, introspection: { enabled: true } },
  enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
  findAccount: async (_ctx, sub) =>
    groups.has(sub)
      ? { accountId: sub, claims: async () => ({ sub, name: `Full ${sub}`, memberships: { names: groups.get(sub) } }) }
      : undefined,
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  loadExistingGrant: async ({ oidc }) => {
    const { client, session } = oidc;
    if (!client || !session?.accountId) return undefined;
    const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile teams");
    await grant.save();
    return grant;
  },
});

async function signIn(login: string, browser: TestBrowser = openBrowser()) {
  const page = await browser.go(`${server.url}/orders/1`);
  const action = new URL(/<form[^>]*action="([^"]+)"/.exec(page.text)?.[1] ?? "", page.url).href;
  const landed = await browser.go(action, { method: "POST", body: new URLSearchParams({ prompt: "login", login, password: "any" }) });
  return { browser, landed, isIn: async () => (await browser.request(`${server.url}/api/x`)).status === 200 };
}

test("people come in, with the groups that only userinfo names", async () => {
  const { landed } = await signIn("lena");
  assert.equal(landed.response.status, 200, `${landed.url} ${landed.text.slice(0, 300)} ${JSON.stringify(server.log.slice(-3))}`);
  assert.partialDeepStrictEqual(viewerOf(landed.text), { sub: "lena", name: "Full lena", role: "lead" });
  assert.ok((await server.store.listSessions())[0]?.issuerSid);
});

test("signing out ends its session, and by its back-channel logout what else hung on that", async () => {
  const { browser } = await signIn("lena");
  const other = openBrowser();
  for (const [name, cookie] of browser.cookies) other.cookies.set(name, cookie);
  browser.cookies.delete("next-auth.session-token");
  const second = await signIn("lena", browser);
  const isOtherIn = async () => (await other.request(`${server.url}/api/x`)).status === 200;
  assert.deepEqual([await second.isIn(), await isOtherIn()], [true, true]);
  const out = await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } });
  const away = /url=([^"]+)"/.exec(await out.text())?.[1]?.replaceAll("&#38;", "&") ?? "";
  const asked = await browser.go(away);
  const [, action = ""] = /action="([^"]+)"/.exec(asked.text) ?? [];
  const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(asked.text) ?? [];
  const ended = await browser.go(action, { method: "POST", body: new URLSearchParams({ xsrf, logout: "yes" }) });
  assert.equal(ended.url, `${server.url}/signin/ended`, asked.text);
  assert.equal(await isOtherIn(), false);
  const last = server.store.entries.filter(({ action }) => action === "session-ended").at(-1);
  assert.partialDeepStrictEqual(last, { actor: "issuer", subject: "lena", detail: "signed out at the issuer" });
});

test("its refresh tokens, each good once, are used once a minute; a leaver is out within two", async () => {
  const { isIn } = await signIn("dev");
  for (let minute = 0; minute < 3; minute++) {
    server.wait(MINUTE + 1_000);
    // Many at once: the token is used by one of them.
    assert.deepEqual(await Promise.all(Array.from({ length: 8 }, isIn)), Array(8).fill(true));
  }
  groups.delete("dev");
  server.wait(2 * MINUTE);
  assert.equal(await isIn(), false);
});
