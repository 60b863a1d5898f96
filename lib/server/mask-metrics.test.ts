import assert from "node:assert/strict";
import { test } from "node:test";
import type { Runtime } from "../runtime.ts";
import { maskLabels } from "./mask-metrics.ts";

const runtime = { pseudonymKey: new Uint8Array(32).fill(5), chains: { orderKeys: ["order_id"] } } as unknown as Pick<
  Runtime,
  "pseudonymKey" | "chains"
>;

test("a service that is named after a person is masked in its label, others and all numbers stay", () => {
  const text = 'a{service="crm-api"} 3\nb{service="dev of ada@example.com \\"x\\"\\n",le="+Inf"} 4222222222222222\n';
  const masked = maskLabels(text, runtime);
  assert.match(masked, /^a\{service="crm-api"\} 3\nb\{service="dev of email-[0-9a-f]{12} \\"x\\"\\n",le="\+Inf"\} 4222222222222222\n$/);
  assert.equal(maskLabels(masked, runtime), masked);
});
