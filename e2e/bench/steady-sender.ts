/** A process of its own: sends the simulated company's spans as they come. `node steady-sender.ts OTLP_URL ORDERS_PER_MINUTE MS`; says how many traces. */
import { setTimeout as pause } from "node:timers/promises";
import { unixMs } from "#lib/base/time";
import { simulate } from "#lib/demo/simulate";
import { pushSpans } from "../peers/push-spans.ts";

const [otlpUrl, ordersPerMinute, ms] = process.argv.slice(2);
const opened = Date.now();
// An hour of past is made and thrown away, so that all kinds of traffic are under way.
const WARM_MS = 1_800_000;
const to = unixMs(opened + Number(ms));
const { batches } = simulate({ seed: 9, ordersPerMinute: Number(ordersPerMinute), from: unixMs(opened - WARM_MS), to });
let sent = 0;
const traces = new Set<string>();
for (const { arrivedAt, spans } of batches) {
  if (arrivedAt < opened) continue;
  const wait = arrivedAt - Date.now();
  if (wait > 0) await pause(wait);
  await pushSpans(otlpUrl!, spans);
  sent += spans.length;
  for (const { traceId } of spans) traces.add(traceId);
}
console.log(JSON.stringify({ spans: sent, traces: traces.size }));
