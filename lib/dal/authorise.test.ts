import assert from "node:assert/strict";
import { test } from "node:test";
import { type Gate, provideGate } from "../auth/gate.ts";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { authorise, refuse } from "./authorise.ts";

const OWN = "https://loupe.test";
const dev: Viewer = viewerAs("developer", { sub: "dev", name: "Dev" });
const script: Viewer = viewerAs("lead", { kind: "client", sub: "script", name: "script" });

provideGate({
  baseUrl: OWN,
  viewerOfBearer: async (token) => (token === "good" ? ok(script) : err({ kind: "bad-token" })),
  viewerOfCookies: async (cookies) => (cookies["session"] === "dev" ? ok(dev) : err({ kind: "no-credentials" })),
} as Gate);

const ask = async (method: string, headers: Record<string, string>, right: Parameters<typeof authorise>[1] = "read") => {
  const found = await authorise(new Request(`${OWN}/api/v1/x`, { method, headers }), right);
  return found.ok ? found.value.sub : found.error.kind;
};

for (const [what, method, headers, answer] of [
  ["nothing at all", "GET", {}, "no-credentials"],
  ["a good token", "GET", { authorization: "Bearer good" }, "script"],
  ["a good token, writing, from anywhere", "POST", { authorization: "Bearer good", origin: "https://evil.test" }, "script"],
  ["a bad token beside a good cookie", "GET", { authorization: "Bearer bad", cookie: "session=dev" }, "bad-token"],
  ["another scheme beside a good cookie", "GET", { authorization: "Basic eA==", cookie: "session=dev" }, "bad-token"],
  ["an empty token", "GET", { authorization: "Bearer " }, "bad-token"],
  ["a cookie, reading", "GET", { cookie: "session=dev" }, "dev"],
  ["a cookie, reading the head", "HEAD", { cookie: "session=dev" }, "dev"],
  ["a cookie, writing from our own page", "POST", { cookie: "session=dev", origin: OWN, "sec-fetch-site": "same-origin" }, "dev"],
  ["a cookie, writing without an origin", "POST", { cookie: "session=dev" }, "foreign-origin"],
  ["a cookie, writing from elsewhere", "DELETE", { cookie: "session=dev", origin: "https://evil.test" }, "foreign-origin"],
  ["a cookie, writing from a neighbour", "POST", { cookie: "session=dev", origin: OWN, "sec-fetch-site": "same-site" }, "foreign-origin"],
  ["a cookie, writing from our name with another port", "PUT", { cookie: "session=dev", origin: `${OWN}:8443` }, "foreign-origin"],
] as const)
  test(`${what}: ${answer}`, async () => assert.equal(await ask(method, headers), answer));

test("a right that the role lacks is refused, whoever asks", async () => {
  assert.equal(await ask("GET", { cookie: "session=dev" }, "audit"), "forbidden");
  assert.equal(await ask("GET", { authorization: "Bearer good" }, "configure"), "forbidden");
});

test("401 comes with a challenge, 403 without, both as problems of RFC 9457", async () => {
  for (const kind of ["no-credentials", "bad-token", "session-gone", "directory-down"] as const) {
    const answer = refuse({ kind });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [401, "application/problem+json"]);
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
    assert.equal(((await answer.json()) as { status: number }).status, 401);
  }
  assert.equal(refuse({ kind: "forbidden", right: "audit" }).status, 403);
  assert.equal(refuse({ kind: "foreign-origin" }).status, 403);
});
