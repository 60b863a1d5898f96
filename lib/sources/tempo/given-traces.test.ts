import assert from "node:assert/strict";
import { test } from "node:test";
import type { TraceId } from "../../trace/span.ts";
import { createGivenTraces } from "./given-traces.ts";
import type { Hit } from "./hit.ts";

const traceId = "ab".repeat(16) as TraceId;
const hit = (startS: number, ...prints: readonly string[]): Hit => ({
  traceId,
  startS,
  startNanos: 0,
  sets: prints.map((print) => ({ matched: 1, print, spans: [] })),
});

test("what shows nothing more than was given is no news, whichever fragments it shows; what shows more is", () => {
  const given = createGivenTraces();
  assert.equal(given.has(hit(100, "3 a")), false);
  assert.equal(given.differs(hit(100, "3 a")), false, "never given");
  given.add(hit(100, "3 a"));
  given.add(hit(160, "1 b"));
  assert.equal(given.has(hit(100, "3 a", "1 b")), true);
  assert.equal(given.has(hit(160, "1 b")), true);
  assert.equal(given.differs(hit(100, "4 a")), true, "it has grown");
});

test("a trace began with its earliest part, whether a search showed that or it came by id", () => {
  const given = createGivenTraces();
  assert.equal(given.beganBefore(hit(100, "3 a"), 1_000), false, "never given");
  given.began(traceId, 5);
  assert.equal(given.beganBefore(hit(100, "3 a"), 1_000), false, "still never given");
  given.add(hit(100, "3 a"));
  assert.equal(given.beganBefore(hit(160, "1 b"), 100), false);
  assert.equal(given.beganBefore(hit(160, "1 b"), 101), true);
  given.add(hit(160, "1 b"));
  assert.equal(given.beganBefore(hit(160, "1 b"), 101), true, "a later part moves nothing");
  given.began(traceId, 40.5);
  assert.equal(given.beganBefore(hit(160, "1 b"), 41), true);
  assert.equal(given.beganBefore(hit(160, "1 b"), 40), false);
  given.clear();
  assert.equal(given.beganBefore(hit(160, "1 b"), 1_000), false);
});
