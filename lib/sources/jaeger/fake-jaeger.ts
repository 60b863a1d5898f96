import { buildTrace } from "#lib/trace/build-trace";
import { encodeOtlpJson } from "#lib/trace/encode-otlp-json";
import type { ArrivingSpan, Attributes, AttributeValue, TraceId } from "#lib/trace/span";

/**
 * For tests: a small real Jaeger, with its limits and its manners, as the recordings show them. Searches cut off silently at their
 * limit, newest arrivals first; v1 wants a service; what a search without one gives depends on the storage.
 */
export interface FakeJaeger {
  push(spans: readonly ArrivingSpan[]): void;
  answer(path: string, query: Readonly<Record<string, string>>): FakeAnswer;
  /** Searches answered, and traces given in them. */
  readonly counts: { searches: number; given: number };
}

export interface FakeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface FakeOptions {
  readonly version: "2.20" | "2.13" | "1.60";
  /** A search without a service: answered; silently empty (Cassandra, Badger); an error. */
  readonly withoutService: "works" | "empty" | "error";
  /** As the memory store's: a greater limit is a 500. */
  readonly maxTraces: number;
}

const TEXT = "text/plain; charset=utf-8";
const HTML: FakeAnswer = {
  status: 200,
  contentType: "text/html; charset=utf-8",
  body: "<!DOCTYPE html>\n<html><title>Jaeger</title></html>",
};
const NOT_FOUND: FakeAnswer = { status: 404, contentType: TEXT, body: "404 page not found\n" };

export function createFakeJaeger({ version, withoutService, maxTraces }: FakeOptions): FakeJaeger {
  const traces = new Map<TraceId, ArrivingSpan[]>();
  const counts = { searches: 0, given: 0 };
  const json = (value: unknown): FakeAnswer => ({
    status: 200,
    contentType: version === "2.20" ? "application/json" : TEXT,
    body: JSON.stringify(value),
  });
  const v3Error = (status: number, message: string): FakeAnswer => ({
    status,
    contentType: TEXT,
    body: `${JSON.stringify({ error: { httpCode: status, message } })}\n`,
  });
  const v1Error = (code: number, msg: string): FakeAnswer => ({
    status: code,
    contentType: TEXT,
    body: `${JSON.stringify({ data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] })}\n`,
  });
  const v1Data = (data: unknown): FakeAnswer => json({ data, total: 0, limit: 0, offset: 0, errors: null });
  const services = () => [...new Set([...traces.values()].flatMap((spans) => spans.map((span) => span.resource.service)))];

  interface Search {
    readonly service: string;
    readonly operation: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly fromNs: bigint;
    readonly toNs: bigint;
    /** Go durations in milliseconds, or nothing. */
    readonly took: string;
    readonly lessThan: string;
    readonly limit: number;
  }
  /** A text: why the storage refuses. */
  const search = ({ service, operation, attributes, fromNs, toNs, took, lessThan, limit }: Search): readonly TraceId[] | string => {
    counts.searches++;
    if (limit <= 0 || limit > maxTraces) return "search depth must be greater than 0 and less than max traces";
    if (service === "" && withoutService === "error") return "service name must be set";
    if (service === "" && withoutService === "empty") return [];
    const found: TraceId[] = [];
    for (const [traceId, spans] of [...traces].reverse()) {
      if (found.length === limit) break;
      const hit = spans.some(
        (span) =>
          (service === "" || span.resource.service === service) &&
          (operation === "" || span.name === operation) &&
          span.startUnixNs >= fromNs &&
          span.startUnixNs <= toNs &&
          span.durationNs >= (Number.parseInt(took, 10) || 0) * 1e6 &&
          span.durationNs <= (Number.parseInt(lessThan, 10) || Number.POSITIVE_INFINITY) * 1e6 &&
          Object.entries(attributes).every(([key, value]) => textOf(span.attributes[key] ?? span.resource.attributes[key]) === value),
      );
      if (hit) found.push(traceId);
    }
    counts.given += found.length;
    return found;
  };

  const v3Traces = (ids: readonly TraceId[]): FakeAnswer =>
    ids.length === 0
      ? v3Error(404, "No traces found")
      : json({ result: { resourceSpans: ids.flatMap((id) => encodeOtlpJson(whole(id, traces.get(id)!)).resourceSpans) } });

  const answerV3 = (path: string, query: Readonly<Record<string, string>>): FakeAnswer => {
    if (version === "1.60") return HTML;
    const old = version === "2.13";
    if (path === "trace-summaries") return old ? HTML : v3Error(400, "query.startTimeMin and query.startTimeMax are required");
    if (path === "services") return json({ services: services() });
    const one = /^traces\/(.+)$/.exec(path)?.[1];
    if (one !== undefined) return v3Traces(traces.has(one as TraceId) ? [one as TraceId] : []);
    if (path !== "traces") return old ? HTML : NOT_FOUND;
    const read = (camel: string, snake: string) => (old ? undefined : query[`query.${camel}`]) ?? query[`query.${snake}`] ?? "";
    const [from, to] = [read("startTimeMin", "start_time_min"), read("startTimeMax", "start_time_max")];
    if (from === "" || to === "") return v3Error(400, "query.start_time_min and query.start_time_max are required");
    const found = search({
      service: read("serviceName", "service_name"),
      operation: read("operationName", "operation_name"),
      attributes: old ? {} : JSON.parse(query["query.attributes"] ?? "{}"),
      fromNs: readTime(from),
      toNs: readTime(to),
      took: read("durationMin", "duration_min"),
      lessThan: read("durationMax", "duration_max"),
      limit: Number(read("searchDepth", "num_traces") || 0),
    });
    return typeof found === "string" ? v3Error(500, found) : v3Traces(found);
  };

  const answerV1 = (path: string, query: Readonly<Record<string, string>>): FakeAnswer => {
    if (path === "services") return v1Data(services());
    const one = /^traces\/(.+)$/.exec(path)?.[1] as TraceId | undefined;
    if (one !== undefined) return traces.has(one) ? v1Data([v1Trace(one, traces.get(one)!)]) : v1Error(404, "trace not found");
    if (path !== "traces") return version === "2.20" ? NOT_FOUND : HTML;
    if (!query["service"]) return v1Error(400, "parameter 'service' is required");
    const found = search({
      service: query["service"],
      operation: query["operation"] ?? "",
      attributes: JSON.parse(query["tags"] ?? "{}"),
      fromNs: BigInt(query["start"]!) * 1_000n,
      toNs: BigInt(query["end"]!) * 1_000n,
      took: query["minDuration"] ?? "",
      lessThan: query["maxDuration"] ?? "",
      limit: Number(query["limit"] ?? 100),
    });
    return typeof found === "string" ? v1Error(500, found) : v1Data(found.map((id) => v1Trace(id, traces.get(id)!)));
  };

  return {
    counts,
    push(spans) {
      for (const span of spans) {
        const known = traces.get(span.traceId);
        if (known) known.push(span);
        else traces.set(span.traceId, [span]);
      }
    },
    answer(path, query) {
      if (path.startsWith("/api/v3/")) return answerV3(path.slice("/api/v3/".length), query);
      if (path.startsWith("/api/")) return answerV1(path.slice("/api/".length), query);
      return HTML;
    },
  };
}

const whole = (traceId: TraceId, spans: readonly ArrivingSpan[]) =>
  buildTrace(
    traceId,
    spans.map((span) => ({ ...span, receivedAt: null })),
  );

const textOf = (value: AttributeValue | undefined): string | null =>
  value === undefined || value === null ? null : typeof value === "object" ? JSON.stringify(value) : String(value);

/** RFC 3339 with up to nine digits after the point. */
function readTime(text: string): bigint {
  const [, seconds, fraction = ""] = /^(.{19})(?:\.(\d{1,9}))?Z$/.exec(text)!;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

const TYPES: Readonly<Record<string, string>> = { string: "string", boolean: "bool", bigint: "int64" };

const tagsOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    type: typeof value === "number" ? (Number.isInteger(value) ? "int64" : "float64") : (TYPES[typeof value] ?? "string"),
    value: typeof value === "bigint" ? String(value) : typeof value === "object" ? JSON.stringify(value) : value,
  }));

function v1Trace(traceId: TraceId, spans: readonly ArrivingSpan[]): unknown {
  const processes = Object.fromEntries(
    spans.map(({ resource }, i) => [`p${i}`, { serviceName: resource.service, tags: tagsOf(resource.attributes) }]),
  );
  return {
    traceID: traceId,
    spans: spans.map((span, i) => ({
      traceID: traceId,
      spanID: span.spanId,
      operationName: span.name,
      references: [
        ...(span.parentSpanId ? [{ refType: "CHILD_OF", traceID: traceId, spanID: span.parentSpanId }] : []),
        ...span.links.map((link) => ({ refType: "FOLLOWS_FROM", traceID: link.traceId, spanID: link.spanId })),
      ],
      startTime: Number(span.startUnixNs / 1_000n),
      duration: Math.floor(span.durationNs / 1_000),
      tags: [
        ...tagsOf(span.attributes),
        { key: "span.kind", type: "string", value: span.kind },
        ...(span.status.code === "error"
          ? [
              { key: "error", type: "bool", value: true },
              { key: "otel.status_code", type: "string", value: "ERROR" },
            ]
          : []),
      ],
      logs: [],
      processID: `p${i}`,
      warnings: null,
    })),
    processes,
    warnings: null,
  };
}
