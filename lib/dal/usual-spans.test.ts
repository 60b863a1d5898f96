import assert from "node:assert/strict";
import { test } from "node:test";
import { drawExecution } from "../detector/drawn-execution.ts";
import { readTraces } from "../trace/notation.ts";
import { findUsualSpans } from "./usual-spans.ts";

const usual = (samples: number) => ({ p50: 20, p95: 60, p99: 90, samples, of: "all" }) as const;

test("a step's span gets its usual range under the names that the trace has; what nothing is known of gets none", () => {
  const [trace] = readTraces("trace a\ncrm-api  orders receive  consumer  0s  50ms\n  crm-api  insert  client  0.01s  20ms");
  const [consumer, write] = trace!.spans;
  const execution = drawExecution("order-creation", "– – – 0 1");
  const steps = execution.steps.map((seen, index) => {
    const span = index === 3 ? consumer : index === 4 ? write : null;
    return seen && span ? { ...seen, traceId: span.traceId, spanId: span.spanId } : seen;
  });
  const judged = [{ execution: { ...execution, steps } }] as unknown as Parameters<typeof findUsualSpans>[1];
  const found = findUsualSpans([trace!], judged, (_, stepId) => (stepId === "crm-api" ? usual(400) : null));
  assert.deepEqual(found, [{ service: "crm-api", operation: "orders receive", fromNs: 20e6, toNs: 60e6 }]);
});
