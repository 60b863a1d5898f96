import assert from "node:assert/strict";
import { test } from "node:test";
import type { Quirks } from "../auth/test-issuer.ts";
import { openBrowser } from "./browser.ts";
import { signInAtIssuer as signIn, usingIssuer as using, viewerOf } from "./foreign-issuer-for-tests.ts";

const MINUTE = 60_000;

for (const quirks of [
  {},
  { alg: "PS256", slash: true },
  { alg: "ES256", secretIn: "form", groupsIn: "userinfo", endSession: false },
  { alg: "EdDSA", secretIn: "form", saysHow: false, groupsIn: "access" },
  { alg: "HS256", userinfo: false, refresh: false },
  { kid: false, sid: false, groupsClaim: "realm_access.roles" },
  { groupsClaim: "https://example.com/groups", slash: true, secretIn: "either", prompts: ["none"] },
] satisfies Partial<Quirks>[])
  test(`an issuer with ${JSON.stringify(quirks)} signs people in`, () =>
    using(quirks, async (server, issuer) => {
      const { landed } = await signIn(server);
      assert.equal(landed.response.status, 200, `${landed.url} ${landed.text} ${JSON.stringify(server.log.slice(-3))}`);
      assert.equal(new URL(landed.url).pathname, "/orders/1");
      assert.partialDeepStrictEqual(viewerOf(landed.text), { sub: "lena", name: "Lena L", role: "lead" });
      assert.equal(issuer.seen.authorize.get("realm"), "one");
      assert.equal(issuer.seen.authorize.get("code_challenge_method"), "S256");
      assert.equal(issuer.seen.authorize.get("prompt"), issuer.quirks.prompts === null ? "login" : null);
      const rows = await server.store.listSessions();
      assert.equal(rows[0]?.issuerSid, issuer.quirks.sid ? issuer.sidOf("lena") : null);
      // Two parts of a JSON web token: three letters alone stand in one sealed text of some hundred by chance.
      assert.doesNotMatch(JSON.stringify(rows), /eyJ[\w-]+\.eyJ/, "tokens are kept sealed");
    }));

for (const [groups, role] of [
  ["loupe-leads", "lead"],
  ["others, loupe-leads", "lead"],
  ["others loupe-admins", "admin"],
  ["cn=loupe-leads,ou=groups,dc=example", "lead"],
  ['["x","loupe-leads"]', "lead"],
  [["/loupe-leads", "/a/b"], "lead"],
  [[{ name: "loupe-leads" }, { id: 7 }], "lead"],
  [{ "loupe-developers": { "1": "d" }, "loupe-admins": false }, "developer"],
  [["loupe-developers", "loupe-reveal"], "developer"],
] as const)
  test(`groups as ${JSON.stringify(groups)} give the role ${role}`, () =>
    using({}, async (server, issuer) => {
      issuer.accounts.set("lena", { active: true, claims: {}, groups });
      const viewer = viewerOf((await signIn(server)).landed.text);
      assert.equal(viewer.role, role);
      assert.equal(viewer.rights.includes("reveal"), JSON.stringify(groups).includes("reveal"));
    }));

for (const groups of [["others"], [], undefined, "/a/loupe-leads", 7, ["loupe-reveal"], "not loupe-leads-at-all"])
  test(`with the groups ${JSON.stringify(groups)} nobody comes in, and is told so`, () =>
    using({}, async (server, issuer) => {
      issuer.accounts.set("lena", { active: true, claims: {}, groups });
      const { landed, isIn } = await signIn(server);
      assert.match(landed.url, /\/signin\/failed\?error=no-role$/);
      assert.equal(await isIn(), false);
      assert.ok(server.store.entries.some(({ action, subject }) => action === "sign-in-refused" && subject === "lena"));
    }));

test("the name is put together from what there is", () =>
  using({}, async (server, issuer) => {
    issuer.state.user = "dev";
    assert.equal(viewerOf((await signIn(server)).landed.text).name, "Dev D");
  }));

test("groups come from the directory where no claim names them; who left it is out within two minutes", () =>
  using(
    { groupsClaim: "unused" },
    async (server) => {
      const { landed, isIn } = await signIn(server);
      assert.partialDeepStrictEqual(viewerOf(landed.text), { sub: "lena", name: "Name of lena", role: "lead" });
      server.directory.people.delete("lena");
      server.wait(2 * MINUTE);
      assert.equal(await isIn(), false);
    },
    { withLdap: true, groupsClaim: null },
  ));

test("where a claim names the groups, who left the directory is out all the same", () =>
  using(
    { userinfo: false, refresh: false },
    async (server) => {
      const { landed, isIn } = await signIn(server);
      assert.equal(viewerOf(landed.text).role, "lead");
      server.wait(2 * MINUTE);
      assert.equal(await isIn(), true);
      server.directory.people.delete("lena");
      server.wait(2 * MINUTE);
      assert.equal(await isIn(), false);
    },
    { withLdap: true },
  ));

for (const [what, change] of [
  ["another nonce", (claims) => ({ ...claims, nonce: "other" })],
  ["no nonce", ({ nonce: _, ...claims }) => claims],
  ["another audience", (claims) => ({ ...claims, aud: "other" })],
  ["another issuer", (claims) => ({ ...claims, iss: "https://evil.test" })],
  ["no subject", ({ sub: _, ...claims }) => claims],
  ["its end long past", (claims) => ({ ...claims, exp: 1_000_000 })],
] satisfies [string, Quirks["change"]][])
  test(`an id token with ${what} signs nobody in`, () =>
    using({ change }, async (server) => {
      const { landed, isIn } = await signIn(server);
      assert.match(landed.url, /\/signin\/failed/);
      assert.equal(await isIn(), false);
    }));

test("a code is good once, and only with its own state", () =>
  using({}, async (server, issuer) => {
    const browser = openBrowser();
    const away = await browser.request((await browser.request(`${server.url}/signin`)).headers.get("location") ?? "");
    const back = away.headers.get("location") ?? "";
    const other = new URL(back);
    other.searchParams.set("state", "other");
    assert.match((await openBrowser().go(back)).url, /\/signin\/failed/, "another browser");
    const copy = new Map(browser.cookies);
    assert.match((await browser.go(other.href)).url, /\/signin\/failed/, "another state");
    for (const [name, cookie] of copy) browser.cookies.set(name, cookie);
    assert.equal((await browser.go(back)).response.status, 200);
    assert.equal(issuer.codes.size, 0);
    const replay = openBrowser();
    for (const [name, cookie] of copy) replay.cookies.set(name, cookie);
    assert.match((await replay.go(back)).url, /\/signin\/failed/, "the same again");
  }));

test("Loupe starts while its issuer is down, says so at sign-in, and signs people in once it is there; sessions outlive its absence", () =>
  using({}, async (server, issuer) => {
    await issuer.stop();
    assert.match((await signIn(server)).landed.url, /\/signin\/failed\?error=issuer-down$/);
    await issuer.start();
    server.wait(MINUTE);
    const one = await signIn(server);
    assert.equal(one.landed.response.status, 200);
    await issuer.stop();
    server.wait(2 * MINUTE);
    assert.equal(await one.isIn(), true, "the grace period");
    server.wait(20 * MINUTE);
    assert.equal(await one.isIn(), false, "and its end");
    await issuer.start();
    server.wait(MINUTE);
    assert.equal(await one.isIn(), true);
  }));

for (const quirks of [
  {},
  { groupsIn: "userinfo" },
  { refresh: false, accessSeconds: 3_600 },
  { refresh: false, accessSeconds: 3_600, userinfo: false, introspection: true },
] satisfies Partial<Quirks>[])
  test(`who is gone at an issuer with ${JSON.stringify(quirks)} is out of Loupe within two minutes`, () =>
    using(quirks, async (server, issuer) => {
      const { isIn } = await signIn(server);
      for (let minute = 0; minute < 4; minute++) {
        server.wait(MINUTE + 1_000);
        assert.equal(await isIn(), true);
      }
      const account = issuer.accounts.get("lena");
      assert.ok(account);
      account.active = false;
      server.wait(2 * MINUTE);
      assert.equal(await isIn(), false);
    }));

for (const quirks of [
  {},
  { refresh: false, accessSeconds: 3_600, userinfo: false, introspection: true },
  { refresh: false, accessSeconds: 3_600, userinfo: false, introspection: true, groupsIn: "access" },
] satisfies Partial<Quirks>[])
  test(`who is in other groups at an issuer with ${JSON.stringify(quirks)} has another role within two minutes, and in none is out`, () =>
    using(quirks, async (server, issuer) => {
      const { browser, isIn } = await signIn(server);
      const account = issuer.accounts.get("lena");
      assert.ok(account);
      account.groups = ["loupe-developers"];
      server.wait(2 * MINUTE);
      assert.equal(viewerOf(await (await browser.request(`${server.url}/x`)).text()).role, "developer");
      account.groups = [];
      server.wait(2 * MINUTE);
      assert.equal(await isIn(), false);
    }));

test("groups that the issuer names no more at all are none", () =>
  using({}, async (server, issuer) => {
    const { isIn } = await signIn(server);
    const account = issuer.accounts.get("lena");
    assert.ok(account);
    account.groups = undefined;
    server.wait(2 * MINUTE);
    assert.equal(await isIn(), false);
  }));

test("of an issuer that cannot be asked again, a session lasts an hour", () =>
  using({ refresh: false, userinfo: false }, async (server) => {
    const { isIn } = await signIn(server);
    for (let at = 0; at < 5; at++) {
      server.wait(11 * MINUTE);
      assert.equal(await isIn(), true);
    }
    server.wait(11 * MINUTE);
    assert.equal(await isIn(), false);
  }));

test("signing out leads on to where the issuer ends its own session", () =>
  using({}, async (server, issuer) => {
    const { browser, isIn } = await signIn(server);
    const out = await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } });
    const away = /url=([^"]+)"/.exec(await out.text())?.[1]?.replaceAll("&#38;", "&") ?? "";
    assert.equal(out.status, 200);
    assert.equal((await browser.go(away)).url, `${server.url}/signin/ended`);
    assert.equal(issuer.seen.endSession.get("client_id"), issuer.clientId);
    assert.match(issuer.seen.endSession.get("id_token_hint") ?? "", /^eyJ/);
    assert.equal(await isIn(), false);
  }));

test("signing out names the newest id token: issuers that renewed it know no older one", () =>
  using({ change: (claims) => ({ ...claims, jti: crypto.randomUUID() }) }, async (server, issuer) => {
    const { browser, isIn } = await signIn(server);
    server.wait(2 * MINUTE);
    assert.equal(await isIn(), true);
    const out = await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } });
    await browser.go(/url=([^"]+)"/.exec(await out.text())?.[1]?.replaceAll("&#38;", "&") ?? "");
    assert.equal(issuer.seen.counts.get("/token"), 2);
    assert.equal(issuer.seen.endSession.get("id_token_hint"), issuer.lastIdTokenOf("lena"));
  }));

test("where the issuer has no such place, signing out ends here", () =>
  using({ endSession: false }, async (server) => {
    const { browser } = await signIn(server);
    const out = await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } });
    assert.equal(out.headers.get("location"), "/signin/ended");
  }));
