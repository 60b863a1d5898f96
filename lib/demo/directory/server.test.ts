import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, EqualityFilter } from "ldapts";
import { type DemoDirectory, startDemoDirectory } from "./server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "loupe-directory-"));
let directory: DemoDirectory;
before(async () => {
  directory = await startDemoDirectory({ dataDir });
});
after(async () => {
  await directory.close();
  rmSync(dataDir, { recursive: true });
});

async function asReader<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url: directory.url, timeout: 2_000, connectTimeout: 2_000 });
  try {
    await client.bind(directory.bindDn, directory.bindPassword);
    return await use(client);
  } finally {
    await client.unbind();
  }
}

const find = (value: string) =>
  asReader((client) =>
    client.search(directory.userBase, {
      scope: "sub",
      filter: new EqualityFilter({ attribute: "uid", value }),
      attributes: ["uid", "memberOf"],
    }),
  );

test("each named user binds with their password, and with no other", async () => {
  assert.deepEqual(
    directory.users.map((user) => user.role),
    ["developer", "lead", "admin", "developer"],
  );
  for (const user of directory.users) {
    const dn = `uid=${user.name},${directory.userBase}`;
    for (const [password, good] of [
      [user.password, true],
      [`${user.password}x`, false],
      ["", false],
    ] as const) {
      const client = new Client({ url: directory.url, timeout: 2_000, connectTimeout: 2_000 });
      const bound = await client.bind(dn, password).then(
        () => true,
        () => false,
      );
      await client.unbind().catch(() => {});
      assert.equal(bound, good, `${user.name} with ${good ? "the" : "a wrong"} password`);
    }
  }
});

test("a search finds one person whatever the case typed, spells them its own way, and takes an asterisk for itself", async () => {
  assert.deepEqual(
    (await find("DEV")).searchEntries.map((entry) => entry["uid"]),
    ["dev"],
  );
  assert.equal((await find("*")).searchEntries.length, 0);
  assert.equal((await find("dev)(uid=*")).searchEntries.length, 0);
});

test("the lead is one through a nested group only", async () => {
  const [lead] = (await find("lead")).searchEntries;
  assert.equal(lead?.["memberOf"], `cn=platform,${directory.groupBase}`);
  const above = await asReader((client) =>
    client.search(directory.groupBase, {
      filter: new EqualityFilter({ attribute: "member", value: `cn=platform,${directory.groupBase}` }),
    }),
  );
  assert.deepEqual(
    above.searchEntries.map((entry) => entry["cn"]),
    ["loupe-leads"],
  );
});

test("strangers read nothing", async () => {
  const client = new Client({ url: directory.url, timeout: 2_000, connectTimeout: 2_000 });
  await assert.rejects(client.search(directory.baseDn, { scope: "sub" }));
  await client.unbind();
});

test("a size limit is kept", async () => {
  const { searchEntries } = await asReader((client) => client.search(directory.userBase, { scope: "one", sizeLimit: 2 }));
  assert.equal(searchEntries.length, 2);
});

test("an edit of the file counts at once, and passwords outlive a restart", async () => {
  const path = join(dataDir, "directory.json");
  const again = await startDemoDirectory({ dataDir });
  assert.deepEqual(again.users, directory.users);
  await again.close();
  const book = JSON.parse(readFileSync(path, "utf8"));
  book.people = book.people.filter((person: { uid: string }) => person.uid !== "leaver");
  writeFileSync(path, JSON.stringify(book));
  assert.equal((await find("leaver")).searchEntries.length, 0);
});

test("a client that never hangs up does not keep it from closing", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "loupe-directory-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const directory = await startDemoDirectory({ dataDir });
  const idle = connect(Number(new URL(directory.url).port), "127.0.0.1");
  await once(idle, "connect");
  const gone = once(idle, "close");
  idle.on("error", () => {});
  await directory.close();
  await gone;
});
