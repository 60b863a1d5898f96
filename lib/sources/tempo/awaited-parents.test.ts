import assert from "node:assert/strict";
import { test } from "node:test";
import { type UnixMs, unixMs, unixNs } from "../../base/time.ts";
import { buildTrace } from "../../trace/build-trace.ts";
import { emptyAttributes, makeResource, NO_SCOPE } from "../../trace/decoded-spans.ts";
import type { SpanId, SpanKind, Trace, TraceId } from "../../trace/span.ts";
import { createAwaitedParents } from "./awaited-parents.ts";

const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;
const traceIdOf = (number: number) => number.toString(16).padStart(32, "0") as TraceId;

/** One span; without its parent unless `parent` is null. */
function trace(number: number, parent: number | null = 1, kind: SpanKind = "client", durationNs = 1_234_567): Trace {
  const traceId = traceIdOf(number);
  const resource = makeResource(Object.assign(emptyAttributes(), { "service.name": "crm-api" }));
  const times = { durationNs, startUnixNs: unixNs(5n) };
  const bare = {
    kind,
    name: "GET /price",
    attributes: emptyAttributes(),
    events: [],
    links: [],
    resource,
    scope: NO_SCOPE,
    traceState: null,
  };
  const ids = { traceId, spanId: idOf(2), parentSpanId: parent === null ? null : idOf(parent) };
  return buildTrace(traceId, [{ ...bare, ...times, ...ids, status: { code: "unset", message: null } }]);
}

function awaited() {
  let now: UnixMs = unixMs(1_795_435_200_000);
  const parents = createAwaitedParents(() => now);
  return { parents, pass: (seconds: number) => (now = unixMs(now + seconds * 1_000)) };
}

test("a parent on its way is waited for twenty seconds from the first sight, then told until it is forgotten", () => {
  const { parents, pass } = awaited();
  assert.equal(parents.mayCome(trace(1)), true);
  pass(15);
  assert.equal(parents.mayCome(trace(1)), true, "seen again, still without it");
  assert.equal(parents.mayCome(trace(2)), true);
  assert.deepEqual(parents.overdue(), []);
  pass(5);
  assert.deepEqual(parents.overdue(), [traceIdOf(1)]);
  assert.deepEqual(parents.overdue(), [traceIdOf(1)], "until it was fetched");
  parents.forget(traceIdOf(1));
  assert.deepEqual(parents.overdue(), []);
  pass(60);
  assert.deepEqual(parents.overdue(), [traceIdOf(2)]);
});

test("once it came, nothing is fetched; seen again without it, it is", () => {
  const { parents, pass } = awaited();
  for (const number of [1, 2]) parents.mayCome(trace(number));
  parents.seen(trace(1, null));
  parents.seen(trace(2));
  pass(30);
  assert.deepEqual(parents.overdue(), [traceIdOf(2)]);
});

test("not waited for: a message's sender, which may be old, and fragments that look alike by clocks of whole milliseconds", () => {
  const { parents, pass } = awaited();
  assert.equal(parents.mayCome(trace(1, 1, "consumer")), false);
  assert.equal(parents.mayCome(trace(2, 1, "server", 3_000_000)), false);
  pass(60);
  assert.deepEqual(parents.overdue(), []);
});

test("what it remembers has an end: more than twenty thousand at once are fetched at once", () => {
  const { parents } = awaited();
  for (let number = 0; number < 20_000; number++) assert.equal(parents.mayCome(trace(number)), true);
  assert.equal(parents.mayCome(trace(20_001)), false);
  parents.forget(traceIdOf(7));
  assert.equal(parents.mayCome(trace(20_001)), true);
});
