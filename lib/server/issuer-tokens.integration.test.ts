import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gate } from "../auth/gate.ts";
import { issuerClient } from "./issuer-client.ts";
import { startTestServer } from "./test-server.ts";

let server: Awaited<ReturnType<typeof startTestServer>>;
let issuer: ReturnType<typeof issuerClient>;
before(async () => {
  server = await startTestServer();
  issuer = issuerClient(server.url);
});
after(() => server.stop());

const LEAD = ["read", "manage-cases", "export", "report", "deadlines"];
const audited = (action: string) => server.store.entries.filter((entry) => entry.action === action);

test("without a scope a token may what its owner's role may; with scopes, only what both say", async () => {
  const rightsWith = async (scope?: string) => (await issuer.viewer((await issuer.asScript(scope)).said["access_token"])).rights;
  assert.deepEqual(await rightsWith(), LEAD);
  assert.deepEqual(await rightsWith("openid"), LEAD);
  assert.deepEqual(await rightsWith("read"), ["read"]);
  assert.deepEqual(await rightsWith("export read configure"), ["read", "export"], "a scope gives nothing that the role does not");
  assert.deepEqual(await rightsWith("configure"), []);
});

test("a scope that is not known is refused, for scripts and for devices, and so is revealing", async () => {
  for (const scope of ["everything", "read everything", "reveal", "READ", "read*"]) {
    const { status, said } = await issuer.asScript(scope);
    assert.deepEqual([status, said["error"]], [400, "invalid_scope"], scope);
    assert.equal((await issuer.startDevice(scope))["error"], "invalid_scope", scope);
  }
  assert.equal((await issuer.asScript("read\u0001")).status, 400);
});

test("a secret may stand in the header or in the body; both at once, or a wrong one, may not", async () => {
  const body = { grant_type: "client_credentials", client_id: "script", client_secret: "script/secret+1" };
  assert.equal((await issuer.post("token", body)).status, 200);
  assert.equal((await issuer.post("token", { ...body, client_secret: "wrong" })).status, 401);
  assert.ok((await issuer.post("token", body, { authorization: issuer.basic("viewer", "viewer-secret-2") })).status >= 400);
  const device = await issuer.post("device/auth", { scope: "read" }, { authorization: issuer.basic("loupe-device", "") });
  assert.equal(device.status, 200, "a client without a secret shows an empty one");
});

test("a device's token is limited to what was asked for, also after renewing; it never reveals", async () => {
  const tokens = await issuer.signDeviceIn("lena", "openid read report");
  assert.deepEqual(await issuer.viewer(tokens["access_token"]), { status: 200, sub: "lena", rights: ["read", "report"] });
  const renewed = (await issuer.refresh(tokens["refresh_token"] ?? "")).said;
  assert.deepEqual((await issuer.viewer(renewed["access_token"])).rights, ["read", "report"]);
  assert.deepEqual((await issuer.viewer((await issuer.signDeviceIn("lena", ""))["access_token"])).rights, LEAD);
});

test("the page says in both languages who asks for what, and warns of codes that somebody sent", async () => {
  const started = await issuer.startDevice("read audit");
  const { opened, asked, answered } = await issuer.answerDevice(started["user_code"] ?? "", "confirm");
  assert.match(opened.text, new RegExp(`value="${started["user_code"]}"`));
  assert.match(started["user_code"] ?? "", /^[A-Z]{4}-[A-Z]{4}$/);
  for (const words of ["Loupe (terminal)", "127.0.0.1", "see orders, traces and cases", "read the audit log", "Nobody from support"])
    assert.ok(asked.text.includes(words), words);
  assert.match(answered.text, /signing in “Loupe \(terminal\)” on another device/);
  for (const page of [opened.text, asked.text, answered.text]) assert.doesNotMatch(page, /<script|\son\w+=|\sstyle=/);
  const russian = await fetch(`${server.url}/oidc/device`, { headers: { "accept-language": "ru" } });
  assert.match(await russian.text(), /Код, который показывает устройство/);
});

test("who says no is believed: the device is told, and the code is used up", async () => {
  const started = await issuer.startDevice();
  const { answered } = await issuer.answerDevice(started["user_code"] ?? "", "abort");
  assert.match(answered.text, /was not let in/);
  assert.equal((await issuer.redeem(started["device_code"] ?? "")).said["error"], "access_denied");
  assert.match((await issuer.answerDevice(started["user_code"] ?? "", "confirm")).asked.text, /used or too old/);
});

test("a device is told how often to ask, is slowed down while it waits, and hears when its code is too old", async () => {
  const started = await issuer.startDevice();
  const ask = async () => (await issuer.redeem(started["device_code"] ?? "")).said["error"];
  assert.equal(started["interval"], 5);
  assert.equal(await ask(), "authorization_pending");
  assert.equal(await ask(), "slow_down");
  server.wait(5_000);
  assert.equal(await ask(), "authorization_pending");
  const later = await issuer.startDevice();
  const { answered, browser } = await issuer.answerDevice(later["user_code"] ?? "", "confirm");
  await issuer.redeem(later["device_code"] ?? "");
  await browser.go(answered.url, { method: "POST", body: new URLSearchParams({ user: "lena", password: "lena-password" }) });
  assert.equal((await issuer.redeem(later["device_code"] ?? "")).status, 200, "a code that was confirmed is answered at once");
});

test("tokens are listed with whose they are, what they may and when they were used; never the token itself", async () => {
  const tokens = await issuer.signDeviceIn("dev", "read");
  const script = (await issuer.asScript("export", "viewer", "viewer-secret-2")).said;
  await issuer.viewer(tokens["access_token"]);
  const [device, ...others] = await gate().listTokens({ sub: "dev" });
  assert.deepEqual(others, []);
  assert.partialDeepStrictEqual(device, { kind: "device", owner: "dev", client: "loupe-device", scopes: ["read"] });
  assert.ok(device && device.lastUsedAt !== null && device.expiresAt > device.createdAt);
  const [ofViewer] = await gate().listTokens({ client: "viewer" });
  assert.partialDeepStrictEqual(ofViewer, { kind: "client", owner: "viewer", scopes: ["export"], lastUsedAt: null });
  const all = JSON.stringify(await gate().listTokens({}));
  for (const secret of [tokens["access_token"], tokens["refresh_token"], script["access_token"]])
    assert.ok(secret && !all.includes(secret));
  assert.deepEqual(await gate().listTokens({ sub: "nobody" }), []);
  assert.ok((await gate().ownersOfTokens()).includes("dev"));
});

test("renewing leaves one entry; a device signed in twice has two, and one goes without the other", async () => {
  const first = await issuer.signDeviceIn("root");
  const second = await issuer.signDeviceIn("root");
  const renewed = (await issuer.refresh(first["refresh_token"] ?? "")).said;
  const listed = await gate().listTokens({ sub: "root" });
  assert.equal(listed.length, 2);
  const oldest = listed.at(-1);
  assert.equal((await gate().revokeToken(oldest?.id ?? "", "boss"))?.owner, "root");
  for (const token of [first, renewed]) assert.equal((await issuer.viewer(token["access_token"])).status, 401);
  assert.equal((await issuer.refresh(renewed["refresh_token"] ?? "")).said["error"], "invalid_grant");
  assert.equal((await issuer.viewer(second["access_token"])).status, 200);
  assert.partialDeepStrictEqual(audited("token-revoked").at(-1), { actor: "boss", subject: "root" });
  assert.equal(await gate().revokeToken(oldest?.id ?? "", "boss"), null);
  assert.equal(await gate().revokeToken("no such token", "boss"), null);
});

test("a client's token is revoked at once, and all of a person's go together", async () => {
  const token = (await issuer.asScript()).said["access_token"];
  assert.equal((await issuer.viewer(token)).status, 200);
  const [listed] = await gate().listTokens({ client: "script" });
  await gate().revokeToken(listed?.id ?? "", "boss");
  assert.equal((await issuer.viewer(token)).status, 401);
  const mine = await issuer.signDeviceIn("dev");
  assert.ok((await gate().revokeTokensOf("dev", "left the directory")) >= 1);
  assert.equal((await issuer.viewer(mine["access_token"])).status, 401);
  assert.deepEqual(await gate().listTokens({ sub: "dev" }), []);
});

test("owners revoke their own tokens (RFC 7009), and nobody else's", async () => {
  const mine = await issuer.signDeviceIn("lena");
  const as = { authorization: issuer.basic("viewer", "viewer-secret-2") };
  await issuer.post("token/revocation", { token: mine["access_token"] ?? "" }, as);
  assert.equal((await issuer.viewer(mine["access_token"])).status, 200);
  const revoked = await issuer.post("token/revocation", { token: mine["refresh_token"] ?? "", client_id: "loupe-device" });
  assert.equal(revoked.status, 200);
  assert.equal((await issuer.viewer(mine["access_token"])).status, 401);
  const script = (await issuer.asScript("", "viewer", "viewer-secret-2")).said["access_token"] ?? "";
  await issuer.post("token/revocation", { token: script }, as);
  assert.equal((await issuer.viewer(script)).status, 401);
});

test("a renewing token shown a second time was stolen: everything of its sign-in is out", async () => {
  const first = await issuer.signDeviceIn("lena");
  const second = (await issuer.refresh(first["refresh_token"] ?? "")).said;
  assert.equal((await issuer.viewer(second["access_token"])).status, 200);
  assert.equal((await issuer.refresh(first["refresh_token"] ?? "")).said["error"], "invalid_grant");
  assert.equal((await issuer.viewer(second["access_token"])).status, 401);
  assert.equal((await issuer.refresh(second["refresh_token"] ?? "")).status, 400);
});

test("of ten that renew with one token at the same time, no more than one is served", async () => {
  const first = await issuer.signDeviceIn("lena");
  const answers = await Promise.all(Array.from({ length: 10 }, () => issuer.refresh(first["refresh_token"] ?? "")));
  assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
  for (const { said } of answers) if (said["access_token"]) assert.equal((await issuer.viewer(said["access_token"])).status, 401);
});

test("forged tokens are nobody's: unsigned, signed with another key, too old, of another kind", async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: `${server.url}/oidc`, sub: "root", aud: "loupe-web", exp: 9_999_999_999 };
  const tokens = await issuer.signDeviceIn("lena");
  for (const forged of [
    `${part({ alg: "none" })}.${part(claims)}.`,
    `${part({ alg: "HS256" })}.${part(claims)}.${"a".repeat(43)}`,
    tokens["refresh_token"],
    tokens["id_token"],
    "x".repeat(9_000),
    "' or 1=1 --",
  ])
    assert.equal((await issuer.viewer(forged)).status, 401, String(forged).slice(0, 30));
});

test("a client that is taken out of the configuration is out with its tokens; one whose role is changed has the new one", async () => {
  const [ours, other] = [
    (await issuer.asScript()).said["access_token"],
    (await issuer.asScript("", "viewer", "viewer-secret-2")).said["access_token"],
  ];
  // Started anew over the same store.
  const changed = await startTestServer(
    { apiClients: [{ id: "viewer", secret: "viewer-secret-2", role: "admin" }] },
    false,
    null,
    server.store,
  );
  const asked = issuerClient(changed.url);
  assert.equal((await asked.viewer(ours)).status, 401);
  assert.ok((await asked.viewer(other)).rights?.includes("audit"));
  assert.deepEqual(
    new Set((await gate().listTokens({})).map(({ client }) => client).filter((id) => id !== "loupe-device")),
    new Set(["viewer"]),
  );
  assert.equal((await asked.asScript()).status, 401);
  await changed.stop();
});
