import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { type Issuer, type Server, signInAtIssuer, usingIssuer, viewerOf } from "./foreign-issuer-for-tests.ts";

const MINUTE = 60_000;
const EVENT = "http://schemas.openid.net/event/backchannel-logout";

const ask = (server: Server, token: string) => fetch(`${server.url}/api/x`, { headers: { authorization: `Bearer ${token}` } });
const person = (issuer: Issuer, change: JWTPayload = {}): JWTPayload => ({
  ...{ iss: issuer.issuer, sub: "lena", aud: [issuer.clientId, "account"], azp: "terminal", iat: issuer.now(), exp: issuer.now() + 300 },
  ...{ name: "Lena", groups: ["loupe-leads"], ...change },
});
const client = (issuer: Issuer, change: JWTPayload = {}): JWTPayload => ({
  ...{ iss: issuer.issuer, sub: "script", client_id: "script", aud: "account", iat: issuer.now(), exp: issuer.now() + 300, ...change },
});

test("signed tokens of people and of configured clients are believed, each for what it is", () =>
  usingIssuer({ alg: "ES256" }, async (server, issuer) => {
    const lena = await ask(server, await issuer.sign(person(issuer)));
    assert.partialDeepStrictEqual(viewerOf(await lena.text()), { kind: "person", sub: "lena", name: "Lena", role: "lead" });
    const script = await ask(server, await issuer.sign(client(issuer)));
    assert.partialDeepStrictEqual(viewerOf(await script.text()), { kind: "client", sub: "script", role: "lead" });
    const keycloaks = client(issuer, { sub: "6f0c-uuid", azp: "script", preferred_username: "service-account-script" });
    assert.equal((await ask(server, await issuer.sign(keycloaks))).status, 200);
    for (const scope of [{ scope: "read" }, { scope: ["read"] }, { scp: "read" }, { scp: ["read", "other"] }]) {
      const limited = await ask(server, await issuer.sign(client(issuer, scope)));
      assert.deepEqual(viewerOf(await limited.text()).rights, ["read"], JSON.stringify(scope));
    }
    // Spring's authorization server names the client in `sub` alone, and as the audience.
    const { client_id: _, ...springs } = client(issuer, { aud: "script", scope: ["read"] });
    const spring = viewerOf(await (await ask(server, await issuer.sign(springs))).text());
    assert.partialDeepStrictEqual(spring, { kind: "client", sub: "script", rights: ["read"] });
    assert.equal((await ask(server, await issuer.sign(person(issuer, { aud: server.url })))).status, 200, "for our address");
  }));

test("tokens that are not for us, not access tokens, or of nobody here are refused", () =>
  usingIssuer({}, async (server, issuer) => {
    const { exp: _, ...forEver } = person(issuer);
    for (const [what, claims] of Object.entries({
      "another audience": person(issuer, { aud: "other" }),
      "no audience": person(issuer, { aud: [] }),
      expired: person(issuer, { exp: issuer.now() - 20 }),
      "without an end": forEver,
      "not yet": person(issuer, { nbf: issuer.now() + 600 }),
      "another issuer": person(issuer, { iss: "https://evil.test" }),
      "our address and more": person(issuer, { iss: `${issuer.issuer}/` }),
      "an id token of a sign-in": person(issuer, { nonce: "n" }),
      "an id token by its type": person(issuer, { typ: "ID" }),
      "a logout token": person(issuer, { events: { [EVENT]: {} } }),
      "no role": person(issuer, { groups: ["others"] }),
      "revealing alone": person(issuer, { groups: ["loupe-reveal"] }),
      "an unknown client": client(issuer, { sub: "else", client_id: "else" }),
      "a client's, for another service": client(issuer, { aud: "payroll" }),
      "a person's by way of a client": client(issuer, { sub: "lena" }),
      "a person's whose name is a client's": client(issuer, { client_id: undefined, aud: issuer.clientId, scope: "openid" }),
      "another such": client(issuer, { client_id: undefined, aud: issuer.clientId, name: "Script" }),
    }))
      assert.equal((await ask(server, await issuer.sign(claims))).status, 401, what);
  }));

test("forged tokens are refused: unsigned, another key, the published key as a secret, another header's key", () =>
  usingIssuer({}, async (server, issuer) => {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const { jwk, kid } = issuer.key();
    assert.ok(jwk);
    const own = await generateKeyPair("RS256", { extractable: true });
    const forge = (header: Record<string, unknown>) =>
      new SignJWT(person(issuer)).setProtectedHeader({ alg: "RS256", ...header }).sign(own.privateKey);
    const published = await generateKeyPair("RS256").then(() => new TextEncoder().encode(JSON.stringify(jwk)));
    const good = await issuer.sign(person(issuer));
    const [head = "", , signature = ""] = good.split(".");
    for (const [what, token] of Object.entries({
      none: `${encode({ alg: "none" })}.${encode(person(issuer))}.`,
      "none with a signature": `${encode({ alg: "none", kid })}.${encode(person(issuer))}.${signature}`,
      NONE: `${encode({ alg: "nOnE" })}.${encode(person(issuer))}.`,
      "wrong key": await forge({ kid }),
      "no key id": await forge({}),
      "its own key in the header": await forge({ jwk: await exportJWK(own.publicKey) }),
      "a key elsewhere": await forge({ jku: "http://127.0.0.1:1/keys", kid: "x" }),
      "the published key as a secret": await new SignJWT(person(issuer)).setProtectedHeader({ alg: "HS256", kid }).sign(published),
      "its PEM as a secret": await new SignJWT(person(issuer))
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(await exportSPKI(own.publicKey))),
      "our client secret as a secret": await new SignJWT(person(issuer))
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(issuer.clientSecret)),
      "changed claims": `${head}.${encode(person(issuer, { groups: ["loupe-admins"] }))}.${signature}`,
      "two dots": "..",
      long: `${head}.${"a".repeat(60_000)}.${signature}`,
    }))
      assert.equal((await ask(server, token)).status, 401, what);
    assert.equal((await ask(server, good)).status, 200);
  }));

test("a new key of the issuer is fetched when it is first seen; made-up key ids fetch little", () =>
  usingIssuer({}, async (server, issuer) => {
    assert.equal((await ask(server, await issuer.sign(person(issuer)))).status, 200);
    const before = await issuer.sign(person(issuer));
    await issuer.rotate();
    assert.equal((await ask(server, await issuer.sign(person(issuer)))).status, 200);
    assert.equal((await ask(server, before)).status, 200, "the old key is still published");
    const withdrawn = await issuer.sign(person(issuer));
    const fetched = issuer.seen.counts.get("/keys") ?? 0;
    const began = performance.now();
    const own = await generateKeyPair("RS256");
    const forged = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        new SignJWT(person(issuer)).setProtectedHeader({ alg: "RS256", kid: `k${at}` }).sign(own.privateKey),
      ),
    );
    for (const token of forged) assert.equal((await ask(server, token)).status, 401);
    // Four at once, and one more every 15 s.
    const most = 4 + Math.floor((performance.now() - began) / 15_000);
    assert.ok((issuer.seen.counts.get("/keys") ?? 0) - fetched <= most, "keys were asked for by each");
    await issuer.rotate(false);
    const { landed } = await signInAtIssuer(server);
    assert.equal(landed.response.status, 200, "a sign-in has the newest key at once");
    assert.equal((await ask(server, withdrawn)).status, 401, "what is published no more opens nothing");
  }));

test("tokens that only the issuer can read are asked of it, and of a leaver within two minutes", () =>
  usingIssuer({ introspection: true }, async (server, issuer) => {
    issuer.grant("opaque-token-of-lena", "lena");
    assert.partialDeepStrictEqual(viewerOf(await (await ask(server, "opaque-token-of-lena")).text()), { sub: "lena", role: "lead" });
    assert.equal((await ask(server, "opaque-token-of-nobody")).status, 401);
    const signed = await issuer.sign(person(issuer, { exp: issuer.now() + 3_600 }));
    issuer.grant(signed, "lena");
    assert.equal((await ask(server, signed)).status, 200);
    const [groups, lena] = [issuer.accounts.get("lena")?.groups, issuer.accounts.get("lena")];
    assert.ok(lena);
    lena.groups = ["others"];
    server.wait(MINUTE);
    assert.equal((await ask(server, signed)).status, 401, "in no group any more, whatever the token says");
    lena.groups = groups;
    server.wait(MINUTE);
    for (let at = 0; at < 20; at++) assert.equal((await ask(server, signed)).status, 200);
    assert.equal(issuer.seen.counts.get("/introspect"), 5, "once a minute for each");
    const account = issuer.accounts.get("lena");
    assert.ok(account);
    account.active = false;
    server.wait(MINUTE);
    assert.equal((await ask(server, "opaque-token-of-lena")).status, 401);
    assert.equal((await ask(server, signed)).status, 401);
  }));

test("made-up tokens do not become a flood at the issuer; known ones go on", () =>
  usingIssuer({ introspection: true }, async (server, issuer) => {
    issuer.grant("opaque-token-of-lena", "lena");
    assert.equal((await ask(server, "opaque-token-of-lena")).status, 200);
    const began = performance.now();
    for (let at = 0; at < 200; at++) assert.notEqual((await ask(server, `made-up-${at}`)).status, 200);
    // Fifty at once beside the good one, and five more a second.
    const most = 1 + 50 + Math.ceil((performance.now() - began) / 200);
    assert.ok((issuer.seen.counts.get("/introspect") ?? 0) <= most, `more than ${most}`);
    server.wait(MINUTE);
    assert.equal((await ask(server, "opaque-token-of-lena")).status, 200);
  }));

test("without introspection, userinfo tells of a leaver and of other groups, where the token is for it", () =>
  usingIssuer({ groupsIn: "userinfo" }, async (server, issuer) => {
    const { groups: _, ...claims } = person(issuer, { scope: "openid profile", exp: issuer.now() + 3_600 });
    const token = await issuer.sign(claims);
    issuer.grant(token, "lena");
    for (let at = 0; at < 5; at++) assert.equal(viewerOf(await (await ask(server, token)).text()).role, "lead");
    assert.equal(issuer.seen.counts.get("/me"), 1, "once a minute");
    const account = issuer.accounts.get("lena");
    assert.ok(account);
    account.groups = ["loupe-developers"];
    server.wait(MINUTE);
    assert.equal(viewerOf(await (await ask(server, token)).text()).role, "developer");
    account.active = false;
    server.wait(MINUTE);
    assert.equal((await ask(server, token)).status, 401);
  }));

test("without introspection a person's signed token is believed for an hour at most", () =>
  usingIssuer({}, async (server, issuer) => {
    const old = { iat: issuer.now() - 3_700, exp: issuer.now() + 3_600 };
    assert.equal((await ask(server, await issuer.sign(person(issuer, old)))).status, 401);
    assert.equal((await ask(server, await issuer.sign(person(issuer, { ...old, iat: issuer.now() - 3_000 })))).status, 200);
  }));

test("with groups from the directory a token's person is asked there, and a leaver's token is worth nothing within two minutes", () =>
  usingIssuer(
    {},
    async (server, issuer) => {
      const token = await issuer.sign(person(issuer, { preferred_username: "lena", groups: ["loupe-admins"], exp: issuer.now() + 3_600 }));
      assert.equal(viewerOf(await (await ask(server, token)).text()).role, "lead");
      server.directory.people.delete("lena");
      server.wait(2 * MINUTE);
      assert.equal((await ask(server, token)).status, 401);
    },
    { withLdap: true, groupsClaim: null },
  ));

const logout = (server: Server, token: string) =>
  fetch(`${server.url}/api/auth/backchannel-logout`, { method: "POST", body: new URLSearchParams({ logout_token: token }) });
const logoutClaims = (issuer: Issuer, change: JWTPayload = {}): JWTPayload => ({
  ...{ iss: issuer.issuer, aud: issuer.clientId, iat: issuer.now(), exp: issuer.now() + 120, jti: crypto.randomUUID() },
  ...{ events: { [EVENT]: {} }, ...change },
});

test("a back-channel logout ends the session it names at once, and no other", () =>
  usingIssuer({}, async (server, issuer) => {
    const one = await signInAtIssuer(server);
    const first = issuer.sidOf("lena");
    const two = await signInAtIssuer(server);
    const answer = await logout(server, await issuer.sign(logoutClaims(issuer, { sid: first }), { typ: "logout+jwt" }));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.deepEqual([await one.isIn(), await two.isIn()], [false, true]);
    assert.equal((await logout(server, await issuer.sign(logoutClaims(issuer, { sub: "lena" })))).status, 200);
    assert.equal(await two.isIn(), false);
    assert.ok(server.store.entries.some(({ actor, detail }) => actor === "issuer" && detail === "signed out at the issuer"));
    assert.equal(
      (await logout(server, await issuer.sign(logoutClaims(issuer, { sub: "unknown" })))).status,
      200,
      "nobody's: nothing to do",
    );
  }));

test("a person's name alone ends every session of theirs, also where the issuer names no sessions", () =>
  usingIssuer({ sid: false }, async (server, issuer) => {
    const [one, two] = [await signInAtIssuer(server), await signInAtIssuer(server)];
    await logout(server, await issuer.sign(logoutClaims(issuer, { sub: "lena", sid: "unknown here" })));
    assert.deepEqual([await one.isIn(), await two.isIn()], [false, false]);
  }));

test("a logout token that is forged, old, used before or another kind of token is refused with 400 and ends nothing", () =>
  usingIssuer({}, async (server, issuer) => {
    const { isIn } = await signInAtIssuer(server);
    const sub = "lena";
    const { jti: _j, ...noId } = logoutClaims(issuer, { sub });
    const { iat: _i, ...noTime } = logoutClaims(issuer, { sub });
    const own = await generateKeyPair("RS256");
    const stranger = (header: { alg: string }) =>
      new SignJWT(logoutClaims(issuer, { sub })).setProtectedHeader(header).sign(own.privateKey);
    const used = await issuer.sign(logoutClaims(issuer, { sub: "somebody" }));
    assert.equal((await logout(server, used)).status, 200);
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const [what, token] of Object.entries({
      used,
      empty: "",
      "no token": "x.y.z",
      none: `${encode({ alg: "none" })}.${encode(logoutClaims(issuer, { sub }))}.`,
      "wrong key": await stranger({ alg: "RS256" }),
      "shared secret": await new SignJWT(logoutClaims(issuer, { sub }))
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(issuer.clientSecret)),
      nonce: await issuer.sign(logoutClaims(issuer, { sub, nonce: "n" })),
      "no event": await issuer.sign(logoutClaims(issuer, { sub, events: {} })),
      "an event that is none": await issuer.sign(logoutClaims(issuer, { sub, events: { [EVENT]: 1 } })),
      nobody: await issuer.sign(logoutClaims(issuer)),
      audience: await issuer.sign(logoutClaims(issuer, { sub, aud: "other" })),
      issuer: await issuer.sign(logoutClaims(issuer, { sub, iss: "https://evil.test" })),
      expired: await issuer.sign(logoutClaims(issuer, { sub, exp: issuer.now() - 60 })),
      old: await issuer.sign(logoutClaims(issuer, { sub, iat: issuer.now() - 3_600 })),
      future: await issuer.sign(logoutClaims(issuer, { sub, iat: issuer.now() + 3_600 })),
      "no id": await issuer.sign(noId),
      "no time": await issuer.sign(noTime),
    })) {
      const answer = await logout(server, token);
      assert.equal(answer.status, 400, what);
      assert.equal(((await answer.json()) as { error: string }).error, "invalid_request");
    }
    const url = `${server.url}/api/auth/backchannel-logout`;
    assert.equal((await fetch(url, { method: "POST", body: "x", headers: { "content-type": "text/plain" } })).status, 400);
    const long = new URLSearchParams({ logout_token: "a".repeat(100_000) });
    assert.equal((await fetch(url, { method: "POST", body: long })).status, 400);
    assert.equal((await fetch(url)).status, 405);
    assert.equal(await isIn(), true);
  }));

test("while the issuer's keys are not to be had a logout is not judged: the issuer is told to come again", () =>
  usingIssuer({}, async (server, issuer) => {
    const token = await issuer.sign(logoutClaims(issuer, { sub: "lena" }));
    issuer.state.down = true;
    assert.equal((await logout(server, token)).status, 503);
    issuer.state.down = false;
    server.wait(MINUTE);
    assert.equal((await logout(server, await issuer.sign(logoutClaims(issuer, { sub: "lena" })))).status, 200);
  }));
