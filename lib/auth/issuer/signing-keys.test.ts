import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, MINUTE_MS, unixMs } from "../../base/time.ts";
import { deriveKeys } from "../keys.ts";
import { memoryIssuerStore } from "../memory-issuer-store.ts";
import { addSigningKey, followKeys, KEPT_AFTER_MS, LOOK_EVERY_MS, loadSigningKeys, PUBLISHED_FIRST_MS } from "./signing-keys.ts";

const SECRET = "a secret of the tests, at least 32 long";
const keys = deriveKeys([SECRET], "issuer records");

function setUp() {
  let now = 1_700_000_000_000;
  const store = memoryIssuerStore();
  const clock = () => unixMs(now);
  const kids = async (ring = keys) => (await loadSigningKeys(store, ring, clock())).jwks.keys.map(({ kid }) => kid);
  return {
    ...{ store, clock, kids },
    wait(ms: number) {
      now += ms;
    },
  };
}

test("the first key is made once, whoever starts first, and kept over restarts", async () => {
  const { kids } = setUp();
  const started = await Promise.all([kids(), kids(), kids()]);
  assert.deepEqual(new Set(started.map((one) => one.join())).size, 1);
  assert.deepEqual(await kids(), started[0]);
});

test("a new key is published before it signs; the former is accepted for a day, then gone", async () => {
  const { store, clock, kids, wait } = setUp();
  const [first] = await kids();
  wait(HOUR_MS);
  const second = await addSigningKey(store, keys, clock());
  assert.deepEqual(await kids(), [first, second]);
  wait(PUBLISHED_FIRST_MS);
  assert.deepEqual(await kids(), [second, first]);
  wait(KEPT_AFTER_MS + 1);
  assert.deepEqual(await kids(), [second]);
  assert.equal((await store.listSecrets("issuer-key/")).length, 1);
});

test("two who rotate at the same time make one new key", async () => {
  const { store, clock, kids } = setUp();
  await kids();
  const made = await Promise.all([addSigningKey(store, keys, clock()), addSigningKey(store, keys, clock())]);
  assert.equal(made[0], made[1]);
  assert.equal((await kids()).length, 2);
});

test("a key of ninety days is rotated by itself", async () => {
  const { kids, wait } = setUp();
  const [first] = await kids();
  wait(91 * 24 * HOUR_MS);
  const now = await kids();
  assert.equal(now.length, 2);
  assert.ok(now.includes(first));
});

test("a server that runs takes a new key within a minute, without a restart; while the store is away it goes on with what it has", async () => {
  const { store, clock, wait } = setUp();
  const made: string[][] = [];
  let down = false;
  const flaky = { ...store, listSecrets: (prefix: string) => (down ? Promise.reject(new Error("away")) : store.listSecrets(prefix)) };
  const followed = followKeys({ store: flaky, keys, clock }, (secrets) => {
    const kids = secrets.jwks.keys.map(({ kid }) => kid ?? "");
    made.push(kids);
    return kids;
  });
  const first = await followed.fresh();
  await followed.fresh();
  assert.equal(made.length, 1);
  const second = await addSigningKey(store, keys, clock());
  wait(LOOK_EVERY_MS);
  assert.ok((await followed.fresh()).includes(second));
  assert.ok(LOOK_EVERY_MS <= MINUTE_MS && LOOK_EVERY_MS * 2 < PUBLISHED_FIRST_MS);
  down = true;
  wait(LOOK_EVERY_MS);
  assert.ok((await followed.fresh()).includes(second));
  down = false;
  wait(PUBLISHED_FIRST_MS);
  assert.deepEqual(await followed.fresh(), [second, ...first]);
});

test("with a new AUTH_SECRET the keys of the former one open, are sealed anew, and soon need it no longer", async () => {
  const { kids } = setUp();
  const { store, clock } = setUp();
  const before = (await loadSigningKeys(store, keys, clock())).jwks.keys[0]?.kid;
  const other = "another secret of the tests, as long as this";
  await assert.rejects(loadSigningKeys(store, deriveKeys([other], "issuer records"), clock()), /another AUTH_SECRET.*AUTH_SECRET_PREVIOUS/);
  const both = deriveKeys([other, SECRET], "issuer records");
  assert.equal((await loadSigningKeys(store, both, clock())).jwks.keys[0]?.kid, before);
  assert.equal((await loadSigningKeys(store, deriveKeys([other], "issuer records"), clock())).jwks.keys[0]?.kid, before);
  assert.ok((await kids()).length === 1);
});
