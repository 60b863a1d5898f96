import assert from "node:assert/strict";
import { test } from "node:test";
import type { TraceSource } from "../sources/source.ts";
import { drawCompany } from "./drawn-company.ts";

test("a source that rests is asked once a rest while nothing waits, at once while more does, and always by a tool that wants all", async () => {
  let asked = 0;
  let behind = 0;
  const resting = (source: TraceSource): TraceSource => ({
    ...source,
    restMs: 3_600_000,
    async scan(cursor, most, signal) {
      asked++;
      const batch = await source.scan(cursor, most, signal);
      return batch.ok && behind-- > 0 ? { ok: true, value: { ...batch.value, caughtUp: false } } : batch;
    },
  });
  const beats = Promise.withResolvers<void>();
  let others = 0;
  // Another source's scans count the rounds.
  const beating = (source: TraceSource): TraceSource => ({
    ...source,
    id: "beat",
    async scan(cursor, most, signal) {
      if (++others === 5) beats.resolve();
      return source.scan(cursor, most, signal);
    },
  });
  const company = await drawCompany((first) => [resting(first), beating(first)]);
  behind = 2;
  await company.pipeline.runOnce();
  assert.equal(asked, 3);
  await company.pipeline.runOnce();
  assert.equal(asked, 4);
  others = 0;
  company.pipeline.start();
  await beats.promise;
  await company.pipeline.stop();
  assert.equal(asked, 4);
  assert.deepEqual(company.problems, []);
});
