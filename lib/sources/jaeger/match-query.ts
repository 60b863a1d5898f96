import { nsToMs } from "#lib/base/time";
import { operationStatus } from "#lib/trace/operation-status";
import { countIds } from "#lib/trace/order-ids";
import type { TraceQuery, TraceSummary } from "#lib/trace/search";
import type { AttributeValue, Span, Trace } from "#lib/trace/span";

/**
 * Whether a trace answers a question, as the store's own search understands it: service, operation and status on one span, each
 * attribute on some span (or its resource), durations and times of the whole trace. Jaeger's words mean less, or other things.
 */
export function matchTrace(trace: Trace, query: TraceQuery, orderKeys: readonly string[]): boolean {
  const durationMs = trace.durationNs / 1e6;
  if (query.minDurationMs !== undefined && durationMs < query.minDurationMs) return false;
  if (query.maxDurationMs !== undefined && durationMs > query.maxDurationMs) return false;
  const startedAt = nsToMs(trace.startUnixNs);
  if (query.from !== undefined && startedAt < query.from) return false;
  if (query.to !== undefined && startedAt >= query.to) return false;
  if (query.orderId !== undefined && !countIds(trace, orderKeys).has(query.orderId)) return false;
  for (const { key, value } of query.attributes ?? []) if (!trace.spans.some((span) => carries(span, key, value))) return false;
  if (query.service === undefined && query.operation === undefined && query.status === undefined) return true;
  return trace.spans.some((span) => isNamed(span, query) && (query.status === undefined || operationStatus(span) === query.status));
}

export const isNamed = (span: Span, { service, operation }: Pick<TraceQuery, "service" | "operation">): boolean =>
  (service === undefined || span.resource.service === service) && (operation === undefined || span.name === operation);

export const carries = (span: Span, key: string, value: string): boolean =>
  isText(span.attributes[key], value) || isText(span.resource.attributes[key], value);

const isText = (found: AttributeValue | undefined, value: string): boolean =>
  Array.isArray(found)
    ? found.some((item) => isText(item, value))
    : found !== undefined && found !== null && typeof found !== "object" && String(found) === value;

export function summarise(trace: Trace, source: string, orderKeys: readonly string[]): TraceSummary {
  const ids = new Set(trace.spans.map((span) => span.spanId));
  const root =
    trace.spans.find((span) => span.parentSpanId === null) ??
    trace.spans.find((span) => span.parentSpanId !== null && !ids.has(span.parentSpanId)) ??
    trace.spans[0];
  return {
    traceId: trace.traceId,
    rootService: root?.resource.service ?? "",
    rootOperation: root?.name ?? "",
    startedAt: nsToMs(trace.startUnixNs),
    durationMs: trace.durationNs / 1e6,
    spanCount: trace.spans.length,
    errorCount: trace.spans.filter((span) => operationStatus(span) !== "success").length,
    services: [...new Set(trace.spans.map((span) => span.resource.service))],
    orderIds: [...countIds(trace, orderKeys).keys()],
    source,
  };
}
