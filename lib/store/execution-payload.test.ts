import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs } from "#lib/base/time";
import type { Delivery, StepSighting } from "#lib/chains/execution";
import type { JudgedExecution } from "#lib/detector/judgement";
import type { SpanId, TraceId } from "#lib/trace/span";
import { readExecution, writeExecution } from "./execution-payload.ts";
import { NO_SEALING } from "./sealing.ts";

const time = fc.nat(5).map(unixMs);
const text = fc.constantFrom("a", "b", "__proto__");
const delivery: fc.Arbitrary<Delivery> = fc.record(
  {
    traceId: fc.constantFrom("t1" as TraceId, "t2" as TraceId),
    spanId: fc.constantFrom("s1" as SpanId, "s2" as SpanId),
    service: text,
    instance: fc.option(text),
    version: fc.option(text),
    startMs: time,
    endMs: time,
    status: fc.constantFrom("success", "error", "timeout"),
    errorText: fc.option(text),
    seenAt: time,
  },
  { noNullPrototype: true },
);
const step: fc.Arbitrary<StepSighting> = fc
  .record({ own: delivery, others: fc.array(delivery, { maxLength: 2 }), alone: fc.boolean(), reachedMs: time, nextClockMs: time })
  .map(({ own, others, alone, reachedMs, nextClockMs }) => ({
    ...own,
    ...{ stepId: "step", reachedMs, nextClockMs, inferred: false, waitMs: null },
    deliveries: alone ? [own] : others,
  }));

test("an execution comes back as it was written, whatever its deliveries", () => {
  fc.assert(
    fc.property(fc.array(fc.option(step), { maxLength: 4 }), (steps) => {
      const judged = { execution: { id: "x", steps }, judgement: { state: "done" } } as unknown as JudgedExecution;
      assert.deepEqual(readExecution(writeExecution(judged, NO_SEALING), NO_SEALING), judged);
    }),
  );
});

test("a step that was delivered once is written once", () => {
  const [own] = fc.sample(delivery, { numRuns: 1, seed: 1 });
  const steps = [{ ...own!, stepId: "step", reachedMs: 1, nextClockMs: 1, inferred: false, waitMs: null, deliveries: [own!] }];
  const written = writeExecution({ execution: { steps }, judgement: {} } as unknown as JudgedExecution, NO_SEALING);
  assert.equal(written.split('"traceId"').length, 2);
});

test("whatever a service wrote of a person is sealed with it: what the chain file tells orders apart by, too", () => {
  const sealing = {
    ...NO_SEALING,
    isPersonalText: (text: string) => text.includes("@"),
    seal: (plain: string) => Buffer.from(plain).toString("hex"),
    open: (sealed: string) => Buffer.from(sealed, "hex").toString(),
  };
  const judged = {
    execution: { id: "x", steps: [], facets: [{ key: "seller.id", value: "seller ada@example.com" }] },
    judgement: { state: "stuck" },
  } as unknown as JudgedExecution;
  const written = writeExecution(judged, sealing);
  assert.doesNotMatch(written, /ada@/);
  assert.deepEqual(readExecution(written, sealing), judged);
});
