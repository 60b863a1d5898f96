import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTATION_BASE, readTraces } from "#lib/trace/notation";
import { drawCreation } from "./drawn-orders.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";
import { keptShareOf } from "./sampling.ts";

test("the threshold in tracestate tells the share that was kept", () => {
  assert.equal(keptShareOf("ot=th:8"), 0.5);
  assert.equal(keptShareOf("ot=th:0"), 1);
  assert.ok(Math.abs(keptShareOf("ot=th:e6666666666668")! - 0.1) < 1e-12);
  assert.equal(keptShareOf("vendor=x, ot=rv:0123456789abcd;th:c"), 0.25);
});

test("tracestate of others, or broken, says nothing", () => {
  for (const state of [null, "", "ot=rv:1", "other=th:8", "ot=th:", "ot=th:xyz", "ot=th:123456789abcdef", "th:8"])
    assert.equal(keptShareOf(state), null);
});

test("a service is marked as sampling where its tracestate is not just its parent's", () => {
  const state = "tracestate=ot=th:c";
  const text = drawCreation({ marks: { "mes-api": state, handler: state, publish: state, "crm-api": state, "crm-db": state } });
  const [one] = matchChains({ traces: readTraces(text), orderId: "48213", chains: defaultChains() });
  assert.deepEqual(one!.sampling, [{ service: "mes-api", keptShare: 0.25, atMs: NOTATION_BASE + 8 }]);
});
