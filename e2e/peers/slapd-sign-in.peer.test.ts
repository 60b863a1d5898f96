import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, signInWith } from "#lib/server/browser";
import { startTestServer } from "#lib/server/test-server";
import { findDebianProgram } from "./find-debian-program.ts";
import { configOfSlapd, countOperations } from "./slapd-directory.ts";
import { type Slapd, startSlapd } from "./start-slapd.ts";

const found = findDebianProgram("slapd");
const SESSION = "next-auth.session-token";

if ("missing" in found) {
  console.log(`Sign-in over a real slapd: not tried, ${found.missing}`);
  test("sign-in over a real slapd", { skip: found.missing });
} else
  describe("sign-in over a real slapd", () => {
    let slapd: Slapd;
    let server: Awaited<ReturnType<typeof startTestServer>>;
    before(async () => {
      slapd = await startSlapd({ binary: found.path, settings: ["allow bind_anon_cred"] });
      await slapd.addPerson({ uid: "Ada", password: "ada secret" });
      await slapd.addToGroup("team", "Ada");
      await slapd.addToGroup("loupe-leads", "cn=team,ou=groups,dc=loupe,dc=test");
      server = await startTestServer({ directory: configOfSlapd(slapd, { timeoutMs: 500 }) });
    });
    after(async () => {
      await server.stop();
      await slapd.stop();
    });
    const page = (path: string) => `${server.url}${path}`;

    test("a closed page, the login page, the page: as the directory spells the name, with the role of a group in a group", async () => {
      const browser = openBrowser();
      const landed = await signInWith(browser, page("/orders/1"), "ADA", "ada secret");
      assert.equal(landed.response.status, 200, landed.text);
      const { viewer } = JSON.parse(landed.text) as { viewer: object };
      assert.partialDeepStrictEqual(viewer, { sub: "Ada", name: "Name of Ada", role: "lead" });
    });

    test("unknown name, wrong and empty password, filter for a name: one answer, no session, and the audit log knows more", async () => {
      const answers = new Set<string>();
      for (const [user, password] of [
        ["nobody", "x"],
        ["Ada", "wrong"],
        ["Ada", ""],
        ["A*", "ada secret"],
        ["Ada)(uid=*", "ada secret"],
      ] as const) {
        const browser = openBrowser();
        const answer = await signInWith(browser, page("/"), user, password);
        assert.equal(answer.response.status, 401);
        assert.equal(browser.cookies.get(SESSION), undefined);
        answers.add(/<p class="bad"[^>]*>([^<]*)/.exec(answer.text)?.[1] ?? "");
      }
      assert.equal(answers.size, 1);
      const refused = server.store.entries.filter((entry) => entry.action === "password-refused");
      assert.equal(refused.length, 5);
      assert.match(refused.map((entry) => entry.detail).join("\n"), /refused: no such name, or several[\s\S]*refused: wrong password/);
    });

    test("while it is frozen the login page says so, and with it awake the same browser comes in", async () => {
      slapd.pause();
      const browser = openBrowser();
      const answer = await signInWith(browser, page("/"), "Ada", "ada secret");
      slapd.resume();
      assert.equal(answer.response.status, 503);
      assert.equal((await signInWith(openBrowser(), page("/"), "Ada", "ada secret")).response.status, 200);
    });

    test("one sign-in asks a few questions, and a page after it none", async () => {
      const browser = openBrowser();
      const signIn = await countOperations(slapd, () => signInWith(browser, page("/"), "Ada", "ada secret"));
      assert.ok(signIn.binds <= 8 && signIn.searches <= 30, JSON.stringify(signIn));
      const after = await countOperations(slapd, async () => assert.equal((await browser.request(page("/api/x"))).status, 200));
      assert.deepEqual(after, { binds: 0, searches: 0 });
    });

    test("who is disabled, and who left, is out within two minutes and cannot come back", async () => {
      const gone = async () => {
        const browser = openBrowser();
        await signInWith(browser, page("/"), "leaver", "leaver secret");
        assert.equal((await browser.request(page("/api/x"))).status, 200);
        return async () => {
          server.wait(2 * 60_000);
          assert.equal((await browser.request(page("/api/x"))).status, 401);
          assert.equal((await signInWith(openBrowser(), page("/"), "leaver", "leaver secret")).response.status, 401);
        };
      };
      const attributes = { objectClass: ["inetOrgPerson", "shadowAccount"], shadowExpire: "-1" };
      const dn = await slapd.addPerson({ uid: "leaver", password: "leaver secret", attributes });
      await slapd.addToGroup("team", "leaver");
      const disabled = await gone();
      await slapd.set(dn, "shadowExpire", "0");
      await disabled();
      await slapd.set(dn, "shadowExpire", "-1");
      const left = await gone();
      await slapd.removePerson("leaver");
      await left();
    });
  });
