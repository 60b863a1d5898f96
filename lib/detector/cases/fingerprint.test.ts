import assert from "node:assert/strict";
import { test } from "node:test";
import { at, chainOf, drawExecution, judgeAt } from "../drawn-execution.ts";
import { fingerprintError, markExecution } from "./fingerprint.ts";

for (const [one, other] of [
  ["MeshError: mesh is not closed: 3 open edges", "MeshError: mesh is not closed: 41 open edges"],
  ["KeyError: 'order 48213'", "KeyError: 'order 9'"],
  ["timeout after 60000ms on 10.0.3.17:5432", "timeout after 59871ms on 10.0.3.4:5432"],
  ["no row 7f3c9a10-aa11-4b22-8c33-1234567890ab in orders", "no row 00000000-0000-4000-8000-000000000000 in orders"],
  ["object at 0x7f3a1c is closed", "object at 0x7f3ac0 is closed"],
  ["duplicate key (id)=(o-48213)", "duplicate key (id)=(o-48214)"],
] as const)
  test(`one fault: ${one}`, () => assert.equal(fingerprintError(one), fingerprintError(other)));

test("different faults stay apart", () => {
  const faults = [
    "HTTP 500",
    "HTTP 503",
    "psycopg2.errors.LockNotAvailable",
    "psycopg2.errors.DeadlockDetected",
    "ValueError: price out of range: NaN",
  ];
  assert.equal(new Set(faults.map(fingerprintError)).size, faults.length);
  assert.equal(fingerprintError("psycopg2.errors.LockNotAvailable"), "psycopg2.errors.LockNotAvailable");
});

test("a very long text with nothing but digits and quotes takes no time to speak of", () => {
  const text = `${"9'".repeat(50_000)}${"a-1".repeat(50_000)}`;
  assert.ok(fingerprintError(text).length <= 200);
});

test("failing deliveries and the dead letter that follows are one group", () => {
  const chain = chainOf("price-calculation");
  const failing = drawExecution("price-calculation", "0 1 2 3 4!×3 –");
  const dead = drawExecution("price-calculation", "0 1 2 3 4!×3 –", { deadLetterAt: 9 });
  const mark = (execution: typeof failing) => markExecution({ execution, judgement: judgeAt(400, execution) }, chain);
  assert.equal(judgeAt(400, failing).cause, "consumer-failing");
  assert.equal(judgeAt(400, dead).cause, "dead-lettered");
  assert.equal(mark(failing).id, mark(dead).id);
  assert.notEqual(mark(failing).id, mark(drawExecution("price-calculation", "0 1 2 3 – –")).id);
});

test("another consumer version is another group", () => {
  const chain = chainOf("price-calculation");
  const execution = drawExecution("price-calculation", "0 1 2 3 4!×3 –");
  const judgement = judgeAt(400, execution);
  const versioned = { ...execution, steps: execution.steps.map((step) => step && { ...step, version: "2.8.2" }) };
  assert.notEqual(markExecution({ execution, judgement }, chain).id, markExecution({ execution: versioned, judgement }, chain).id);
  assert.equal(markExecution({ execution: versioned, judgement }, chain).consumerVersion, "2.8.2");
  assert.ok(at(0) > 0);
});
