import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { rateOf } from "./traffic-rate.ts";

const sample = (seconds: number, requests: number) => ({ at: unixMs(1e12 + seconds * 1000), requests, bytes: requests * 1000 });

test("a rate is what was asked lately, not since the start, and is not guessed from one look", () => {
  assert.equal(rateOf("a", sample(0, 1000)), null);
  assert.equal(rateOf("a", sample(5, 1005)), null);
  assert.deepEqual(rateOf("a", sample(60, 1060)), { requestsPerMinute: 60, bytesPerMinute: 60_000 });
  assert.equal(rateOf("a", sample(1000, 1060)), null, "what was seen long ago says nothing about now");
});

test("counters that begin anew give no negative rate", () => {
  rateOf("b", sample(0, 500));
  assert.equal(rateOf("b", sample(60, 3)), null);
  assert.deepEqual(rateOf("b", sample(120, 9)), { requestsPerMinute: 6, bytesPerMinute: 6000 });
});
