import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { makeThrottle } from "./throttle.ts";

function setUp() {
  let now = 1_000_000;
  const throttle = makeThrottle(() => unixMs(now));
  return {
    throttle,
    wait(ms: number) {
      now += ms;
    },
  };
}
const fail = (throttle: ReturnType<typeof makeThrottle>, times: number, user: string, address: string) => {
  for (let at = 0; at < times; at++) throttle.failed(user, address);
};

test("five failures close a user's name for the rest of five minutes, from any address and in any spelling", () => {
  const { throttle, wait } = setUp();
  fail(throttle, 4, "ada", "10.0.0.1");
  assert.equal(throttle.waitMs("ada", "10.0.0.2"), 0);
  fail(throttle, 1, "Ada ", "10.0.0.3");
  assert.ok(throttle.waitMs("ADA", "10.0.0.9") > 0);
  wait(5 * 60_000 + 1);
  assert.equal(throttle.waitMs("ada", "10.0.0.1"), 0);
});

test("twenty failures close an address, whatever names it tried", () => {
  const { throttle } = setUp();
  for (let at = 0; at < 20; at++) throttle.failed(`user ${at}`, "10.0.0.1");
  assert.ok(throttle.waitMs("somebody else", "10.0.0.1") > 0);
  assert.equal(throttle.waitMs("somebody else", "10.0.0.2"), 0);
});

test("two hundred failures close the door for everybody", () => {
  const { throttle } = setUp();
  for (let at = 0; at < 200; at++) throttle.failed(`user ${at}`, `10.0.1.${at}`);
  assert.ok(throttle.waitMs("fresh", "192.0.2.1") > 0);
});

test("a right password clears the user's count, not the address's", () => {
  const { throttle } = setUp();
  fail(throttle, 4, "ada", "10.0.0.1");
  throttle.succeeded("ada");
  fail(throttle, 4, "ada", "10.0.0.1");
  assert.equal(throttle.waitMs("ada", "10.0.0.1"), 0);
  for (let at = 0; at < 12; at++) throttle.failed(`user ${at}`, "10.0.0.1");
  assert.ok(throttle.waitMs("ada", "10.0.0.1") > 0);
});
