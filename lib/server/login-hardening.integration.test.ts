import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, beforeEach, test } from "node:test";
import { openBrowser, signInWith } from "./browser.ts";
import { startTestServer } from "./test-server.ts";

let server: Awaited<ReturnType<typeof startTestServer>> | undefined;
const fresh = async (change: Parameters<typeof startTestServer>[0] = {}) => {
  await server?.stop();
  server = await startTestServer(change);
  return server;
};
let url = "";
let store: NonNullable<typeof server>["store"];
beforeEach(async () => ({ url, store } = await fresh()));
after(() => server?.stop());

const REFUSED = /The name or the password is not right\./;
/** A login page's form, sent as somebody likes. */
async function post(body: string | URLSearchParams, headers: Readonly<Record<string, string>> = {}) {
  const browser = openBrowser();
  const page = await browser.go(`${url}/`);
  const type = typeof body === "string" ? { "content-type": "application/x-www-form-urlencoded" } : undefined;
  const answer = await browser.request(page.url, { method: "POST", body, headers: { ...type, ...headers } });
  return { status: answer.status, text: await answer.text(), browser, page: page.url, headers: answer.headers };
}
const form = (user: string, password: string) => new URLSearchParams({ user, password });

for (const [what, user] of [
  ["a filter that matches everybody", "*"],
  ["a filter that ends another", "dev)(uid=*"],
  ["an or", "*)(|(uid=*"],
  ["a NUL", "dev\u0000"],
  ["a NUL inside", "de\u0000v"],
  ["an escaped star", "\\2a"],
  ["a distinguished name", "uid=dev,ou=people,dc=test"],
  ["letters of other scripts", "ԁеv"],
  ["right-to-left marks", "\u202edev"],
  ["half a surrogate", "\ud800dev"],
  ["ten thousand letters", "d".repeat(10_000)],
  ["line ends", "dev\r\nX-Evil: 1"],
  ["spaces", "   "],
] as const)
  test(`${what} as a name gets the one answer that everybody wrong gets`, async () => {
    const { status, text, browser, headers } = await post(form(user, "dev-password"));
    assert.deepEqual([status, REFUSED.test(text)], [401, true]);
    assert.equal(browser.cookies.get("next-auth.session-token"), undefined);
    assert.equal(headers.get("x-evil"), null);
    const [row] = await store.listAudit(1);
    assert.equal(row?.action, "password-refused");
  });

for (const [what, password] of [
  ["empty", ""],
  ["spaces", "   "],
  ["a NUL", "\u0000"],
  ["ten thousand letters", "p".repeat(10_000)],
  ["the right one with a NUL behind it", "dev-password\u0000"],
] as const)
  test(`a password that is ${what} lets nobody in, not even where the directory takes an empty one for a visitor`, async () => {
    const { status, text } = await post(form("dev", password));
    assert.deepEqual([status, REFUSED.test(text)], [401, true]);
  });

test("an unknown name and a wrong password cost the directory the same and are answered alike, byte for byte", async () => {
  const answers = [];
  for (const user of ["dev", "nobody"]) {
    const [searches, binds] = [server?.directory.searches ?? 0, server?.directory.binds ?? 0];
    const { status, text } = await post(form(user, "wrong"));
    answers.push({
      status,
      text: text.replaceAll(`"${user}"`, "…").replace(/nonce="[^"]*"/g, ""),
      searches: (server?.directory.searches ?? 0) - searches,
      binds: (server?.directory.binds ?? 0) - binds,
    });
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[0]?.binds, 2, "the reading account's, and one with the password");
});

test("a form said twice, in another type, too long or foreign is refused before the directory is asked", async () => {
  const before = server?.directory.searches;
  const right = "user=dev&password=dev-password";
  assert.equal((await post(`${right}&user=root`)).status, 400);
  assert.equal((await post(`${right}&password=x`)).status, 400);
  assert.equal((await post("user=dev")).status, 400);
  assert.equal((await post(JSON.stringify({ user: "dev", password: "dev-password" }), { "content-type": "application/json" })).status, 415);
  assert.equal((await post(right, { "content-type": "text/plain" })).status, 415);
  assert.equal((await post(right, { "content-type": "multipart/form-data; boundary=x" })).status, 415);
  assert.equal((await post(`${right}&more=${"x".repeat(200_000)}`)).status, 413);
  for (const origin of ["https://evil.test", "null", url.replace("127.0.0.1", "localhost"), `${url}.evil.test`])
    assert.equal((await post(right, { origin })).status, 403, origin);
  assert.equal((await post(right, { "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await post(right, { "sec-fetch-site": "same-site" })).status, 403);
  assert.equal(server?.directory.searches, before);
  assert.equal((await post(right, { origin: url, "sec-fetch-site": "same-origin" })).status, 303);
});

/** Sent by hand, as no client would. */
async function raw(path: string, headers: string, body: string): Promise<string> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  socket.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}\r\n\r\n${body}`);
  let text = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    text += String(chunk);
    if (/^HTTP\/1\.1 \d+[\s\S]*\r\n\r\n[\s\S]+/.test(text)) break;
  }
  socket.destroy();
  return text.slice(0, 60);
}

test("a body that claims to be huge, or turns out to be, is answered before it has come", async () => {
  const browser = openBrowser();
  const page = await browser.go(`${url}/`);
  const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ");
  const path = new URL(page.url).pathname;
  assert.match(await raw(path, `Cookie: ${cookie}\r\nContent-Length: 999999999`, "user=dev"), /^HTTP\/1\.1 413/);
  const endless = `${(40_000).toString(16)}\r\n${"x".repeat(40_000)}\r\n`;
  assert.match(await raw(path, `Cookie: ${cookie}\r\nTransfer-Encoding: chunked`, endless), /^HTTP\/1\.1 413/);
  assert.match(await raw("/oidc/token", "Content-Length: 999999999", "grant_type=x"), /^HTTP\/1\.1 413/);
  assert.match(await raw("/oidc/device", "Content-Length: 999999999", "user_code=x"), /^HTTP\/1\.1 413/);
});

test("a sign-in that was used is over: sending its form again, or going back to it, begins anew", async () => {
  const browser = openBrowser();
  const page = await browser.go(`${url}/`);
  const kept = new Map(browser.cookies);
  const body = () => form("lena", "lena-password");
  assert.equal((await browser.go(page.url, { method: "POST", body: body() })).response.status, 200);
  assert.equal((await browser.request(page.url)).status, 400);
  assert.equal((await browser.request(page.url, { method: "POST", body: body() })).status, 400);
  // Another who has copied the cookies of before it was used.
  const thief = openBrowser();
  for (const [name, cookie] of kept) thief.cookies.set(name, cookie);
  assert.equal((await thief.request(page.url, { method: "POST", body: body() })).status, 400);
});

test("a form sent twice at once signs in once", async () => {
  const browser = openBrowser();
  const page = await browser.go(`${url}/`);
  const send = () => browser.request(page.url, { method: "POST", body: form("lena", "lena-password") });
  const [first, second] = await Promise.all([send(), send()]);
  const ways = [first, second].filter(({ status }) => status === 303).map((answer) => answer.headers.get("location") ?? "");
  assert.ok(ways.length >= 1);
  const landed = await Promise.all(ways.map((way) => browser.go(way)));
  assert.equal(landed.filter(({ response, text }) => response.status === 200 && text.includes('"lena"')).length >= 1, true);
  assert.equal((await store.listSessions()).length, 1);
});

test("five wrong passwords make the sixth wait, the right one included, with Retry-After, on record once; then it is over", async () => {
  for (let at = 0; at < 5; at++) assert.equal((await post(form("dev", "wrong"))).status, 401);
  for (let at = 0; at < 3; at++) {
    const { status, headers, text } = await post(form(at === 0 ? "dev" : "DEV ", "dev-password"));
    assert.equal(status, 429);
    assert.match(text, /Try again in 5 min/);
    assert.ok(Number(headers.get("retry-after")) > 200 && Number(headers.get("retry-after")) <= 300);
  }
  assert.equal(store.entries.filter(({ action }) => action === "sign-in.throttled").length, 1);
  server?.wait(5 * 60_000 + 1_000);
  assert.equal((await post(form("dev", "dev-password"))).status, 303);
});

test("unknown names are shut out like known ones: being shut out tells nothing", async () => {
  for (let at = 0; at < 5; at++) await post(form("nobody", "wrong"));
  assert.equal((await post(form("nobody", "wrong"))).status, 429);
});

test("many tries at once are not more tries", async () => {
  const before = server?.directory.searches ?? 0;
  const pages = await Promise.all(
    Array.from({ length: 15 }, () => openBrowser()).map(async (browser) => ({ browser, at: (await browser.go(`${url}/`)).url })),
  );
  const answers = await Promise.all(pages.map(({ browser, at }) => browser.request(at, { method: "POST", body: form("dev", "wrong") })));
  assert.equal(answers.filter(({ status }) => status === 401).length, 5);
  assert.equal(answers.filter(({ status }) => status === 429).length, 10);
  assert.ok((server?.directory.searches ?? 0) - before <= 5);
});

test("guessing secrets and codes is slowed down as well, without shutting out our own sign-in", async () => {
  const { issuerClient } = await import("./issuer-client.ts");
  const issuer = issuerClient(url);
  const guess = async (at: number) => (await issuer.asScript("", "script", `guess ${at}`)).status;
  const first = await Promise.all(Array.from({ length: 10 }, (_, at) => guess(at)));
  assert.deepEqual(new Set(first), new Set([401]));
  const refused = await issuer.asScript();
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const codes: number[] = [];
  // Each is sent twice: to be shown, and to be confirmed.
  for (let at = 0; at < 6; at++) codes.push((await issuer.answerDevice(`BCDF-GHJ${"BCDFGH"[at]}`, "confirm")).asked.response.status);
  assert.deepEqual([codes.slice(0, 5).every((status) => status < 429), codes[5]], [true, 429]);
  const landed = await signInWith(openBrowser(), `${url}/`, "lena", "lena-password");
  assert.equal(landed.response.status, 200);
});

test("forged session cookies are nobody's, and on record at most once a minute; one that is only old is not", async () => {
  const { encode } = await import("next-auth/jwt");
  const { deriveText } = await import("../auth/keys.ts");
  const real = openBrowser();
  await signInWith(real, `${url}/`, "lena", "lena-password");
  const good = real.cookies.get("next-auth.session-token")?.value ?? "";
  const ask = async (cookie: string) => (await fetch(`${url}/api/x`, { headers: { cookie: `next-auth.session-token=${cookie}` } })).status;
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sid":"x","sub":"root"}').toString("base64url")}.`;
  const otherKey = await encode({ token: { sub: "root", sid: "x" }, secret: "another key" });
  const middle = Math.floor(good.length / 2);
  const tampered = `${good.slice(0, middle)}${good[middle] === "A" ? "B" : "A"}${good.slice(middle + 1)}`;
  for (const forged of [none, otherKey, tampered, "x", "x".repeat(9_000)]) assert.equal(await ask(forged), 401);
  assert.equal(await ask(good), 200);
  const noted = () => store.entries.filter(({ action }) => action === "session-forged").length;
  assert.equal(noted(), 1);
  const key = deriveText("a secret of the tests, at least 32 long", "next-auth cookies");
  server?.wait(61_000);
  assert.equal(await ask(await encode({ token: { sid: "x" }, secret: key, maxAge: -60 })), 401);
  assert.equal(noted(), 1);
  assert.equal(await ask(otherKey), 401);
  assert.equal(noted(), 2);
});

test("with a new AUTH_SECRET beside the former, a cookie of before still opens", async () => {
  const { deriveText } = await import("../auth/keys.ts");
  const { encode } = await import("next-auth/jwt");
  const former = "a former secret of the tests, long enough";
  ({ url, store } = await fresh({ authSecretPrevious: former }));
  await signInWith(openBrowser(), `${url}/`, "lena", "lena-password");
  const [row] = await store.listSessions();
  await store.putSession({ ...row!, sid: (await import("../auth/keys.ts")).fingerprint("known") });
  const ask = async (secret: string) => {
    const cookie = await encode({ token: { sid: "known" }, secret: deriveText(secret, "next-auth cookies") });
    return (await fetch(`${url}/api/x`, { headers: { cookie: `next-auth.session-token=${cookie}` } })).status;
  };
  assert.equal(await ask(former), 200);
  assert.equal(await ask("a secret that was never ours, long enough"), 401);
});
