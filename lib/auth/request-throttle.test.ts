import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsFor, makeRequestThrottle } from "./request-throttle.ts";
import { makeBuckets } from "./token-buckets.ts";

/** A clock that is set by hand. */
function throttled(perSecond: number) {
  let at = 0;
  const throttle = makeRequestThrottle(limitsFor(perSecond), () => at);
  const ask = (times: number, address: string, credential: string | null = null): number => {
    let admitted = 0;
    for (let i = 0; i < times; i++) if (throttle.admit(address, credential) === null) admitted++;
    return admitted;
  };
  return { throttle, ask, pass: (ms: number) => (at += ms) };
}

test("a bucket gives its burst at once, then as it fills, and says how long to wait", () => {
  let at = 0;
  const buckets = makeBuckets({ perSecond: 2, burst: 3 }, () => at);
  for (let i = 0; i < 3; i++) {
    assert.equal(buckets.waitMs("a"), 0);
    buckets.take("a");
  }
  assert.equal(buckets.waitMs("a"), 500);
  assert.equal(buckets.waitMs("b"), 0);
  at = 499;
  assert.ok(buckets.waitMs("a") > 0);
  at = 500;
  assert.equal(buckets.waitMs("a"), 0);
  at = 1e9;
  for (let i = 0; i < 3; i++) buckets.take("a");
  assert.ok(buckets.waitMs("a") > 0, "never more than the burst");
});

test("invented keys do not fill the memory", () => {
  const buckets = makeBuckets({ perSecond: 1, burst: 1 }, () => 0, 100);
  for (let i = 0; i < 10_000; i++) buckets.take(`key ${i}`);
  assert.equal(buckets.size(), 100);
});

test("all sessions and tokens of one person count together, and not against their neighbour", () => {
  const { throttle, ask } = throttled(10);
  throttle.learn("token 1", "ada");
  throttle.learn("token 2", "ada");
  throttle.learn("token 3", "bob");
  assert.equal(ask(60, "10.0.0.1", "token 1") + ask(60, "10.0.0.2", "token 2"), 100);
  assert.deepEqual(throttle.admit("10.0.0.1", "token 1"), { by: "user", waitMs: 100, owner: "ada", isNews: false });
  assert.equal(ask(50, "10.0.0.1", "token 3"), 50);
});

test("an address that sends whatever as a credential has the address's limit, and all addresses together have one", () => {
  const { throttle, ask } = throttled(10);
  let admitted = 0;
  for (let i = 0; i < 300; i++) admitted += ask(1, "10.0.0.1", `guess ${i}`);
  assert.equal(admitted, 200);
  assert.equal(throttle.admit("10.0.0.1", null)?.by, "address");
  assert.equal(ask(300, "10.0.0.2"), 200);
  assert.equal(ask(1, "10.0.0.3"), 0);
  assert.equal(throttle.admit("10.0.0.3", null)?.by, "all");
});

test("who was held is not charged for it, and goes on as soon as the time is over", () => {
  const { throttle, ask, pass } = throttled(10);
  ask(10_000, "10.0.0.1");
  const held = throttle.admit("10.0.0.1", null);
  assert.equal(held?.by, "address");
  pass(held?.waitMs ?? 0);
  assert.equal(ask(5, "10.0.0.1"), 1);
  pass(60_000);
  assert.equal(ask(500, "10.0.0.1"), 200);
});

test("refusals are counted by address; beyond their limit the caller waits, and once a minute it is news", () => {
  const { throttle, pass } = throttled(20);
  for (let i = 0; i < 40; i++) assert.equal(throttle.refuse("10.0.0.1"), null);
  assert.deepEqual(throttle.refuse("10.0.0.1"), { by: "refusals", waitMs: 500, owner: null, isNews: true });
  assert.equal(throttle.refuse("10.0.0.1")?.isNews, false);
  assert.equal(throttle.refuse("10.0.0.2"), null);
  assert.equal(throttle.admit("10.0.0.1", null), null, "who has a credential goes on");
  assert.equal(throttle.counts.refusals, 2);
  pass(500);
  assert.equal(throttle.refuse("10.0.0.1"), null);
  pass(60_000);
  for (let i = 0; i < 40; i++) throttle.refuse("10.0.0.1");
  assert.equal(throttle.refuse("10.0.0.1")?.isNews, true);
});
