import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "./browser.ts";
import { startTestServer } from "./test-server.ts";

const field = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";

test("a person signs a terminal in: code, login, confirmation, token; the token dies when they leave", async () => {
  const server = await startTestServer();
  try {
    const post = (path: string, body: Record<string, string>) =>
      fetch(`${server.url}/oidc/${path}`, { method: "POST", body: new URLSearchParams(body) });
    const started = (await (await post("device/auth", { client_id: "loupe-device", scope: "openid" })).json()) as Record<string, string>;
    assert.equal(started["verification_uri"], `${server.url}/oidc/device`);

    const browser = openBrowser();
    const page = await browser.go(started["verification_uri_complete"] ?? "");
    assert.match(page.response.headers.get("content-security-policy") ?? "", /default-src/);
    const asked = await browser.go(`${server.url}/oidc/device`, {
      method: "POST",
      body: new URLSearchParams({ xsrf: field(page.text, "xsrf"), user_code: started["user_code"] ?? "" }),
    });
    assert.match(asked.text, new RegExp(started["user_code"] ?? "x"), "the code is shown for comparison");
    const login = await browser.go(`${server.url}/oidc/device`, {
      method: "POST",
      body: new URLSearchParams({ xsrf: field(asked.text, "xsrf"), user_code: started["user_code"] ?? "", confirm: "yes" }),
    });
    assert.match(login.url, /\/login\//);
    const done = await browser.go(login.url, { method: "POST", body: new URLSearchParams({ user: "lena", password: "lena-password" }) });
    assert.equal(done.response.status, 200, done.text);

    const grant = {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: "loupe-device",
      device_code: started["device_code"] ?? "",
    };
    const token = (await (await post("token", grant)).json()) as Record<string, string>;
    const call = () => fetch(`${server.url}/api/x`, { headers: { authorization: `Bearer ${token["access_token"]}` } });
    const answer = (await (await call()).json()) as { viewer: unknown };
    assert.partialDeepStrictEqual(answer.viewer, { kind: "person", sub: "lena", name: "Name of lena", role: "lead" });

    server.directory.people.delete("lena");
    server.wait(2 * 60_000);
    assert.equal((await call()).status, 401);
  } finally {
    await server.stop();
  }
});
