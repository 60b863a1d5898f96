import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { unixMs } from "../base/time.ts";
import type { DirectoryConfig } from "./config.ts";
import { ldapDirectory } from "./ldap-directory.ts";
import { groupDn, personDn, SHORT_PATIENCE, startTestDirectory, type TestDirectory } from "./test-directory.ts";

let server: TestDirectory;
before(async () => {
  server = await startTestDirectory();
});
after(() => server.close());

const open = (change: Partial<DirectoryConfig> = {}) => ldapDirectory({ ...server.config, ...change }, () => unixMs(0));

test("two hundred people take a dozen searches, and everyone has what they have alone", async () => {
  const names = Array.from({ length: 200 }, (_, n) => `person-${n}`);
  names.forEach((uid, n) => {
    server.people.set(uid, { uid, password: "x", name: uid });
    if (n % 3 === 0) server.groups.get("loupe-developers")?.add(personDn(uid));
    if (n % 7 === 0) server.groups.get("platform")?.add(personDn(uid));
  });
  server.groups.set("everyone", new Set(names.map(personDn)));
  server.searches = 0;
  const found = await open().findAll([...names, "gone", "person-0"]);
  const asked = server.searches;
  assert.ok(found.ok && found.value.size === 201);
  assert.ok(asked <= 14, `${asked} searches`);
  for (const name of ["person-0", "person-1", "person-3", "person-7", "person-21", "person-199", "gone"])
    assert.deepEqual({ ok: true, value: found.value.get(name) }, await open().find(name), name);
  const roles = [...found.value.values()].map((person) => person?.role ?? "none");
  assert.equal(roles.filter((role) => role === "lead").length, 29);
  assert.equal(roles.filter((role) => role === "developer").length, 67 - 10);
});

test("nobody is asked for nobody", async () => {
  server.searches = 0;
  const found = await open().findAll([]);
  assert.ok(found.ok && found.value.size === 0);
});

test("groups that hold each other end the walk for many as well", async () => {
  server.groups.get("platform")?.add(groupDn("loupe-leads"));
  const found = await open().findAll(["lena", "dev", "guest"]);
  server.groups.get("platform")?.delete(groupDn("loupe-leads"));
  assert.ok(found.ok);
  assert.deepEqual(
    [...found.value].map(([sub, person]) => [sub, person?.role ?? null]),
    [
      ["lena", "lead"],
      ["dev", "developer"],
      ["guest", null],
    ],
  );
});

test("a directory that answers nothing, or is not there, takes nobody for a leaver", async () => {
  server.frozen = true;
  const frozen = await open(SHORT_PATIENCE).findAll(["dev", "lena"]);
  server.frozen = false;
  assert.ok(!frozen.ok && frozen.error.kind === "directory-down");
  const nowhere = await open({ url: "ldap://127.0.0.1:1" }).findAll(["dev"]);
  assert.ok(!nowhere.ok && nowhere.error.kind === "directory-down");
});

test("the second address is asked where the first is silent, and the answer says both where none answers", async () => {
  const both = open({ url: `ldap://127.0.0.1:1, ${server.config.url}` });
  assert.ok((await both.signIn("dev", "dev-password")).ok);
  const none = await open({ url: "ldap://127.0.0.1:1 ldap://127.0.0.1:2" }).find("dev");
  assert.ok(!none.ok);
  assert.match(none.error.detail, /127\.0\.0\.1:1: .*127\.0\.0\.1:2: /);
});

test("a reading account that is refused is told in the log's words, without its password", async () => {
  const found = await open({ bindPassword: "no longer the right one" }).find("dev");
  assert.ok(!found.ok);
  assert.match(found.error.detail, /reading account \(LDAP_BIND_DN\) was refused/);
  assert.doesNotMatch(found.error.detail, /no longer/);
  const empty = await open({ bindPassword: "" }).find("dev");
  assert.ok(!empty.ok && /no password/.test(empty.error.detail));
});
