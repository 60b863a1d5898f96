import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { personDn } from "../auth/test-directory.ts";
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
  assert.partialDeepStrictEqual(viewerOf(landed.text), { kind: "person", sub: "lena", name: "Name of lena", role: "lead" });
});

test("the cookie holds no role, no token and nothing readable; the page after it knows the person", async () => {
  const browser = openBrowser();
  await signInWith(browser, `${server.url}/`, "dev", "dev-password");
  const cookie = browser.cookies.get("next-auth.session-token")?.value ?? "";
  assert.match(cookie, /^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal(viewerOf(await (await browser.request(`${server.url}/x`)).text()).role, "developer");
});

for (const [what, user, password] of [
  ["a wrong password", "dev", "wrong"],
  ["an unknown name", "nobody", "wrong"],
  ["an empty password", "dev", ""],
  ["a filter as a name", "*", "dev-password"],
] as const)
  test(`${what} is answered 401 with one and the same sentence, and leaves no session`, async () => {
    const browser = openBrowser();
    const answer = await signInWith(browser, `${server.url}/`, user, password);
    assert.equal(answer.response.status, 401);
    assert.match(answer.text, /The name or the password is not right\./);
    assert.equal(browser.cookies.get("next-auth.session-token"), undefined);
  });

test("somebody in none of the groups is told so and not let in", async () => {
  const browser = openBrowser();
  assert.equal((await signInWith(browser, `${server.url}/`, "guest", "guest-password")).response.status, 403);
  assert.equal(browser.cookies.get("next-auth.session-token"), undefined);
});

test("markup in a name comes back as text", async () => {
  const answer = await signInWith(openBrowser(), `${server.url}/`, `"><script>alert(1)</script>`, "x");
  assert.doesNotMatch(answer.text, /<script>/);
});

test("a login page of another browser's sign-in is not served", async () => {
  const theirs = await openBrowser().go(`${server.url}/`);
  const mine = await openBrowser().go(theirs.url);
  assert.equal(mine.response.status, 400);
});

test("signing in again asks for the password again: the issuer's session does not outlive ours", async () => {
  const browser = openBrowser();
  await signInWith(browser, `${server.url}/`, "lena", "lena-password");
  browser.cookies.delete("next-auth.session-token");
  assert.match((await browser.go(`${server.url}/`)).url, /\/login\//);
});

test("signing out needs our own page's origin, ends the session for every copy of the cookie, and lands on an open page", async () => {
  const browser = openBrowser();
  await signInWith(browser, `${server.url}/`, "lena", "lena-password");
  const copy = browser.cookies.get("next-auth.session-token")?.value;
  assert.equal((await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: "https://evil.test" } })).status, 403);
  const out = await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } });
  assert.equal(out.headers.get("location"), "/signin/ended");
  const again = await fetch(`${server.url}/api/x`, { headers: { cookie: `next-auth.session-token=${copy}` } });
  assert.equal(again.status, 401);
});

test("after the sign-in nobody is sent to another site", async () => {
  for (const wanted of ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"]) {
    const landed = await signInWith(
      openBrowser(),
      `${server.url}/signin?callbackUrl=${encodeURIComponent(wanted)}`,
      "lena",
      "lena-password",
    );
    assert.equal(new URL(landed.url).origin, server.url);
  }
});

test("a leaver is out within two minutes", async () => {
  const leaver = { uid: "leaver", password: "leaver-password", name: "Leaver" };
  server.directory.people.set("leaver", leaver);
  server.directory.groups.get("loupe-developers")?.add(personDn("leaver"));
  const browser = openBrowser();
  await signInWith(browser, `${server.url}/`, "leaver", "leaver-password");
  assert.equal((await browser.request(`${server.url}/api/x`)).status, 200);
  server.directory.people.delete("leaver");
  server.wait(2 * 60_000);
  assert.equal((await browser.request(`${server.url}/api/x`)).status, 401);
});

test("a leaver's cookies of the issuer break nothing: the login page comes", async () => {
  server.directory.people.set("going", { uid: "going", password: "going-password", name: "G" });
  server.directory.groups.get("loupe-developers")?.add(personDn("going"));
  const browser = openBrowser();
  await signInWith(browser, `${server.url}/`, "going", "going-password");
  server.directory.people.delete("going");
  browser.cookies.delete("next-auth.session-token");
  const back = await browser.go(`${server.url}/`);
  assert.equal(back.response.status, 200);
  assert.match(back.url, /\/login\//);
});

test("while the directory is frozen the login says so, and does not say that the password is wrong", async () => {
  const browser = openBrowser();
  const page = await browser.go(`${server.url}/`);
  server.directory.frozen = true;
  const body = new URLSearchParams({ user: "dev", password: "dev-password" });
  const answer = await browser.go(page.url, { method: "POST", body });
  server.directory.frozen = false;
  assert.equal(answer.response.status, 503);
  assert.match(answer.text, /directory does not answer/);
});

test("what the store keeps of tokens and keys is sealed", () => {
  const kept = JSON.stringify([...server.store.records.values()]);
  assert.ok(kept.length > 100);
  // As words of their own: within sealed text four letters stand by chance, sooner or later.
  assert.doesNotMatch(kept, /(?<![\w-])(?:accountId|lena|kty)(?![\w-])/);
});
