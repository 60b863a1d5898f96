import { err, ok, type Result } from "../base/result.ts";
import { type UnixNs, unixNs } from "../base/time.ts";
import {
  BAD_END,
  BAD_PARENT_ID,
  BAD_SPAN_ID,
  BAD_START,
  BAD_TRACE_ID,
  type DecodedSpans,
  type DecodeError,
  END_BEFORE_START,
  makeResource,
  newCollector,
  reject,
  type SpanCollector,
  Undecodable,
} from "./decoded-spans.ts";
import { arrayOf, readAttributes, readObject, readText } from "./otlp-json-value.ts";
import {
  type ArrivingSpan,
  type Resource,
  type Scope,
  SPAN_KINDS,
  type SpanEvent,
  type SpanId,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
  type TraceId,
} from "./span.ts";

/**
 * OTLP/HTTP JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): proto3's JSON with ids in hex.
 * Null counts as absent, unknown fields are ignored, 64-bit integers come as strings or numbers.
 */
export function decodeOtlpJson(body: Uint8Array | string): Result<DecodedSpans, DecodeError> {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  if (text.trim() === "") return err({ kind: "empty", field: null, message: "the body is empty" });
  let json: unknown;
  try {
    json = JSON.parse(text); // V8 parses iteratively: depth cannot overflow the stack
  } catch {
    return err({ kind: "not-json", field: null, message: "the body is not JSON" });
  }
  return decodeOtlpObject(json);
}

/**
 * The same for what is parsed already, e.g. a file in which OTLP JSON is one of several possible forms. Tempo answers in proto3's own
 * JSON, whose ids are base64: `base64Ids` takes those too. A sender's body may not have them.
 */
export function decodeOtlpObject(json: unknown, options: { readonly base64Ids?: boolean } = {}): Result<DecodedSpans, DecodeError> {
  const collector = newCollector(options.base64Ids);
  try {
    const request = readObject(json, "the body");
    arrayOf(request["resourceSpans"], "resourceSpans").forEach((entry, r) => {
      readResourceSpans(entry, `resourceSpans[${r}]`, collector);
    });
  } catch (error) {
    if (error instanceof Undecodable) return err(error.decodeError);
    throw error;
  }
  return ok({ spans: collector.spans, rejected: collector.rejected, rejectedReasons: collector.rejectedReasons });
}

function readResourceSpans(entry: unknown, at: string, collector: SpanCollector): void {
  const resourceSpans = readObject(entry, at);
  const resource = readResource(resourceSpans["resource"], at);
  arrayOf(resourceSpans["scopeSpans"], `${at}.scopeSpans`).forEach((inner, s) => {
    const here = `${at}.scopeSpans[${s}]`;
    const scopeSpans = readObject(inner, here);
    const scope = readScope(scopeSpans["scope"], here);
    const spans = arrayOf(scopeSpans["spans"], `${here}.spans`);
    for (let i = 0; i < spans.length; i++) {
      const span = readSpan(spans[i], () => `${here}.spans[${i}]`, resource, scope, collector);
      if (span) collector.spans.push(span);
      collector.seen++;
    }
  });
}

export function readResource(value: unknown, at: string): Resource {
  const attributes = value == null ? undefined : readObject(value, `${at}.resource`)["attributes"];
  return makeResource(readAttributes(attributes, () => `${at}.resource.attributes`));
}

export function readScope(value: unknown, at: string): Scope {
  if (value == null) return { name: "", version: null };
  const scope = readObject(value, `${at}.scope`);
  return {
    name: readText(scope["name"], () => `${at}.scope.name`) ?? "",
    version: readText(scope["version"], () => `${at}.scope.version`) || null,
  };
}

type Path = () => string;

export function readSpan(value: unknown, at: Path, resource: Resource, scope: Scope, collector: SpanCollector): ArrivingSpan | null {
  const span = readObject(value, at);
  const traceId = readTraceId(span["traceId"], collector);
  const spanId = readSpanId(span["spanId"], collector);
  const parent = span["parentSpanId"];
  const parentSpanId = parent == null || parent === "" ? null : readSpanId(parent, collector);
  const start = readTime(span["startTimeUnixNano"]);
  const end = readTime(span["endTimeUnixNano"]);
  // Read before rejecting: a malformed shape refuses the body whatever else is wrong with the span.
  const attributes = readAttributes(span["attributes"], () => `${at()}.attributes`);
  const events = arrayOf(span["events"], () => `${at()}.events`).map((event, i) =>
    readEvent(event, () => `${at()}.events[${i}]`, start ?? unixNs(0n)),
  );
  const links = readLinks(span["links"], () => `${at()}.links`, collector);
  const status = readStatus(span["status"], () => `${at()}.status`);
  const name = readText(span["name"], () => `${at()}.name`) ?? "";
  const traceState = readText(span["traceState"], () => `${at()}.traceState`) || null;

  let reason: string | null = null;
  if (traceId === null) reason = BAD_TRACE_ID;
  else if (spanId === null) reason = BAD_SPAN_ID;
  else if (parentSpanId === null && !(parent == null || parent === "" || isZeroId(parent))) reason = BAD_PARENT_ID;
  else if (start === null || start === 0n) reason = BAD_START;
  else if (end === null) reason = BAD_END;
  else if (end < start) reason = END_BEFORE_START;
  if (reason !== null || traceId === null || spanId === null || start === null || end === null) {
    reject(collector, reason ?? BAD_TRACE_ID);
    return null;
  }
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: readKind(span["kind"]),
    startUnixNs: start,
    durationNs: Number(end - start),
    status,
    attributes,
    events,
    links,
    resource,
    scope,
    traceState,
  };
}

function readEvent(value: unknown, at: Path, spanStart: UnixNs): SpanEvent {
  const event = readObject(value, at);
  const time = readTime(event["timeUnixNano"]);
  return {
    name: readText(event["name"], () => `${at()}.name`) ?? "",
    timeUnixNs: time === null || time === 0n ? spanStart : time,
    attributes: readAttributes(event["attributes"], () => `${at()}.attributes`),
  };
}

/** A link to nothing (ids missing or zero, which SDKs may send) ties nothing and is left out; its span is kept. */
function readLinks(value: unknown, at: Path, collector: SpanCollector): readonly SpanLink[] {
  const links: SpanLink[] = [];
  arrayOf(value, at).forEach((entry, i) => {
    const link = readObject(entry, () => `${at()}[${i}]`);
    const attributes = readAttributes(link["attributes"], () => `${at()}[${i}].attributes`);
    const traceId = readTraceId(link["traceId"], collector);
    const spanId = readSpanId(link["spanId"], collector);
    if (traceId !== null && spanId !== null) links.push({ traceId, spanId, attributes });
  });
  return links;
}

const CODES: Readonly<Record<string, SpanStatus["code"]>> = { 1: "ok", 2: "error", STATUS_CODE_OK: "ok", STATUS_CODE_ERROR: "error" };
const UNSET: SpanStatus = Object.freeze({ code: "unset", message: null });

function readStatus(value: unknown, at: Path): SpanStatus {
  if (value == null) return UNSET;
  const status = readObject(value, at);
  const message = readText(status["message"], () => `${at()}.message`) || null;
  const code = CODES[String(status["code"])] ?? "unset";
  return code === "unset" && message === null ? UNSET : { code, message };
}

function readKind(value: unknown): SpanKind {
  if (typeof value === "number") return SPAN_KINDS[value] ?? "unspecified";
  const name = String(value ?? "");
  const found = SPAN_KINDS.indexOf(name.replace("SPAN_KIND_", "").toLowerCase() as SpanKind);
  return SPAN_KINDS[found >= 0 ? found : Number(name)] ?? "unspecified";
}

const TRACE_ID = /^(?!0{32})[0-9a-fA-F]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-fA-F]{16}$/;

const BASE64_ID = /^[A-Za-z0-9+/]{11}=$|^[A-Za-z0-9+/]{22}==$/;

function readId(value: unknown, form: RegExp, { base64Ids }: SpanCollector): string | null {
  if (typeof value !== "string") return null;
  const hex = base64Ids && BASE64_ID.test(value) ? Buffer.from(value, "base64").toString("hex") : value;
  return form.test(hex) ? hex.toLowerCase() : null;
}
const readTraceId = (value: unknown, collector: SpanCollector) => readId(value, TRACE_ID, collector) as TraceId | null;
const readSpanId = (value: unknown, collector: SpanCollector) => readId(value, SPAN_ID, collector) as SpanId | null;
const isZeroId = (value: unknown): boolean => value === "0000000000000000";

const MAX_UINT64 = 2n ** 64n - 1n;

function readTime(value: unknown): UnixNs | null {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value < 2 ** 64 ? unixNs(BigInt(value)) : null;
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) return null;
  const time = BigInt(value);
  return time <= MAX_UINT64 ? unixNs(time) : null;
}
