import { linksOf } from "#lib/trace/links";
import { countIds } from "#lib/trace/order-ids";
import type { TraceId } from "#lib/trace/span";
import { ok, type Result } from "../../base/result.ts";
import { type UnixMs, unixMs } from "../../base/time.ts";
import type { HttpFailure } from "../http/http-client.ts";
import type { OrderTraces } from "../source.ts";
import type { JaegerApi } from "./jaeger-api.ts";
import { keepNewer, readWindow, type ServerHabits, type WindowLimits } from "./read-window.ts";
import type { RawTrace } from "./to-trace.ts";

export interface OrderSearch {
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** Elasticsearch and OpenSearch take an attribute's value as a regular expression; no other storage does. */
  readonly escapeRegexp: boolean;
  readonly limits: WindowLimits;
}

const NO_INCOMING = "Jaeger cannot be searched by links: traces that only link to this order's are missing, unless they carry its id";

/** Asks for every key, and keeps what really carries the id: a storage may compare more loosely. */
export async function findOrder(
  api: JaegerApi,
  orderId: string,
  keys: readonly string[],
  habits: ServerHabits,
  { from, to, escapeRegexp, limits }: OrderSearch,
  signal?: AbortSignal,
): Promise<Result<OrderTraces, HttpFailure>> {
  const raw = new Map<TraceId, RawTrace>();
  const warnings = new Set<string>();
  const value = attributeText(orderId, escapeRegexp);
  for (const key of keys) {
    const wish = { service: null, attributes: { [key]: value }, fromUs: Math.floor(from * 1_000), toUs: Math.ceil(to * 1_000) };
    const read = await readWindow(api, wish, habits, limits, signal);
    if (!read.ok) return read;
    for (const trace of read.value.traces.values()) keepNewer(raw, trace);
    for (const warning of read.value.warnings) warnings.add(warning);
  }
  const found = new Set<TraceId>();
  for (const item of raw.values()) {
    const trace = item.read();
    if (!countIds(trace, keys).has(orderId)) continue;
    found.add(trace.traceId);
    for (const { to: linked } of linksOf(trace)) found.add(linked.traceId);
  }
  if (found.size > 0) warnings.add(NO_INCOMING);
  return ok({ traceIds: [...found], partial: warnings.size > 0, warnings: [...warnings] });
}

/** Lucene's own characters: https://lucene.apache.org/core/9_0_0/core/org/apache/lucene/util/automaton/RegExp.html */
export const attributeText = (value: string, escapeRegexp: boolean): string =>
  escapeRegexp ? value.replace(/[.?+*|(){}[\]"\\#@&<>~]/g, "\\$&") : value;

/** The range of a search that names none. */
export const rangeUpTo = (now: UnixMs, backMs: number, aheadMs: number): { readonly from: UnixMs; readonly to: UnixMs } => ({
  from: unixMs(now - backMs),
  to: unixMs(now + aheadMs),
});
