/** A process of its own, so that what was sent does not weigh on the heap that is measured. `node fill-peer.ts OTLP_URL FROM_MS TO_MS ORDERS_PER_MINUTE`; says how much. */
import { unixMs } from "#lib/base/time";
import { simulate } from "#lib/demo/simulate";
import { pushSpans } from "../peers/push-spans.ts";

const [otlpUrl, from, to, ordersPerMinute] = process.argv.slice(2);
const traces = new Set<string>();
const orders = new Set<string>();
let spans = 0;
const made = simulate({ seed: 5, ordersPerMinute: Number(ordersPerMinute), from: unixMs(Number(from)), to: unixMs(Number(to)) });
for (let at = 0; at < made.batches.length; at += 100) {
  const some = made.batches.slice(at, at + 100).flatMap((batch) => batch.spans);
  await pushSpans(otlpUrl!, some);
  spans += some.length;
  for (const span of some) traces.add(span.traceId);
}
for (const { orderId } of made.truth) if (orderId !== null) orders.add(orderId);
console.log(JSON.stringify({ spans, traces: traces.size, orders: [...orders] }));
