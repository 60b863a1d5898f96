import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import { unixMs } from "../base/time.ts";
import { openStore } from "../store/open.ts";
import { verifyStore } from "./verify-audit.ts";

const home = mkdtempSync(join(tmpdir(), "loupe-audit-"));
after(() => rmSync(home, { recursive: true, force: true }));
let count = 0;

/** A log of ten rows, then what `spoil` does to the file behind Loupe's back. */
async function spoiled(spoil: (file: Database.Database) => void): Promise<string> {
  const path = join(home, `${++count}.db`);
  const store = await openStore({ url: `sqlite:${path}` });
  for (let n = 1; n <= 10; n++)
    await store.audit.append({ at: unixMs(n), actor: "anna", action: "order.viewed", subject: `order/${n}`, detail: "{}" });
  await store.close();
  const file = new Database(path);
  spoil(file);
  file.close();
  return `sqlite:${path}`;
}

test("a chain that nobody touched is whole", async () => {
  const { code, text } = await verifyStore(await spoiled(() => {}), null);
  assert.equal(code, 0, text);
  assert.match(text, /^whole: 10 rows since 1970.*\nhead [0-9a-f]{64}$/);
});

for (const [what, statement, row] of [
  ["a changed detail", "update audit set detail = '{ }' where id = 4", 4],
  ["a changed time", "update audit set at = 99 where id = 7", 7],
  ["another actor", "update audit set actor = 'boris' where id = 1", 1],
  ["a row taken out", "delete from audit where id = 5", 6],
  ["the first rows taken out", "delete from audit where id <= 3", 4],
  ["the last row taken out", "delete from audit where id = 10", 10],
  ["all rows taken out", "delete from audit", 10],
  ["a row put in at the end", "insert into audit (at, actor, action, subject, detail, hash) values (11, 'x', 'y', 'z', '', 'ab')", 11],
  ["a hash taken away", "update audit set hash = null where id = 8", 8],
  ["two rows that changed places", "update audit set subject = case id when 2 then 'order/3' else 'order/2' end where id in (2, 3)", 2],
] as const)
  test(`${what} is found, at row ${row}`, async () => {
    const { code, text } = await verifyStore(await spoiled((file) => void file.exec(statement)), null);
    assert.equal(code, 1, text);
    assert.match(text, new RegExp(`^BROKEN at row ${row}: `));
  });

test("a chain that was written anew from a row on is found by a head that was written down before", async () => {
  const url = await spoiled(() => {});
  const [, head = ""] = /head (\w+)/.exec((await verifyStore(url, null)).text) ?? [];
  const store = await openStore({ url });
  await store.audit.append({ at: unixMs(11), actor: "anna", action: "order.viewed", subject: "order/11", detail: "{}" });
  await store.close();
  assert.equal((await verifyStore(url, head)).code, 0);
  assert.equal((await verifyStore(url, "f".repeat(64))).code, 1);
});

test("old rows without a hash are chained when the store is opened; a hash that goes later is not made anew", async () => {
  const url = await spoiled((file) =>
    file.exec("update audit set hash = null; update audit_head set row_id = 0, hash = '', row_count = 0"),
  );
  await (await openStore({ url })).close();
  assert.match((await verifyStore(url, null)).text, /^whole: 10 rows/);
  const file = new Database(url.slice("sqlite:".length));
  file.exec("update audit set hash = null where id = 3");
  file.close();
  await (await openStore({ url })).close();
  assert.match((await verifyStore(url, null)).text, /^BROKEN at row 3: it has no hash/);
});

test("the command ends with 0, 1 or 2 and says why, beside a Loupe that runs too", async () => {
  const run = (...args: readonly string[]) =>
    new Promise<{ code: number | null; out: string }>((resolve) => {
      const child = spawn(process.execPath, ["--conditions=react-server", join(import.meta.dirname, "verify-audit.ts"), ...args]);
      let out = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (out += piece));
      child.on("close", (code) => resolve({ code, out }));
    });
  const url = await spoiled(() => {});
  const store = await openStore({ url });
  const whole = await run("--store", url);
  await store.close();
  assert.deepEqual([whole.code, /^whole: 10 rows/.test(whole.out)], [0, true], whole.out);
  const broken = await run("--store", await spoiled((file) => void file.exec("delete from audit where id = 2")));
  assert.deepEqual([broken.code, /^BROKEN at row 3/m.test(broken.out)], [1, true], broken.out);
  const absent = await run("--store", `sqlite:${join(home, "nothing.db")}`);
  assert.deepEqual([absent.code, /There is no store at/.test(absent.out)], [2, true], absent.out);
});
