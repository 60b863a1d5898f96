import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import { Kysely, sql } from "kysely";
import { unixMs } from "#lib/base/time";
import { storeContract } from "./contract.ts";
import { insertStatements } from "./insert-rows.ts";
import { openStore } from "./open.ts";
import type { Tables } from "./schema.ts";
import { sealAll } from "./seal-all.ts";
import { spanOf, traceIdOf } from "./spans-for-tests.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { runTogether } from "./statements.ts";

const home = mkdtempSync(join(tmpdir(), "loupe-sqlite-"));
after(() => rmSync(home, { recursive: true, force: true }));
let count = 0;
const freshUrl = () => `sqlite:${join(home, `${++count}`, "loupe.db")}`;

storeContract("SQLite", (options) => openStore({ url: freshUrl(), ...options }));
storeContract("SQLite, all of it sealed", (options) => openStore({ url: freshUrl(), sealing: async () => sealAll, ...options }));

test("a file is opened again with all that it held", async () => {
  const url = freshUrl();
  const first = await openStore({ url });
  await first.spans.append([spanOf({ trace: 1 })], unixMs(5));
  await first.close();
  const second = await openStore({ url });
  assert.equal((await second.spans.getTraces([traceIdOf(1)])).size, 1);
  await second.spans.append([spanOf({ trace: 2 })], unixMs(6));
  assert.equal((await second.spans.changedAfter(0, 10)).traceIds.length, 2);
  await second.close();
});

test("a file written by a newer Loupe is refused in words, and left as it is", async () => {
  const url = freshUrl();
  await (await openStore({ url })).close();
  const file = new Database(url.slice("sqlite:".length));
  file.exec("update loupe_schema set version = 99");
  file.close();
  await assert.rejects(openStore({ url }), /newer Loupe \(schema 99/);
});

test("a file that is no database is refused in words", async () => {
  const url = freshUrl();
  mkdirSync(dirname(url.slice("sqlite:".length)));
  writeFileSync(url.slice("sqlite:".length), "no database at all ".repeat(100));
  await assert.rejects(openStore({ url }), /loupe\.db cannot be used .*not a database.*move it away/);
});

test("reads go on while a long transaction writes, and see only what is committed", async () => {
  const store = await openStore({ url: freshUrl() });
  let done = false;
  const writing = store.spans
    .append(
      Array.from({ length: 20_000 }, (_, at) => spanOf({ trace: 1 + (at % 7) })),
      unixMs(5),
    )
    .then(() => {
      done = true;
    });
  let readsMeanwhile = 0;
  while (!done) {
    const { items } = await store.spans.search({ limit: 10 });
    assert.ok(items.length === 0 || items.length === 7);
    readsMeanwhile++;
    await new Promise(setImmediate);
  }
  await writing;
  assert.ok(readsMeanwhile > 1);
  await store.close();
});

test("commits wait for the disk unless told otherwise", async () => {
  const url = freshUrl();
  const store = await openStore({ url });
  await store.close();
  const file = new Database(url.slice("sqlite:".length));
  assert.equal(file.pragma("journal_mode", { simple: true }), "wal");
  file.close();
});

test("an address of another kind is refused in words", async () => {
  await assert.rejects(openStore({ url: "mysql://x" }), /begins with sqlite: or postgres:/);
});

test("a file in use by another Loupe is refused in words, and free again once that one has gone, however it went", async () => {
  const url = freshUrl();
  const file = url.slice("sqlite:".length);
  const holder = spawn(
    process.execPath,
    [
      "-e",
      `import(${JSON.stringify(new URL("./open.ts", import.meta.url).href)})
       .then(({ openStore }) => openStore({ url: ${JSON.stringify(url)} }))
       .then(() => { console.log("open"); setInterval(() => {}, 1e6); });`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  await assert.rejects(
    openStore({ url }),
    (error: Error) => error.message.includes(file) && /in use by another Loupe: stop that one/.test(error.message),
  );
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (await openStore({ url })).close();
  await (await openStore({ url })).close();
});

test("a store that cannot be opened is named with a cure, and its password is not repeated", async () => {
  const url = freshUrl();
  const file = url.slice("sqlite:".length);
  mkdirSync(file, { recursive: true });
  await assert.rejects(openStore({ url }), (error: Error) => error.message.includes(file) && /may read and write/.test(error.message));
  writeFileSync(`${dirname(file)}/plain`, "");
  await assert.rejects(openStore({ url: `sqlite:${dirname(file)}/plain/loupe.db` }), /give a folder/);
  await assert.rejects(
    openStore({ url: "postgres://loupe:hunter2@127.0.0.1:1/loupe" }),
    (error: Error) => /127\.0\.0\.1:1\/loupe cannot be used .*correct its address/.test(error.message) && !/hunter2/.test(error.message),
  );
});

test("a full disk is told as one, nothing of the round is kept, and once there is room it goes on", async () => {
  const url = freshUrl();
  const store = await openStore({ url });
  await store.spans.append([spanOf({ trace: 1 })], unixMs(5));
  await store.close();
  const db = new Kysely<Tables>({ dialect: sqliteDialect(url.slice("sqlite:".length), "normal") });
  await sql`pragma max_page_count = 1`.execute(db);
  const big = "x".repeat(5_000_000);
  const full = db.transaction().execute((tx) => tx.insertInto("documents").values({ key: "big", value: big }).execute());
  await assert.rejects(full, /database or disk is full/);
  await sql`pragma max_page_count = 1000000`.execute(db);
  await db.transaction().execute((tx) => tx.insertInto("documents").values({ key: "small", value: "1" }).execute());
  assert.deepEqual(await db.selectFrom("documents").select("key").where("key", "in", ["big", "small"]).execute(), [{ key: "small" }]);
  await db.destroy();
});

for (const path of [":memory:", "file"])
  test(`of statements that go together the first that fails is the last that is run, and nothing of them stays (${path})`, async () => {
    const url = freshUrl();
    const file = url.slice("sqlite:".length);
    mkdirSync(dirname(file));
    const db = new Kysely<Tables>({ dialect: sqliteDialect(path === "file" ? file : path, "normal") });
    await sql`create table documents (key text primary key, value text not null)`.execute(db);
    const put = (key: string, value: string | null) => insertStatements("sqlite", "documents", ["key", "value"], [[key, value]]);
    const kept = async () => (await db.selectFrom("documents").select("key").orderBy("key").execute()).map(({ key }) => key);
    for (const commits of [false, true]) {
      const failing = db
        .transaction()
        .execute((tx) => runTogether(tx, "sqlite", [...put("a", "1"), ...put("b", null), ...put("c", "1")], { commits }));
      await assert.rejects(failing, /NOT NULL constraint failed/);
      assert.deepEqual(await kept(), []);
    }
    // Nothing was asked for: there is nothing to begin, to end or to undo.
    await db.transaction().execute(async () => {});
    await assert.rejects(
      db.transaction().execute(async () => Promise.reject(new Error("changed its mind"))),
      /changed its mind/,
    );
    await db.transaction().execute(async (tx) => {
      await runTogether(tx, "sqlite", put("d", "1"));
      await runTogether(tx, "sqlite", put("e", "1"), { commits: true });
    });
    assert.deepEqual(await kept(), ["d", "e"]);
    await db.destroy();
  });
