import { err, ok, type Result } from "../base/result.ts";
import type { DecodedSpans } from "./decoded-spans.ts";
import {
  BAD_SPAN_ID,
  BAD_TRACE_ID,
  type DecodeError,
  emptyAttributes,
  makeResource,
  NO_SCOPE,
  newCollector,
  reject,
  type SpanCollector,
  Undecodable,
} from "./decoded-spans.ts";
import { padId } from "./jaeger-json-ids.ts";
import { readLogs, readReferences, readTags, takeScope, takeStatus, takeText } from "./jaeger-json-parts.ts";
import { repairTimes, type TimedSpan } from "./jaeger-json-times.ts";
import { arrayOf, readObject, readText } from "./otlp-json-value.ts";
import type { Resource, SpanId, SpanKind, TraceId } from "./span.ts";

/** Spans of a Jaeger file or answer, and what had to be guessed. */
export interface DecodedJaeger extends DecodedSpans {
  readonly warnings: readonly string[];
}

/**
 * Jaeger's JSON as its query service answers and its interface exports: `{data: [trace, …]}`, a list of traces, or one trace
 * `{traceID, spans, processes}`. Times are in microseconds, ids may be short (64-bit trace ids, zeros left off).
 * Tags that Jaeger made of OpenTelemetry's own fields become those fields again.
 */
export function decodeJaegerJson(body: Uint8Array | string): Result<DecodedJaeger, DecodeError> {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  if (text.trim() === "") return err({ kind: "empty", field: null, message: "the file is empty" });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ kind: "not-json", field: null, message: "the file is not JSON" });
  }
  return decodeJaegerObject(json);
}

export function decodeJaegerObject(json: unknown): Result<DecodedJaeger, DecodeError> {
  const collector = newCollector();
  const warnings = new Set<string>();
  try {
    for (const [index, trace] of tracesOf(json).entries()) readTrace(trace, `data[${index}]`, collector, warnings);
  } catch (error) {
    if (error instanceof Undecodable) return err(error.decodeError);
    throw error;
  }
  const { spans, rejected, rejectedReasons } = collector;
  return ok({ spans, rejected, rejectedReasons, warnings: [...warnings].slice(0, WARNINGS_KEPT) });
}

const WARNINGS_KEPT = 20;

function tracesOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  const file = readObject(json, "the file");
  if (Array.isArray(file["data"])) return file["data"];
  if (Array.isArray(file["spans"])) return [file];
  if (file["data"] == null && Array.isArray(file["errors"])) return [];
  throw new Undecodable("malformed", "data", "neither `data` nor `spans` is an array: not Jaeger's JSON");
}

function readTrace(value: unknown, at: string, collector: SpanCollector, warnings: Set<string>): void {
  const trace = readObject(value, at);
  const processes = new Map<string, Resource>();
  for (const [id, process] of Object.entries(readObject(trace["processes"] ?? {}, `${at}.processes`))) {
    processes.set(id, readProcess(process, `${at}.processes.${id}`));
  }
  const read: TimedSpan[] = [];
  arrayOf(trace["spans"], `${at}.spans`).forEach((entry, i) => {
    const span = readSpan(entry, `${at}.spans[${i}]`, trace["traceID"], processes, collector);
    if (span) read.push(span);
    collector.seen++;
  });
  const { placed, lost, repaired } = repairTimes(read);
  for (const span of placed) collector.spans.push(span);
  for (let i = 0; i < lost; i++) reject(collector, "startTime is missing, and no parent has one");
  if (repaired > 0) warnings.add(`${repaired} spans without a start stand at their parent's`);
  for (const warning of textsOf(trace["warnings"])) warnings.add(warning);
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);

export function readProcess(value: unknown, at: string): Resource {
  const process = readObject(value, at);
  const attributes = readTags(process["tags"], `${at}.tags`);
  // Jaeger keeps the name apart from the tags; its own clients call the host `hostname`.
  attributes["service.name"] = readText(process["serviceName"], `${at}.serviceName`) || (attributes["service.name"] ?? null);
  if (attributes["service.name"] === null) delete attributes["service.name"];
  if (attributes["host.name"] === undefined && typeof attributes["hostname"] === "string") attributes["host.name"] = attributes["hostname"];
  return makeResource(attributes);
}

const NO_PROCESS = makeResource(emptyAttributes());
export const KINDS: ReadonlySet<string> = new Set(["internal", "server", "client", "producer", "consumer"]);

function readSpan(
  value: unknown,
  at: string,
  ofTrace: unknown,
  processes: ReadonlyMap<string, Resource>,
  collector: SpanCollector,
): TimedSpan | null {
  const span = readObject(value, at);
  const traceId = padId(span["traceID"] ?? ofTrace, 32) as TraceId | null;
  const spanId = padId(span["spanID"], 16) as SpanId | null;
  const duration = span["duration"] ?? 0;
  const attributes = readTags(span["tags"], `${at}.tags`);
  const startUs = typeof span["startTime"] === "number" && span["startTime"] > 0 ? span["startTime"] : null;
  const { parentSpanId, links } = readReferences(span, `${at}.references`, traceId);
  const events = readLogs(span["logs"], `${at}.logs`);
  const name = readText(span["operationName"], `${at}.operationName`) ?? "";
  let reason: string | null = null;
  if (traceId === null) reason = BAD_TRACE_ID;
  else if (spanId === null) reason = BAD_SPAN_ID;
  else if (typeof duration !== "number" || !(duration >= 0) || duration > MAX_US)
    reason = "duration must be a number of microseconds, not negative";
  else if (startUs !== null && startUs > MAX_US) reason = "startTime is out of range";
  if (reason !== null || traceId === null || spanId === null) {
    reject(collector, reason ?? BAD_TRACE_ID);
    return null;
  }
  const kind = takeText(attributes, "span.kind")?.toLowerCase() ?? "unspecified";
  const inline = span["process"] == null ? null : readProcess(span["process"], `${at}.process`);
  const process = typeof span["processID"] === "string" ? processes.get(span["processID"]) : undefined;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: KINDS.has(kind) ? (kind as SpanKind) : "unspecified",
    startUs,
    durationNs: Math.round((duration as number) * 1_000),
    status: takeStatus(attributes),
    scope: takeScope(attributes) ?? NO_SCOPE,
    traceState: takeText(attributes, "w3c.tracestate"),
    attributes,
    events,
    links,
    resource: process ?? inline ?? NO_PROCESS,
  };
}

/** 2^64 ns in µs: what an OTLP time can hold. */
const MAX_US = 2 ** 64 / 1_000;
