import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type UnixMs, unixMs } from "../base/time.ts";
import type { StepSighting } from "../chains/execution.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { STATES, type State } from "../detector/verdict.ts";
import { applyEvents, readEvents, writeEvents } from "./apply-events.ts";
import { isEmptyCell } from "./cell.ts";
import { createDelta } from "./delta.ts";
import { executionEvents, REACHED, STARTED } from "./execution-events.ts";

const BASE = Date.UTC(2026, 10, 23, 12);
const at = (seconds: number): UnixMs => unixMs(BASE + seconds * 1_000);

interface Wish {
  readonly chain?: string;
  readonly state?: State;
  readonly from?: number;
  readonly ended?: number | null;
  readonly since?: number;
  readonly steps?: readonly (readonly [string, number, number, number | null] | null)[];
}

/** Steps: id, start, end, wait, in seconds. */
function judged({ chain = "price-calculation", state = "done", from = 0, ended = null, since = 0, steps = [] }: Wish): JudgedExecution {
  const seen = steps.map((step) =>
    step === null
      ? null
      : ({
          ...{
            stepId: step[0],
            startMs: at(step[1]),
            endMs: at(step[2]),
            reachedMs: at(step[2]),
            waitMs: step[3] === null ? null : step[3] * 1_000,
          },
          ...{ status: "success", traceId: "a".repeat(32) },
        } as StepSighting),
  );
  return {
    execution: { chainId: chain, orderId: "1", attempt: 1, traceIds: ["a".repeat(32)], steps: seen, startedMs: at(from) },
    judgement: {
      state,
      cause: null,
      endedMs: ended === null ? null : at(ended),
      durationMs: ended === null ? null : (ended - from) * 1_000,
      verdict: { since: at(since) },
    },
  } as unknown as JudgedExecution;
}

const read = (...all: readonly JudgedExecution[]) =>
  executionEvents(all).map(({ key, minute, status, ns, tally }) =>
    [key.kind, key.a, key.b, `+${minute - BASE / 60_000}`, status ?? "–", `${ns / 1e9}s`, tally ?? ""]
      .filter((part) => part !== "")
      .join(" "),
  );

test("an execution that ended counts in the minute of its end, with its steps, waits and the time between them", () => {
  const steps = [["mes-api", 0, 10, null], null, ["rabbitmq", 20, 20, null], ["crm-api", 80, 85, 60]] as const;
  assert.deepEqual(read(judged({ ended: 85, steps })), [
    `chain price-calculation +0 – 0s ${STARTED}`,
    "chain price-calculation +1 success 85s 0",
    `step price-calculation mes-api +1 success 10s ${REACHED}`,
    `step price-calculation rabbitmq +1 success 0s ${REACHED}`,
    "leg price-calculation rabbitmq +1 success 10s",
    `step price-calculation crm-api +1 success 5s ${REACHED}`,
    "wait price-calculation crm-api +1 success 60s",
    "leg price-calculation crm-api +1 success 5s",
  ]);
});

test("what hangs is no ended execution: only its state, where it crossed its deadline, and how far it came", () => {
  assert.deepEqual(read(judged({ state: "stuck", since: 700, steps: [["mes-api", 0, 10, null], null] })), [
    `chain price-calculation +0 – 0s ${STARTED}`,
    `chain price-calculation +11 – 0s ${STATES.indexOf("stuck")}`,
    `step price-calculation mes-api +11 – 0s ${REACHED}`,
  ]);
  assert.deepEqual(read(judged({ state: "running" })), [`chain price-calculation +0 – 0s ${STARTED}`]);
});

test("an order is processed from the first creation to the end of its confirmation; failed and unfinished ones are not", () => {
  const order = (state: State, ended: number | null) =>
    read(
      judged({ chain: "order-creation", state: "failed", from: 0, ended: 5 }),
      judged({ chain: "order-creation", from: 60, ended: 70 }),
      judged({ chain: "order-confirmation", from: 600, state, ended }),
    ).filter((line) => line.startsWith("order "));
  assert.deepEqual(order("done-late", 660), ["order processing +11 success 660s", "order inside +11 success 70s"]);
  assert.deepEqual(order("failed", 660), []);
  assert.deepEqual(order("stuck", null), []);
});

const anyJudged = fc
  .record({
    chain: fc.constantFrom("order-creation", "price-calculation", "order-confirmation"),
    state: fc.constantFrom(...STATES),
    from: fc.integer({ min: -100_000, max: 100_000 }),
    ended: fc.option(fc.integer({ min: -100_000, max: 100_000 })),
    since: fc.nat(1_000),
    steps: fc.array(fc.option(fc.tuple(fc.constantFrom("a", "b"), fc.nat(500), fc.nat(500), fc.option(fc.nat(100)))), { maxLength: 5 }),
  })
  .map(judged);

test("what was added, written beside the order and read again, is exactly what is taken out", () => {
  fc.assert(
    fc.property(fc.array(anyJudged, { maxLength: 4 }), (all) => {
      const events = executionEvents(all);
      const delta = createDelta();
      applyEvents(delta, events, 1);
      applyEvents(delta, readEvents(writeEvents(events)), -1);
      for (const { minutes } of delta.series.values()) for (const cell of minutes.values()) assert.ok(isEmptyCell(cell));
    }),
  );
});
