import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildTrace, type ReceivedSpan } from "#lib/trace/build-trace";
import { countIds } from "#lib/trace/order-ids";
import { decodeOtlpJson } from "#lib/trace/otlp-json";
import type { Trace, TraceId } from "#lib/trace/span";
import type { Execution } from "./execution.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";

const chains = defaultChains();

const readRecording = (file: string): readonly Trace[] => {
  const byTrace = new Map<TraceId, ReceivedSpan[]>();
  const lines = readFileSync(join(import.meta.dirname, "fixtures", file), "utf8")
    .trim()
    .split("\n");
  for (const line of lines) {
    const decoded = decodeOtlpJson(line);
    assert.ok(decoded.ok);
    for (const span of decoded.value.spans)
      byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), { ...span, receivedAt: null }]);
  }
  assert.ok(byTrace.size > 10);
  return [...byTrace].map(([traceId, spans]) => buildTrace(traceId, spans));
};

const ofOrder = (traces: readonly Trace[], orderId: string): readonly Execution[] =>
  matchChains({ traces: traces.filter((trace) => countIds(trace, chains.orderKeys).has(orderId)), orderId, chains });

/** `chain: step status×deliveries …`, `–` for a step not seen. */
const draw = (executions: readonly Execution[]): readonly string[] =>
  executions.map((one) => {
    const steps = one.steps.map((step) =>
      step === null ? "–" : `${step.stepId} ${step.status}${step.deliveries.length > 1 ? `×${step.deliveries.length}` : ""}`,
    );
    return `${one.chainId}#${one.attempt}: ${steps.join(", ")}${one.deadLetter ? ` → ${one.deadLetter.destination}` : ""}`;
  });

const created = "order-creation#1: api-user success, mes-api success, rabbitmq success, crm-api success, crm-db success";
const priced = "price-calculation#1: mes-api success, storage success, price success, rabbitmq success, crm-api success, crm-db success";
const confirmed = "order-confirmation#1: crm success, crm-api success, rabbitmq success, mes-api success, mes-db success";

const truths: Readonly<Record<string, readonly string[]>> = {
  "J-1": [created, priced, confirmed],
  "J-2": [created, priced, confirmed],
  "J-3": [
    created,
    "price-calculation#1: mes-api success, storage success, price success, rabbitmq success, crm-api error×3, – → price.calculated.dlq",
  ],
  "J-4": [
    created,
    "price-calculation#1: mes-api success, storage success, price success, rabbitmq success, crm-api timeout, crm-db timeout",
  ],
  "J-5": [created, "price-calculation#1: mes-api timeout, storage timeout, –, –, –, –"],
  "J-lost": ["order-creation#1: api-user success, mes-api success, rabbitmq success, –, –"],
};

const lossy = { ...truths, "J-1": [created, priced, "order-confirmation#1: crm success, crm-api success, rabbitmq success, –, –"] };

for (const [file, wanted] of [
  ["orders.otlp.ndjson", truths],
  ["orders-with-a-loss.otlp.ndjson", lossy],
] as const) {
  const traces = readRecording(file);
  for (const [orderId, executions] of Object.entries(wanted))
    test(`${file}: ${orderId} is recognised as auto-instrumented services sent it`, () => {
      assert.deepEqual(draw(ofOrder(traces, orderId)), executions);
    });

  test(`${file}: the operator's list is one run whose queries end together`, () => {
    const found = traces.flatMap((trace) => matchChains({ traces: [trace], orderId: null, chains }));
    assert.deepEqual(draw(found), ["active-orders#1: mes success, mes-api success, mes-db success"]);
    const queries = found[0]!.steps[2]!;
    assert.equal(queries.deliveries.length, 1);
    assert.ok(queries.endMs - queries.startMs > 10);
  });

  test(`${file}: no wait is negative, the publish is one step though pika made two spans of it`, () => {
    const all = Object.keys(wanted).flatMap((orderId) => ofOrder(traces, orderId));
    for (const one of all)
      for (const step of one.steps) {
        assert.ok(step === null || step.waitMs === null || step.waitMs >= 0);
        if (step?.stepId === "rabbitmq") assert.equal(step.deliveries.length, 1);
      }
  });
}
