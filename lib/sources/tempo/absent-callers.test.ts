import assert from "node:assert/strict";
import { test } from "node:test";
import { unixNs } from "../../base/time.ts";
import { buildTrace } from "../../trace/build-trace.ts";
import { emptyAttributes, makeResource, NO_SCOPE } from "../../trace/decoded-spans.ts";
import type { SpanId, SpanKind, Trace, TraceId } from "../../trace/span.ts";
import { createAbsentCallers } from "./absent-callers.ts";

/** `spans`: id and parent of each; all of one service and name. */
function trace(spans: readonly (readonly [number, number | null])[], kind: SpanKind = "server", durationNs = 1_234_567): Trace {
  const traceId = "ab".repeat(16) as TraceId;
  const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;
  const resource = makeResource(Object.assign(emptyAttributes(), { "service.name": "crm-api" }));
  const bare = { kind, name: "GET /orders", durationNs, startUnixNs: unixNs(5n), attributes: emptyAttributes(), events: [], links: [] };
  const more = { resource, scope: NO_SCOPE, traceState: null, status: { code: "unset" as const, message: null } };
  return buildTrace(
    traceId,
    spans.map(([id, parent]) => ({ ...bare, ...more, traceId, spanId: idOf(id), parentSpanId: parent === null ? null : idOf(parent) })),
  );
}

const ORPHAN = trace([[2, 1]]);
const WHOLE = trace([[1, null], [2, 1]]); // biome-ignore format: one line a trace

test("a caller that never exports is looked for eight times, then once in sixteen; once it came, every time again", () => {
  const callers = createAbsentCallers();
  const asked = (times: number, found: Trace): number => {
    let count = 0;
    for (let time = 0; time < times; time++) {
      if (callers.expects(ORPHAN)) continue;
      callers.learn(ORPHAN, found);
      count++;
    }
    return count;
  };
  assert.equal(asked(8, ORPHAN), 8);
  assert.equal(asked(160, ORPHAN), 10);
  assert.equal(asked(16, WHOLE), 1, "it is there");
  assert.equal(asked(5, WHOLE), 5);
});

test("who reads a message, who calls, and clocks of whole milliseconds are looked for always", () => {
  const callers = createAbsentCallers();
  for (const odd of [trace([[2, 1]], "consumer"), trace([[2, 1]], "internal"), trace([[2, 1]], "server", 3_000_000)]) {
    for (let time = 0; time < 40; time++) {
      assert.equal(callers.expects(odd), false);
      callers.learn(odd, odd);
    }
  }
  assert.equal(callers.expects(WHOLE), false, "nothing is missing");
});
