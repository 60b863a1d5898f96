import assert from "node:assert/strict";
import { createServer } from "node:net";
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

const clock = () => unixMs(Date.parse("2026-11-23T20:00:00Z"));
const open = (change: Partial<DirectoryConfig> = {}) => ldapDirectory({ ...server.config, ...change }, clock);

test("the right password gives the person with the role of their group", async () => {
  const found = await open().signIn("dev", "dev-password");
  assert.deepEqual(found, {
    ok: true,
    value: { sub: "dev", name: "Name of dev", email: "dev@example.test", role: "developer", mayReveal: false },
  });
});

test("a group inside a group gives its role", async () => {
  const found = await open().signIn("lena", "lena-password");
  assert.ok(found.ok && found.value.role === "lead");
});

test("groups that hold each other do not loop", async () => {
  server.groups.get("platform")?.add(groupDn("loupe-leads"));
  const found = await open().find("lena");
  assert.ok(found.ok && found.value?.role === "lead");
});

for (const [name, user, password] of [
  ["a wrong password", "dev", "wrong"],
  ["an unknown name", "nobody-here", "dev-password"],
  ["an empty password, which the server would accept as an unauthenticated bind", "dev", ""],
  ["an asterisk, which would match everyone", "*", "dev-password"],
  ["a filter written into the name", "dev)(uid=*", "dev-password"],
  ["a name of NUL and brackets", "d\u0000v)(", "dev-password"],
  ["an empty name", "  ", "dev-password"],
] as const)
  test(`${name} is refused, and with the same answer as any other`, async () => {
    const answer = await open().signIn(user, password);
    assert.ok(!answer.ok && answer.error.kind === "refused");
  });

test("somebody without a group that gives a role is known, but not let in", async () => {
  assert.deepEqual(await open().signIn("guest", "guest-password"), { ok: false, error: { kind: "no-role" } });
});

test("the subject is the directory's spelling, whatever was typed", async () => {
  const found = await open().find("DEV");
  assert.ok(found.ok && found.value === null);
});

test("an issuer's name for a person gives who is in the directory, and nobody for what is no name there", async () => {
  const found = await open().resolve("dev");
  assert.ok(found.ok);
  assert.deepEqual(found, await open().find("dev"));
  for (const name of ["nobody", "*", "", "x".repeat(300), "guest"]) assert.deepEqual(await open().resolve(name), { ok: true, value: null });
});

test("a leaver is found no more", async () => {
  server.people.set("leaver", { uid: "leaver", password: "x", name: "L" });
  server.groups.get("loupe-developers")?.add(personDn("leaver"));
  assert.ok((await open().find("leaver")).ok);
  server.people.delete("leaver");
  assert.deepEqual(await open().find("leaver"), { ok: true, value: null });
});

test("a directory that is not there is said to be down, not to refuse", async () => {
  const nowhere = open({ url: "ldap://127.0.0.1:1" });
  const found = await nowhere.signIn("dev", "dev-password");
  assert.ok(!found.ok && found.error.kind === "directory-down");
});

test("a frozen directory is given up on", async () => {
  server.frozen = true;
  const found = await open(SHORT_PATIENCE).find("dev");
  server.frozen = false;
  assert.ok(!found.ok && found.error.kind === "directory-down");
});

test("a port that accepts and says nothing is given up on", async () => {
  const hole = createServer(() => undefined);
  await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
  const { port } = hole.address() as { port: number };
  const found = await open({ ...SHORT_PATIENCE, url: `ldaps://127.0.0.1:${port}` }).find("dev");
  hole.close();
  assert.ok(!found.ok && found.error.kind === "directory-down");
});

test("ten people at once do not hang each other", async () => {
  const directory = open();
  const found = await Promise.all(Array.from({ length: 10 }, () => directory.signIn("dev", "dev-password")));
  assert.ok(found.every((one) => one.ok));
});
