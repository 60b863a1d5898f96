import assert from "node:assert/strict";
import { test } from "node:test";
import type { TraceId } from "../trace/span.ts";
import { at, drawExecution, drawServices, judgeAt, say } from "./drawn-execution.ts";

const MIN = 60;
const HOUR = 3_600;

test("done when the last step was seen to succeed, whatever else was not seen", () => {
  assert.equal(say(judgeAt(60, drawExecution("order-creation", "0 0.1 0.2 8 9"))), "done");
  assert.equal(say(judgeAt(60, drawExecution("order-creation", "– – – 8 9"))), "done");
  assert.equal(say(judgeAt(60, drawExecution("order-creation", "– – – – 9"))), "done");
});

test("done-late when a step took longer than its soft deadline, and not a moment less", () => {
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 0.1 0.2 120.1 121"))), "done");
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 0.1 0.2 120.3 121"))), "done-late slow");
});

test("over steps not seen, only the sum of their soft deadlines proves lateness", () => {
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 – – 179 180"))), "done");
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 – – 181 182"))), "done-late slow");
});

test("running until the soft deadline, late until the hard one and until the watermark has passed it", () => {
  const lost = drawExecution("order-creation", "0 1 2 – –");
  const heard = (second: number) => ({ services: drawServices({ "crm-api": { heard: second } }) });
  assert.equal(say(judgeAt(2 + 2 * MIN - 1, lost)), "running @crm-api");
  assert.equal(say(judgeAt(2 + 2 * MIN, lost)), "late slow @crm-api");
  assert.equal(say(judgeAt(2 + 10 * MIN - 1, lost)), "late slow @crm-api");
  assert.equal(say(judgeAt(2 + 10 * MIN, lost, heard(2 + 10 * MIN))), "late slow @crm-api");
  assert.equal(say(judgeAt(2 + 12 * MIN - 1, lost, heard(2 + 12 * MIN - 1))), "late slow @crm-api");
  assert.equal(say(judgeAt(2 + 12 * MIN, lost, heard(2 + 12 * MIN))), "stuck never-consumed @crm-api");
});

test("stuck and silent where the service is heard but did not go on", () => {
  assert.equal(say(judgeAt(HOUR, drawExecution("order-confirmation", "0 1 2 3 –"))), "stuck silent @mes-db");
  assert.equal(say(judgeAt(HOUR, drawExecution("active-orders", "0 – –", { orderId: null }))), "stuck silent @mes-api");
});

test("a service that stays silent 2 min 20 s after the hard deadline: cannot tell", () => {
  const lost = drawExecution("order-creation", "0 1 2 – –");
  const services = drawServices({ "crm-api": { heard: 300 } });
  assert.equal(say(judgeAt(2 + 10 * MIN + 139, lost, { services })), "late slow @crm-api");
  assert.equal(say(judgeAt(2 + 10 * MIN + 140, lost, { services })), "cannot-tell telemetry-gap @crm-api");
  const never = drawServices({ "crm-api": { heard: null } });
  assert.equal(say(judgeAt(HOUR, lost, { services: never })), "cannot-tell telemetry-gap @crm-api");
});

test("heard beyond the hard deadline and silent since: missing all the same once the allowed lateness is over", () => {
  const services = drawServices({ "crm-api": { heard: 2 + 10 * MIN + 30 } });
  assert.equal(
    say(judgeAt(2 + 10 * MIN + 140, drawExecution("order-creation", "0 1 2 – –"), { services })),
    "stuck never-consumed @crm-api",
  );
});

test("what could have happened inside a telemetry gap is not missing, and a gap elsewhere excuses nothing", () => {
  const lost = drawExecution("order-creation", "0 1 2 – –");
  const gap = (from: number, to: number | null) => ({ services: drawServices({ "crm-api": { heard: 2 * HOUR, gap: [from, to] } }) });
  assert.equal(say(judgeAt(HOUR, lost, gap(100, 1300))), "cannot-tell telemetry-gap @crm-api");
  assert.equal(say(judgeAt(HOUR, lost, gap(601, null))), "cannot-tell telemetry-gap @crm-api");
  assert.equal(say(judgeAt(HOUR, lost, gap(-1300, -100))), "stuck never-consumed @crm-api");
  assert.equal(say(judgeAt(HOUR, lost, gap(700, 1900))), "stuck never-consumed @crm-api");
});

test("a service whose callers are refused is down: judged by the deadline, with that evidence", () => {
  const services = drawServices({ "crm-api": { heard: 300, down: [300, null] } });
  const judged = judgeAt(HOUR, drawExecution("order-creation", "0 1 2 – –"), { services });
  assert.equal(say(judged), "stuck never-consumed @crm-api");
  assert.ok(judged.verdict.evidence.some(({ kind }) => kind === "refused-calls"));
});

test("sampled out: across a broker nobody knows the trace; within one its id says whether it must have been kept", () => {
  const services = drawServices({
    "crm-api": { heard: 2 * HOUR, threshold: "e6666666666668" },
    "mes-api": { heard: 2 * HOUR, threshold: "e6666666666668" },
  });
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 1 2 – –"), { services })), "cannot-tell telemetry-gap @crm-api");
  const kept = "0af7651916cd43dd84e7000000000000" as TraceId;
  const dropped = "0af7651916cd43dd84e6000000000000" as TraceId;
  assert.equal(
    say(judgeAt(HOUR, drawExecution("order-confirmation", "0 1 2 3 –", { traceId: kept }), { services })),
    "stuck silent @mes-db",
  );
  assert.equal(
    say(judgeAt(HOUR, drawExecution("order-confirmation", "0 1 2 3 –", { traceId: dropped }), { services })),
    "cannot-tell telemetry-gap @mes-db",
  );
});

test("the latest attempt is done once a later chain of its order has begun; an earlier attempt, and a failed one, are not", () => {
  const unseen = drawExecution("order-creation", "0 1 2 – –");
  assert.equal(say(judgeAt(HOUR, unseen, { laterChainMs: at(300) })), "done");
  assert.equal(say(judgeAt(HOUR, unseen, { laterChainMs: at(300), latestAttempt: false })), "stuck never-consumed @crm-api");
  const failed = drawExecution("price-calculation", "0! 61? – – – –");
  assert.equal(say(judgeAt(HOUR, failed, { laterChainMs: at(300) })), "failed timed-out @storage");
});

test("failed when the furthest step ended badly and nothing retried it for 2 min, by event time and watermark", () => {
  const drawing = drawExecution("price-calculation", "0 1 2 3 4? 5?");
  const heard = (second: number) => ({ services: drawServices({ "crm-api": { heard: second } }) });
  assert.equal(say(judgeAt(100, drawing, heard(100))), "running @crm-db");
  assert.equal(say(judgeAt(130, drawing, heard(130))), "running @crm-db");
  assert.equal(say(judgeAt(246, drawing, heard(246))), "failed timed-out @crm-db");
  assert.equal(say(judgeAt(HOUR, drawExecution("price-calculation", "0! 1 2! – – –"))), "failed error @price");
  assert.equal(say(judgeAt(HOUR, drawExecution("price-calculation", "0? 61? – – – –"))), "failed timed-out @storage");
});

test("a retry that a gap may hide: whether it failed for good cannot be told", () => {
  const services = drawServices({ "crm-api": { heard: 2 * HOUR, gap: [60, 1200] } });
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 1 2 3! –"), { services })), "cannot-tell telemetry-gap @crm-api");
});

test("two failed deliveries failed, three are stuck at once, and a dead letter says so itself", () => {
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 1 2 3!×2 –"))), "failed error @crm-api");
  assert.equal(say(judgeAt(6, drawExecution("order-creation", "0 1 2 3!×3 –"))), "stuck consumer-failing @crm-api");
  assert.equal(say(judgeAt(9, drawExecution("order-creation", "0 1 2 3!×3 –", { deadLetterAt: 8 }))), "stuck dead-lettered @crm-api");
  assert.equal(say(judgeAt(9, drawExecution("order-creation", "0 1 2 – –", { deadLetterAt: 8 }))), "stuck dead-lettered @crm-api");
});

test("a redelivery restarts the clock of the step after it, never its own", () => {
  const redelivered = drawExecution("order-creation", "0 1 2 3×60 –");
  const heard = (second: number) => ({ services: drawServices({ "crm-api": { heard: second } }) });
  assert.equal(say(judgeAt(3 + 59 + 29, redelivered)), "running @crm-db");
  assert.equal(say(judgeAt(3 + 59 + 2 * MIN + 2 * MIN, redelivered, heard(3 + 59 + 4 * MIN))), "stuck silent @crm-db");
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 1 2 3×60 70"))), "done");
  assert.equal(say(judgeAt(HOUR, drawExecution("order-creation", "0 1 2 100×60 159.5"))), "done");
});

test("a deadline never runs from later than the first sight: a clock that runs ahead postpones no alarm", () => {
  const ahead = drawExecution("order-creation", "0 1 900 – –", { seenAfter: -890 });
  assert.equal(
    say(judgeAt(10.1 + 12 * MIN, ahead, { services: drawServices({ "crm-api": { heard: 10.1 + 12 * MIN } }) })),
    "stuck never-consumed @crm-api",
  );
});

test("what will change without a span says when it wants to be judged again, what is settled does not", () => {
  assert.equal(judgeAt(3, drawExecution("order-creation", "0 1 2 – –")).judgeAgainAt, at(2 + 2 * MIN));
  assert.equal(judgeAt(200, drawExecution("order-creation", "0 1 2 – –")).judgeAgainAt, at(2 + 10 * MIN));
  assert.equal(judgeAt(60, drawExecution("order-creation", "0 1 2 3 4")).judgeAgainAt, null);
  assert.ok(judgeAt(HOUR, drawExecution("order-creation", "0 1 2 – –")).judgeAgainAt! > at(HOUR));
});

test("whether it is one order or a flood is said of what failed and what was given up as well", () => {
  const failed = drawExecution("price-calculation", "0 1? – – – –");
  const alone = judgeAt(900, failed, { meanwhile: () => ({ passed: 40, hanging: 1 }) });
  assert.equal(alone.verdict.isolated, true);
  assert.match(alone.verdict.text.en, /40 of 41 orders passed this step meanwhile: only this order did not$/);
  const flood = judgeAt(900, drawExecution("price-calculation", "0 1 2 3 4!×3 –"), { meanwhile: () => ({ passed: 4, hanging: 12 }) });
  assert.equal(flood.verdict.isolated, false);
  assert.match(flood.verdict.text.ru, /прошли 4 из 16 заказов: не прошли 12$/);
});

test("while a source cannot be asked nothing is missing: what was late may have come unread", () => {
  const lost = drawExecution("order-creation", "0 1 2 – –");
  const services = drawServices({ "crm-api": { heard: 620 } });
  assert.equal(say(judgeAt(800, lost, { services })), "stuck never-consumed @crm-api");
  assert.equal(say(judgeAt(800, lost, { services, readUpTo: at(625) })), "late slow @crm-api");
  assert.equal(say(judgeAt(800, lost, { services, readUpTo: at(790) })), "stuck never-consumed @crm-api");
});
