import "server-only";
import { runtime } from "../runtime.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { fetchTraces } from "./ask-sources.ts";
import { recall, remember } from "./recent-traces.ts";

/** An order of more traces is one that tests or imports made. */
const MOST_SIBLINGS = 12;
const MOST_ORDERS = 3;

/**
 * The other traces of the orders that this one belongs to. Whom a key of one of them names is masked in the texts of all, whichever of them is
 * looked at. What cannot be read is left out: then this trace's own keys have to do.
 */
export async function siblingsOf(traceId: TraceId): Promise<readonly Trace[]> {
  const { index, sources } = runtime();
  const orderIds = (await index.ordersOfTraces([traceId])).get(traceId) ?? [];
  const orders = await Promise.all(orderIds.slice(0, MOST_ORDERS).map((orderId) => index.getOrder(orderId)));
  const ids = [...new Set(orders.flatMap((order) => order?.traceIds ?? []))].filter((id) => id !== traceId).slice(0, MOST_SIBLINGS);
  const known = ids.flatMap((id) => recall(id) ?? []);
  const missing = ids.filter((id) => !known.some((trace) => trace.traceId === id));
  if (missing.length === 0) return known;
  const { traces } = await fetchTraces(sources, missing);
  remember(traces);
  return [...known, ...traces];
}
