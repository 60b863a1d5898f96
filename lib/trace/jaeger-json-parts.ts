import { type UnixNs, unixNs } from "../base/time.ts";
import { emptyAttributes } from "./decoded-spans.ts";
import { padId } from "./jaeger-json-ids.ts";
import { arrayOf, readObject, readText } from "./otlp-json-value.ts";
import type { AttributeValue, Scope, SpanEvent, SpanId, SpanLink, SpanStatus, TraceId } from "./span.ts";

export type MutableAttributes = Record<string, AttributeValue>;

/** `[{key, type, value}]`; int64 comes as a number, or as a string where it would not fit. A key that stands twice: the last counts. */
export function readTags(value: unknown, at: string): MutableAttributes {
  const attributes = emptyAttributes();
  arrayOf(value, at).forEach((entry, i) => {
    const tag = readObject(entry, `${at}[${i}]`);
    const key = readText(tag["key"], `${at}[${i}].key`) ?? "";
    attributes[key] = readTag(tag["value"], tag["type"]);
  });
  return attributes;
}

export function readTag(value: unknown, type: unknown): AttributeValue {
  if (typeof value === "string") {
    if (type === "int64" && /^-?\d{1,19}$/.test(value)) {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : BigInt(value);
    }
    if (type === "float64" && Number.isFinite(Number(value)) && value.trim() !== "") return Number(value);
    if (type === "bool" && (value === "true" || value === "false")) return value === "true";
    if (type === "binary") return new Uint8Array(Buffer.from(value, "base64"));
    return value;
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return null;
  return JSON.stringify(value); // not Jaeger's form, but nothing is lost
}

export interface JaegerReferences {
  readonly parentSpanId: SpanId | null;
  readonly links: readonly SpanLink[];
}

/**
 * The parent is the first CHILD_OF within the trace, else the first FOLLOWS_FROM within it; all others are links.
 * Old files have `parentSpanID` instead.
 */
export function readReferences(span: Readonly<Record<string, unknown>>, at: string, traceId: TraceId | null): JaegerReferences {
  const references = arrayOf(span["references"], at).flatMap((entry, i) => {
    const reference = readObject(entry, `${at}[${i}]`);
    const to = {
      traceId: padId(reference["traceID"] ?? traceId, 32) as TraceId | null,
      spanId: padId(reference["spanID"], 16) as SpanId | null,
    };
    return to.traceId === null || to.spanId === null ? [] : [{ traceId: to.traceId, spanId: to.spanId, type: reference["refType"] }];
  });
  const within = references.filter((reference) => reference.traceId === traceId);
  const parent = within.find((reference) => reference.type === "CHILD_OF") ?? within.find((reference) => reference.type === "FOLLOWS_FROM");
  return {
    parentSpanId: parent?.spanId ?? (padId(span["parentSpanID"], 16) as SpanId | null),
    links: references
      .filter((reference) => reference !== parent)
      .map((reference) => ({ traceId: reference.traceId, spanId: reference.spanId, attributes: linkAttributes(reference.type) })),
  };
}

function linkAttributes(type: unknown): MutableAttributes {
  const attributes = emptyAttributes();
  if (typeof type === "string") attributes["opentracing.ref_type"] = type.toLowerCase(); // OpenTelemetry's name for it
  return attributes;
}

export function readLogs(value: unknown, at: string): readonly SpanEvent[] {
  return arrayOf(value, at).map((entry, i) => {
    const log = readObject(entry, `${at}[${i}]`);
    const attributes = readTags(log["fields"], `${at}[${i}].fields`);
    const stated = takeText(attributes, "event") ?? takeText(attributes, "name");
    const message = attributes["message"];
    return { name: stated ?? (typeof message === "string" ? message : "log"), timeUnixNs: usToNs(log["timestamp"]), attributes };
  });
}

/** Microseconds, fractions allowed, within what nanoseconds can hold; anything else is 0 and set to the span's start later. */
export const usToNs = (value: unknown): UnixNs => {
  if (typeof value !== "number" || !(value > 0) || value > 2 ** 64 / 1_000) return unixNs(0n);
  const whole = Math.floor(value);
  return unixNs(BigInt(whole) * 1_000n + BigInt(Math.round((value - whole) * 1_000)));
};

/** Reads a tag that stands for a field of the model, and takes it out of the attributes. */
export function takeText(attributes: MutableAttributes, key: string): string | null {
  const value = attributes[key];
  if (typeof value !== "string" || value === "") return null;
  delete attributes[key];
  return value;
}

export function takeScope(attributes: MutableAttributes): Scope | null {
  const name = takeText(attributes, "otel.scope.name") ?? takeText(attributes, "otel.library.name");
  const version = takeText(attributes, "otel.scope.version") ?? takeText(attributes, "otel.library.version");
  return name === null && version === null ? null : { name: name ?? "", version };
}

/** `error=true` goes with ERROR (Jaeger adds it); alone, it is the old way to say it, and stays a tag too. */
export function takeStatus(attributes: MutableAttributes): SpanStatus {
  const stated = takeText(attributes, "otel.status_code")?.toLowerCase();
  const message = takeText(attributes, "otel.status_description");
  const code = stated === "error" || stated === "ok" ? stated : attributes["error"] === true && stated === undefined ? "error" : "unset";
  if (stated === "error" && attributes["error"] === true) delete attributes["error"];
  return { code, message };
}
