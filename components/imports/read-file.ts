import { err, ok, type Result } from "#lib/base/result";
import type { Waterfall } from "#lib/contract/waterfall";
import { buildWaterfall } from "#lib/contract/waterfall-build";
import { buildTrace, type ReceivedSpan } from "#lib/trace/build-trace";
import { findCriticalPath } from "#lib/trace/critical-path";
import { decodeTraceFile } from "#lib/trace/decode-trace-file";
import { encodeOtlpJson } from "#lib/trace/encode-otlp-json";
import type { Trace, TraceId } from "#lib/trace/span";

export interface OpenedFile {
  readonly name: string;
  readonly waterfall: Waterfall;
  readonly spanCount: number;
  readonly warnings: readonly string[];
  /** One span as OTLP JSON, for the side panel. */
  readonly spanDocument: (traceId: string, spanId: string) => unknown;
}

/** Whatever trace tools export as JSON; all in the browser, with the decoders that the server has. */
export function readTraceFile(name: string, text: string): Result<OpenedFile, string> {
  const decoded = decodeTraceFile(text);
  if (!decoded.ok) return err(decoded.error.message);
  const { spans, rejected, rejectedReasons, warnings } = decoded.value;
  if (spans.length === 0) return err(rejectedReasons[0] ?? "0 spans");
  const byTrace = new Map<TraceId, ReceivedSpan[]>();
  for (const span of spans) {
    const list = byTrace.get(span.traceId) ?? [];
    byTrace.set(span.traceId, list);
    list.push({ ...span, receivedAt: null });
  }
  const traces = [...byTrace].map(([traceId, list]) => buildTrace(traceId, list));
  return ok({
    name,
    waterfall: buildWaterfall({ orderId: null, traces, nowMs: null, chains: [], executions: [], criticalSpans }),
    spanCount: spans.length,
    warnings: [...(rejected > 0 ? rejectedReasons : []), ...warnings],
    spanDocument: (traceId, spanId) =>
      encodeOtlpJson(
        ...traces
          .filter((trace) => trace.traceId === traceId)
          .map((trace) => ({ ...trace, spans: trace.spans.filter((span) => span.spanId === spanId) })),
      ),
  });
}

const criticalSpans = (trace: Trace) => new Set(findCriticalPath(trace).flatMap((segment) => trace.spans[segment.spanIndex] ?? []));
