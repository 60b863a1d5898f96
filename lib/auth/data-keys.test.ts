import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HOUR_MS, unixMs } from "../base/time.ts";
import { KNOWN_AFTER_MS, openDataKeys } from "./data-keys.ts";
import { memoryAuthStore } from "./memory-auth-store.ts";

const SECRET = "a secret of the tests, at least 32 long";

function setUp() {
  const store = memoryAuthStore();
  let now = 1_700_000_000_000;
  const open = (...authSecrets: [string, ...string[]]) => openDataKeys({ store, authSecrets, clock: () => unixMs(now) });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { store, open, wait };
}

test("whatever is sealed opens again, in another process too, and shows nothing of itself", async () => {
  const { open } = setUp();
  const [one, other] = [await open(SECRET), await open(SECRET)];
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const well = text.toWellFormed();
      const sealed = one.seal(well);
      assert.equal(other.open(sealed), well);
      // Shorter texts may stand in any sealed one by chance.
      assert.ok(well.length < 8 || !sealed.includes(well));
      assert.notEqual(sealed, one.seal(well));
    }),
  );
});

test("what was touched, cut or sealed elsewhere does not open, and does not throw", async () => {
  const keys = await setUp().open(SECRET);
  const sealed = keys.seal("Anna");
  const stranger = (await setUp().open(SECRET)).seal("Anna");
  for (const bad of [
    stranger,
    sealed.slice(0, -2),
    sealed.replace(/^1\./, "2."),
    `${sealed}AA`,
    "",
    "1",
    "1.a.b.c",
    "x.y.z",
    sealed.replace(/\.[^.]+\./, ".AAAAAAAAAAAAAAAA."),
  ])
    assert.equal(keys.open(bad), null, bad);
});

test("the store never sees a key", async () => {
  const { store, open } = setUp();
  await open(SECRET);
  const kept = [await store.getSecret("data-key-1"), await store.getSecret("data-blind-key")];
  for (const value of kept) assert.match(value ?? "", /^[\w-]{16}\.[\w-]+\.[\w-]+$/);
});

test("after thirty days a new key begins; what the former sealed opens, and nobody writes with the new one before all know it", async () => {
  const { open, wait } = setUp();
  const [one, other] = [await open(SECRET), await open(SECRET)];
  const old = one.seal("Anna");
  wait(31 * 24 * HOUR_MS);
  await one.refresh();
  assert.equal(one.current(), 1);
  wait(KNOWN_AFTER_MS + 1);
  assert.equal(one.current(), 2);
  const fresh = one.seal("Anna");
  assert.equal(other.open(fresh), null);
  await other.refresh();
  assert.deepEqual([other.open(fresh), other.open(old), other.current()], ["Anna", "Anna", 2]);
});

test("a key can be changed when wanted", async () => {
  const { open, wait } = setUp();
  const keys = await open(SECRET);
  await keys.refresh("new");
  wait(KNOWN_AFTER_MS + 1);
  assert.match(keys.seal("x"), /^2\./);
});

test("another AUTH_SECRET does not start on what was sealed, unless the former is named", async () => {
  const { open } = setUp();
  const sealed = (await open(SECRET)).seal("Anna");
  await assert.rejects(open("another secret, as long as it must be"), /AUTH_SECRET_PREVIOUS/);
  assert.equal((await open("another secret, as long as it must be", SECRET)).open(sealed), "Anna");
  assert.equal(
    (await open("another secret, as long as it must be")).open(sealed),
    "Anna",
    "sealed anew: the former one is no longer needed",
  );
});

test("a blind hash is the same in every process and after every change of key, and keyed", async () => {
  const { open } = setUp();
  const keys = await open(SECRET);
  const before = keys.blind("user_id\0ada");
  await keys.refresh("new");
  assert.equal((await open(SECRET)).blind("user_id\0ada"), before);
  assert.notEqual((await setUp().open(SECRET)).blind("user_id\0ada"), before);
});
