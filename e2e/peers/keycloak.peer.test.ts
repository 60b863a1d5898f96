import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, type TestBrowser } from "#lib/server/browser";
import { startTestServer } from "#lib/server/test-server";
import { findDebianProgram } from "./find-debian-program.ts";
import { findKeycloak } from "./find-keycloak.ts";
import { loupeClient, REALM, realmOf } from "./keycloak-realm.ts";
import { configOfSlapd } from "./slapd-directory.ts";
import { type Keycloak, startKeycloak } from "./start-keycloak.ts";
import { type Slapd, startSlapd } from "./start-slapd.ts";

type Server = Awaited<ReturnType<typeof startTestServer>>;

const MINUTE = 60_000;
const groupRoles = { "loupe-developers": "developer", "loupe-leads": "lead" };
const slapdFound = findDebianProgram("slapd");
const found = "missing" in slapdFound ? slapdFound : findKeycloak();

const viewerOf = (text: string) => (JSON.parse(text) as { viewer: { sub: string; name: string; role: string } }).viewer;

/** Through Keycloak's own login page. */
async function signIn(server: Server, user: string, password: string, browser: TestBrowser = openBrowser()) {
  const page = await browser.go(`${server.url}/orders/1`);
  const action = /<form[^>]*id="kc-form-login"[^>]*action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&");
  assert.ok(action, `${page.url}: ${page.text.slice(0, 400)}`);
  const landed = await browser.go(action, { method: "POST", body: new URLSearchParams({ username: user, password }) });
  return { browser, landed, isIn: async () => (await browser.request(`${server.url}/api/x`)).status === 200 };
}

if ("missing" in found) {
  console.log(`Keycloak: not tried, ${found.missing}`);
  test("a real Keycloak", { skip: found.missing });
} else
  describe("a real Keycloak with people and groups from a real slapd", () => {
    let slapd: Slapd;
    let keycloak: Keycloak;
    let server: Server;
    const issuerUrl = () => `${keycloak.url}/realms/${REALM}`;
    const secret = "loupe's secret: 1+1 & more";

    before(async () => {
      slapd = await startSlapd({ binary: "path" in slapdFound ? slapdFound.path : "" });
      for (const uid of ["lena", "dev", "guest", "leaver", "mover"]) await slapd.addPerson({ uid, password: `${uid} secret` });
      for (const uid of ["lena", "leaver", "mover"]) await slapd.addToGroup("loupe-leads", uid);
      for (const uid of ["dev", "mover"]) await slapd.addToGroup("loupe-developers", uid);
      keycloak = await startKeycloak({ home: found.path });
    });
    after(async () => {
      await keycloak?.stop();
      await slapd?.stop();
    });
    const idOf = async (name: string): Promise<string> => {
      const [user] = (await keycloak.admin("GET", `/${REALM}/users?exact=true&username=${name}`)) as { id: string }[];
      return user?.id ?? "";
    };

    describe("groups by its claim", () => {
      before(async () => {
        const issuer = { url: `${issuerUrl()}/`, clientId: "loupe", clientSecret: secret, groupsClaim: "groups", groupRoles };
        server = await startTestServer({
          ...{ directory: null, issuer: { ...issuer, userClaim: "preferred_username" } },
          apiClients: [{ id: "script", secret: "of no use here 1", role: "lead" }],
        });
        // Loupe starts before its issuer has anything for it.
        assert.match((await openBrowser().go(`${server.url}/`)).url, /\/signin\/failed\?error=issuer-down$/);
        await keycloak.admin("POST", "", realmOf(slapd, "script secret"));
        await keycloak.admin("POST", `/${REALM}/clients`, loupeClient({ id: "loupe", secret, url: server.url }));
        server.wait(MINUTE);
      });
      after(() => server?.stop());
      const token = async (form: Record<string, string>): Promise<string> => {
        const answer = await fetch(`${issuerUrl()}/protocol/openid-connect/token`, { method: "POST", body: new URLSearchParams(form) });
        const body = (await answer.json()) as { access_token?: string };
        assert.ok(body.access_token, JSON.stringify(body));
        return body.access_token;
      };
      const ask = (bearer: string) => fetch(`${server.url}/api/x`, { headers: { authorization: `Bearer ${bearer}` } });

      test("a person comes in through Keycloak's login page; the role is that of the claim's group", async () => {
        const { landed } = await signIn(server, "lena", "lena secret");
        assert.equal(landed.response.status, 200, `${landed.url} ${JSON.stringify(server.log.slice(-3))}`);
        assert.equal(new URL(landed.url).pathname, "/orders/1");
        assert.partialDeepStrictEqual(viewerOf(landed.text), { sub: "lena", role: "lead" });
        const [row] = await server.store.listSessions();
        assert.ok(row?.issuerSid && row.issuerSub && row.refreshToken);
      });

      test("a wrong password stays at Keycloak; somebody in no group is told so", async () => {
        const wrong = await signIn(server, "lena", "wrong");
        assert.ok(wrong.landed.url.startsWith(keycloak.url));
        assert.equal(await wrong.isIn(), false);
        const guest = await signIn(server, "guest", "guest secret");
        assert.equal(guest.landed.url, `${server.url}/signin/failed?error=no-role`);
        assert.equal(await guest.isIn(), false);
      });

      test("a session ended at Keycloak is ended here at once, by its back-channel logout", async () => {
        const { isIn } = await signIn(server, "dev", "dev secret");
        assert.equal(await isIn(), true);
        await keycloak.admin("POST", `/${REALM}/users/${await idOf("dev")}/logout`);
        assert.equal(await isIn(), false);
        const noted = server.store.entries.filter(({ actor, subject }) => actor === "issuer" && subject === "dev");
        assert.deepEqual(
          noted.map(({ detail }) => detail),
          ["signed out at the issuer"],
        );
      });

      test("who left the directory is refused by Keycloak and out of here; another group is another role", async () => {
        const leaver = await signIn(server, "leaver", "leaver secret");
        const mover = await signIn(server, "mover", "mover secret");
        server.wait(2 * MINUTE);
        assert.deepEqual([await leaver.isIn(), await mover.isIn()], [true, true]);
        await slapd.removePerson("leaver");
        await slapd.removeFromGroup("loupe-leads", "mover");
        server.wait(2 * MINUTE);
        assert.equal(await leaver.isIn(), false);
        assert.equal(viewerOf(await (await mover.browser.request(`${server.url}/x`)).text()).role, "developer");
      });

      test("bearer tokens: a script's and a person's for us are believed, another service's and forged ones are not", async () => {
        const script = await ask(await token({ grant_type: "client_credentials", client_id: "script", client_secret: "script secret" }));
        assert.partialDeepStrictEqual(viewerOf(await script.text()), { kind: "client", sub: "script", role: "lead" });
        const asPerson = { grant_type: "password", username: "lena", password: "lena secret", scope: "openid" };
        const good = await token({ ...asPerson, client_id: "terminal" });
        assert.partialDeepStrictEqual(viewerOf(await (await ask(good)).text()), { kind: "person", sub: "lena", role: "lead" });
        assert.equal((await ask(await token({ ...asPerson, client_id: "payroll" }))).status, 401);
        const [, claims = "", signature = ""] = good.split(".");
        const head = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
        assert.equal((await ask(`${head({ alg: "none" })}.${claims}.`)).status, 401);
        assert.equal((await ask(`${head({ alg: "HS256" })}.${claims}.${signature}`)).status, 401);
        await keycloak.admin("POST", `/${REALM}/users/${await idOf("lena")}/logout`);
        server.wait(MINUTE);
        assert.equal((await ask(good)).status, 401, "its session is over");
      });

      test("a new key of Keycloak's counts at once", async () => {
        const config = { priority: ["200"], enabled: ["true"], active: ["true"], algorithm: ["RS256"] };
        const provider = { name: "newer", providerId: "rsa-generated", providerType: "org.keycloak.keys.KeyProvider", config };
        await keycloak.admin("POST", `/${REALM}/components`, provider);
        assert.equal(
          (await ask(await token({ grant_type: "client_credentials", client_id: "script", client_secret: "script secret" }))).status,
          200,
        );
        assert.equal(await (await signIn(server, "lena", "lena secret")).isIn(), true);
      });
    });

    describe("groups from slapd itself, and who is signed in at Keycloak comes straight in", () => {
      before(async () => {
        const issuer = { url: issuerUrl(), clientId: "loupe-ldap", clientSecret: secret, groupsClaim: null, groupRoles, prompt: "off" };
        server = await startTestServer({ directory: configOfSlapd(slapd, { groupRoles }), issuer });
        await keycloak.admin("POST", `/${REALM}/clients`, loupeClient({ id: "loupe-ldap", secret, url: server.url }));
      });
      after(() => server?.stop());

      test("signing out here ends Keycloak's session too, and with it what else hung on it", async () => {
        const { browser, isIn } = await signIn(server, "lena", "lena secret");
        assert.equal(await isIn(), true);
        const again = openBrowser();
        for (const [name, cookie] of browser.cookies) if (!name.startsWith("next-auth")) again.cookies.set(name, cookie);
        const straight = await again.go(`${server.url}/orders/1`);
        assert.equal(straight.response.status, 200);
        assert.partialDeepStrictEqual(viewerOf(straight.text), { sub: "lena", role: "lead" }, "Keycloak's own session lets her in");
        const out = await browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } });
        const away = /url=([^"]+)"/.exec(await out.text())?.[1]?.replaceAll("&#38;", "&") ?? "";
        assert.equal((await browser.go(away)).url, `${server.url}/signin/ended`);
        assert.ok((await browser.go(`${server.url}/`)).url.startsWith(issuerUrl()), "a password is asked for");
        assert.equal((await again.request(`${server.url}/api/x`)).status, 401, "the other browser, by back-channel logout");
      });

      test("a leaver is out within two minutes", async () => {
        await slapd.addPerson({ uid: "going", password: "going secret" });
        await slapd.addToGroup("loupe-developers", "going");
        const { landed, isIn } = await signIn(server, "going", "going secret");
        assert.partialDeepStrictEqual(viewerOf(landed.text), { sub: "going", role: "developer" });
        await slapd.removePerson("going");
        server.wait(2 * MINUTE);
        assert.equal(await isIn(), false);
      });

      test("with Keycloak gone sessions go on, and signing in says why it cannot be", async () => {
        const { isIn } = await signIn(server, "lena", "lena secret");
        await keycloak.stop();
        server.wait(2 * MINUTE);
        assert.equal(await isIn(), true);
        server.wait(25 * 60 * MINUTE);
        assert.match((await openBrowser().go(`${server.url}/`)).url, /\/signin\/failed\?error=issuer-down$/);
      });
    });
  });
