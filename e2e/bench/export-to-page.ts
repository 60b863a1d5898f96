import { setTimeout as pause } from "node:timers/promises";
import { unixMs, unixNs } from "#lib/base/time";
import { simulate } from "#lib/demo/simulate";
import type { ArrivingSpan } from "#lib/trace/span";
import { pushSpans } from "../peers/push-spans.ts";
import type { SearchedPeer } from "./start-peer.ts";

const ORDERS = 8;
const WITHIN_MS = 120_000;

/** Some new orders, one after another: from the answer to their export until Loupe knows them, and until the backend's own search does. */
export async function measureExport(server: SearchedPeer, isListed: (id: string) => Promise<boolean>): Promise<string> {
  const now = Date.now();
  const { batches } = simulate({ seed: 77, ordersPerMinute: 60, from: unixMs(now - 60_000), to: unixMs(now) });
  const byOrder = Map.groupBy(
    batches.flatMap((batch) => batch.spans),
    (span) => span.attributes["order_id"],
  );
  const known: number[] = [];
  const after: number[] = [];
  for (const [orderId, spans] of [...byOrder].filter(isSearchable).slice(0, ORDERS)) {
    const id = `fresh-${String(orderId)}`;
    await pushSpans(
      server.otlpUrl,
      untilNow(spans).map((span) => ({ ...span, attributes: Object.assign(Object.create(null), span.attributes, { order_id: id }) })),
    );
    const exported = performance.now();
    const [loupe, own] = await Promise.all([until(() => isListed(id)), until(async () => (await server.find(id)) === 200)]);
    known.push(loupe - exported);
    after.push(Math.max(0, loupe - own));
  }
  return `export to order known: ${worst(known)}; after its own search finds it: ${worst(after)} (${ORDERS} orders; target ≤ 5 s)`;
}

/** Exported as its last span ends: an exporter does not hold spans back for a minute. */
function untilNow(spans: readonly ArrivingSpan[]): readonly ArrivingSpan[] {
  const lastMs = Math.max(...spans.map((span) => Number(span.startUnixNs / 1_000_000n) + span.durationNs / 1e6));
  const shiftNs = BigInt(Math.floor(Date.now() - lastMs)) * 1_000_000n;
  return spans.map((span) => ({
    ...span,
    startUnixNs: unixNs(span.startUnixNs + shiftNs),
    events: span.events.map((event) => ({ ...event, timeUnixNs: unixNs(event.timeUnixNs + shiftNs) })),
  }));
}

/** `start-peer.ts` asks Jaeger for the spans of this service. */
const isSearchable = ([id, spans]: readonly [unknown, readonly ArrivingSpan[]]): boolean =>
  typeof id === "string" && spans.some(({ resource }) => resource.service === "mes-api");

async function until(done: () => Promise<boolean>): Promise<number> {
  const limit = performance.now() + WITHIN_MS;
  while (!(await done())) {
    if (performance.now() > limit) throw new Error("not within two minutes");
    await pause(200);
  }
  return performance.now();
}

const worst = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b);
  return `median ${(sorted[sorted.length >> 1]! / 1_000).toFixed(1)} s, worst ${(sorted.at(-1)! / 1_000).toFixed(1)} s`;
};
