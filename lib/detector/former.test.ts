import assert from "node:assert/strict";
import { test } from "node:test";
import { at, drawExecution, drawServices, judgeAt, say } from "./drawn-execution.ts";
import { whatWasSaid } from "./said.ts";

const lost = drawExecution("order-creation", "0 1 2 – –");
const stuck = judgeAt(800, lost);
const said = whatWasSaid(stuck);

test("what was stuck and is done after all is kept as stuck until then, in words and in the judgement", () => {
  const arrived = drawExecution("order-creation", "0 1 2 900 901");
  const former = { said, knownFrom: at(-1_000) };
  const now = judgeAt(1_000, arrived, { former });
  assert.equal(say(now), "done-late slow");
  assert.deepEqual(now.was, { state: "stuck", cause: "never-consumed", stepId: "crm-api", from: at(602), to: at(1_000) });
  assert.match(now.verdict.text.en, /; was stuck for 6 min 38 s$/);
  assert.match(now.verdict.text.ru, /; был в состоянии «завис» 6 мин 38 с$/);
  const later = judgeAt(2_000, arrived, { former: { said: whatWasSaid(now), knownFrom: at(-1_000) } });
  assert.deepEqual(later.was, now.was);
});

test("what never was an alarm leaves nothing behind", () => {
  const former = { said: whatWasSaid(judgeAt(300, lost)), knownFrom: at(-1_000) };
  assert.equal(judgeAt(1_000, drawExecution("order-creation", "0 1 2 400 401"), { former }).was, undefined);
});

test("days later, when telemetry of that time is forgotten, what was proven missing stays missing; a gap that is remembered takes it back", () => {
  const services = drawServices({ "crm-api": { heard: 500_000, gap: [-100_000, 3_000] } });
  assert.equal(say(judgeAt(400_000, lost, { services })), "cannot-tell telemetry-gap @crm-api");
  const forgotten = { said, knownFrom: at(200_000) };
  assert.equal(say(judgeAt(400_000, lost, { services, former: forgotten })), "stuck never-consumed @crm-api");
  const remembered = { said, knownFrom: at(-1) };
  assert.equal(say(judgeAt(400_000, lost, { services, former: remembered })), "cannot-tell telemetry-gap @crm-api");
});
