import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { createLeadership } from "./leadership.ts";
import { startPostgres } from "./postgres-for-tests.ts";

const postgres = await startPostgres();
after(() => postgres.stop());

test("of several over one database one leads, for as long as it is there; then another does", async () => {
  const url = await postgres.freshDatabase();
  const [one, other] = [createLeadership(url), createLeadership(url)];
  assert.deepEqual([await one.leads(), await other.leads(), await one.leads()], [true, false, true]);
  await one.close();
  assert.equal(await other.leads(), true);
  await other.close();
});

test("one whose connection is cut leads no more, and asks for the lead again like anybody else", async () => {
  const url = await postgres.freshDatabase();
  const [one, other] = [createLeadership(url), createLeadership(url)];
  assert.equal(await one.leads(), true);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query("select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()");
  await admin.end();
  assert.equal(await other.leads(), true);
  // The first question meets the dead connection, the second a new one: never is there a moment with two.
  assert.deepEqual([await one.leads(), await one.leads(), await other.leads()], [false, false, true]);
  await Promise.all([one.close(), other.close()]);
});

test("while the database cannot be asked nobody leads", async () => {
  const nobody = createLeadership("postgres://loupe@127.0.0.1:1/none");
  assert.equal(await nobody.leads(), false);
  await nobody.close();
});
