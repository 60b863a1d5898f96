import { err, ok, type Result } from "#lib/base/result";
import type { Waterfall } from "#lib/contract/waterfall";
import { buildWaterfall } from "#lib/contract/waterfall-build";
import { buildTrace, type ReceivedSpan } from "#lib/trace/build-trace";
import { findCriticalPath } from "#lib/trace/critical-path";
import { encodeOtlpJson } from "#lib/trace/encode-otlp-json";
import { decodeJaegerObject } from "#lib/trace/jaeger-json";
import { decodeOtlpObject } from "#lib/trace/otlp-json";
import type { Trace, TraceId } from "#lib/trace/span";

export interface OpenedFile {
  readonly name: string;
  readonly waterfall: Waterfall;
  readonly spanCount: number;
  readonly warnings: readonly string[];
  /** One span as OTLP JSON, for the side panel. */
  readonly spanDocument: (traceId: string, spanId: string) => unknown;
}

/** Jaeger's JSON or OTLP's, told apart by what is in it; all in the browser, with the decoders that the server has. */
export function readTraceFile(name: string, text: string): Result<OpenedFile, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err("JSON?");
  }
  const isOtlp = typeof json === "object" && json !== null && ("resourceSpans" in json || "batches" in json);
  const decoded = isOtlp ? decodeOtlpObject(asOtlp(json as object), { base64Ids: true }) : decodeJaegerObject(json);
  if (!decoded.ok) return err(decoded.error.message);
  const { spans, rejected, rejectedReasons } = decoded.value;
  if (spans.length === 0) return err(rejectedReasons[0] ?? "0 spans");
  const byTrace = new Map<TraceId, ReceivedSpan[]>();
  for (const span of spans) {
    const list = byTrace.get(span.traceId) ?? [];
    byTrace.set(span.traceId, list);
    list.push({ ...span, receivedAt: null });
  }
  const traces = [...byTrace].map(([traceId, list]) => buildTrace(traceId, list));
  const warnings = "warnings" in decoded.value ? (decoded.value as { readonly warnings: readonly string[] }).warnings : [];
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

/** Tempo's files say `batches` where OTLP says `resourceSpans`. */
const asOtlp = (json: object): object => ("batches" in json ? { resourceSpans: json.batches } : json);

const criticalSpans = (trace: Trace) => new Set(findCriticalPath(trace).flatMap((segment) => trace.spans[segment.spanIndex] ?? []));
