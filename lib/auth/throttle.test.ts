import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { memoryAuthStore } from "./memory-auth-store.ts";
import { makeThrottle, type Try } from "./throttle.ts";
import { addressBlock, foldName } from "./throttle-keys.ts";

function setUp() {
  let now = 1_700_000_000_000;
  const store = memoryAuthStore();
  const key = Buffer.alloc(32, 7);
  /** Another replica, or the same one after a restart: nothing but the store is shared. */
  const replica = () => makeThrottle(store, key, () => unixMs(now));
  const throttle = replica();
  const begin = (user: string, address: string, more: Partial<Try> = {}, of = throttle) =>
    of.begin({ guessed: "password", name: user, address, ...more });
  const fail = async (times: number, user: string, address: string, more: Partial<Try> = {}) => {
    for (let at = 0; at < times; at++) {
      const attempt = await begin(user, address, more);
      assert.equal(attempt.kind, "go", `${user} from ${address}, try ${at + 1}`);
      if (attempt.kind === "go") await attempt.failed();
    }
  };
  const signIn = async (user: string, address: string) => {
    const attempt = await begin(user, address);
    if (attempt.kind === "go") await attempt.succeeded();
    return attempt.kind;
  };
  return {
    ...{ store, begin, fail, signIn, replica },
    wait(ms: number) {
      now += ms;
    },
  };
}

test("five failures close a name for the rest of five minutes, from any address, in any spelling, on every replica", async () => {
  const { begin, fail, replica, wait } = setUp();
  await fail(4, "ada", "10.0.0.1");
  await fail(1, "Ａdá\u200b ", "10.0.0.3");
  const refused = await begin("ADA", "10.0.0.9", {}, replica());
  assert.partialDeepStrictEqual(refused, { kind: "wait", limit: "user" });
  assert.ok(refused.kind === "wait" && refused.ms > 0 && refused.ms <= 5 * 60_000);
  wait(5 * 60_000 + 1);
  assert.equal((await begin("ada", "10.0.0.1")).kind, "go");
});

test("tries that are refused do not make the wait longer", async () => {
  const { begin, fail, wait } = setUp();
  await fail(5, "ada", "10.0.0.1");
  for (let at = 0; at < 10; at++) {
    wait(29_000);
    assert.equal((await begin("ada", "10.0.0.1")).kind, "wait");
  }
  wait(11_000);
  assert.equal((await begin("ada", "10.0.0.1")).kind, "go");
});

test("of a hundred at once, on two replicas, no more than five are looked at", async () => {
  const { begin, replica } = setUp();
  const other = replica();
  const attempts = await Promise.all(
    Array.from({ length: 100 }, (_, at) => begin("ada", `10.0.${at}.1`, {}, at % 2 === 0 ? other : undefined)),
  );
  assert.equal(attempts.filter(({ kind }) => kind === "go").length, 5);
});

test("twenty failures close an address, whatever names it tried; an IPv6 network counts as one", async () => {
  const { begin, fail } = setUp();
  for (let at = 0; at < 20; at++) await fail(1, `user ${at}`, `2001:db8:0:1::${at}`);
  assert.partialDeepStrictEqual(await begin("somebody else", "2001:db8:0:1:ffff::9"), { kind: "wait", limit: "address" });
  assert.equal((await begin("somebody else", "2001:db8:0:2::9")).kind, "go");
});

test("two hundred failures close the door for strangers; who has signed in from there before still comes in", async () => {
  const { begin, fail, signIn } = setUp();
  await signIn("ada", "10.9.9.9");
  for (let at = 0; at < 200; at++) await fail(1, `user ${at}`, `10.0.1.${at}`);
  assert.partialDeepStrictEqual(await begin("fresh", "192.0.2.1"), { kind: "wait", limit: "all" });
  assert.equal(await signIn("ada", "10.9.9.9"), "go");
});

test("an attack from elsewhere does not shut a person out where they have signed in before, and guessing there is slowed all the same", async () => {
  const { begin, fail, signIn, wait } = setUp();
  await signIn("ada", "10.9.9.9");
  for (let hour = 0; hour < 3; hour++) {
    await fail(5, "ada", "10.0.0.1");
    assert.equal((await begin("ada", "10.0.0.2")).kind, "wait");
    assert.equal(await signIn("ada", "10.9.9.9"), "go");
    wait(5 * 60_000 + 1);
  }
  await fail(5, "ada", "10.9.9.9");
  assert.equal((await begin("ada", "10.9.9.9")).kind, "wait");
});

test("a browser that signed in before has its own five, even where its address is shut", async () => {
  const { begin, fail } = setUp();
  for (let at = 0; at < 20; at++) await fail(1, `user ${at}`, "10.0.0.1");
  await fail(5, "ada", "10.0.0.1", { browser: "the browser's own" });
  assert.partialDeepStrictEqual(await begin("ada", "10.0.0.1", { browser: "the browser's own" }), { kind: "wait", limit: "user" });
});

test("a right password clears the user's count, not the address's", async () => {
  const { begin, fail, signIn } = setUp();
  await fail(4, "ada", "10.0.0.1");
  assert.equal(await signIn("ada", "10.0.0.1"), "go");
  await fail(4, "ada", "10.0.0.1");
  assert.equal((await begin("ada", "10.0.0.1")).kind, "go");
  for (let at = 0; at < 11; at++) await fail(1, `user ${at}`, "10.0.0.1");
  assert.partialDeepStrictEqual(await begin("nobody yet", "10.0.0.1"), { kind: "wait", limit: "address" });
});

test("what is kept names nobody, and being shut out is one row a minute, not one a try", async () => {
  const { store, begin, fail, wait } = setUp();
  await fail(5, "adalbert", "10.77.66.55");
  for (let at = 0; at < 9; at++) await begin("adalbert", "10.77.66.55");
  assert.doesNotMatch(JSON.stringify([...store.marks.values()]), /adalbert|10\.77/);
  assert.equal(store.entries.filter(({ action }) => action === "sign-in.throttled").length, 1);
  assert.doesNotMatch(JSON.stringify(store.entries), /adalbert/);
  wait(61_000);
  await begin("adalbert", "10.77.66.55");
  assert.equal(store.entries.length, 2);
});

test("secrets, codes and passwords are counted apart", async () => {
  const { begin, fail } = setUp();
  await fail(5, "script", "10.0.0.1");
  assert.equal((await begin("script", "10.0.0.2", { guessed: "client" })).kind, "go");
});

test("addresses are taken by what one host has: IPv4 whole, IPv6 by its first half", () => {
  for (const [address, block] of [
    ["10.1.2.3", "10.1.2.3"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:DB8:0:0:1:2:3:4", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["not an address", "not an address"],
  ] as const)
    assert.equal(addressBlock(address), block);
});

test("names that a directory takes for one are one", () => {
  for (const same of ["Ádá", "ＡＤＡ", "a\u00adda", " ada ", "a\u0301da\u0000"]) assert.equal(foldName(same), foldName("ada"), same);
  assert.notEqual(foldName("ada"), foldName("adam"));
});
