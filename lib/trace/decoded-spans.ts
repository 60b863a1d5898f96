import type { ArrivingSpan, Attributes, AttributeValue, Resource, Scope } from "./span.ts";

/** What a body held: a span with a bad id or time is left out and counted, the rest is kept. */
export interface DecodedSpans {
  readonly spans: readonly ArrivingSpan[];
  readonly rejected: number;
  /** The first few, for the sender: "span 3: traceId must be 32 hex digits, not all zero". */
  readonly rejectedReasons: readonly string[];
}

/** Why a whole body was refused. */
export interface DecodeError {
  readonly kind: "empty" | "not-json" | "malformed" | "too-deep";
  /** Path of the offending field, e.g. `resourceSpans[0].scopeSpans`; null where the body as a whole is at fault. */
  readonly field: string | null;
  readonly message: string;
}

/** API.md: attribute values nested deeper than this refuse the whole body. Counts arrays and maps around a value. */
export const MAX_NESTING = 64;

const REASONS_KEPT = 5;

/** Carries a DecodeError out of nested readers; never leaves a decoder. */
export class Undecodable extends Error {
  readonly decodeError: DecodeError;
  constructor(kind: DecodeError["kind"], field: string | null, message: string) {
    super(message);
    this.decodeError = { kind, field, message };
  }
}

export interface SpanCollector {
  readonly spans: ArrivingSpan[];
  seen: number;
  rejected: number;
  readonly rejectedReasons: string[];
  /** Whether ids may be base64 as well as hex. */
  readonly base64Ids: boolean;
}

export const newCollector = (base64Ids = false): SpanCollector => ({ spans: [], seen: 0, rejected: 0, rejectedReasons: [], base64Ids });

/** Counts the span at hand (number `seen`, from 0) as rejected. */
export function reject(collector: SpanCollector, reason: string): void {
  collector.rejected++;
  if (collector.rejectedReasons.length < REASONS_KEPT) collector.rejectedReasons.push(`span ${collector.seen}: ${reason}`);
}

export const BAD_TRACE_ID = "traceId must be 32 hex digits, not all zero";
export const BAD_SPAN_ID = "spanId must be 16 hex digits, not all zero";
export const BAD_PARENT_ID = "parentSpanId must be empty or 16 hex digits";
export const BAD_START = "startTimeUnixNano must be a positive number of nanoseconds";
export const BAD_END = "endTimeUnixNano must be a number of nanoseconds";
export const END_BEFORE_START = "endTimeUnixNano is before startTimeUnixNano";

export const ZERO_TRACE_ID = "0".repeat(32);
export const ZERO_SPAN_ID = "0".repeat(16);

export const NO_SCOPE: Scope = Object.freeze({ name: "", version: null });

/**
 * Inherits nothing, so that a key `__proto__` or `constructor` is a key like any other. By an empty prototype rather than by none: V8
 * keeps `Object.create(null)` as a hash table (326 bytes and 0.33 µs for five keys), these with a shape (90 bytes, 0.06 µs).
 */
const Bare = function Bare() {} as unknown as { new (): Record<string, AttributeValue>; prototype: object };
Bare.prototype = Object.freeze(Object.create(null));

export const emptyAttributes = (): Record<string, AttributeValue> => new Bare();

const textOf = (value: AttributeValue | undefined): string | null =>
  value === undefined || value === null || value === "" || typeof value === "object" ? null : String(value);

/** OpenTelemetry's own word for a resource that does not name its service. */
const NAMELESS = "unknown_service";

export function makeResource(attributes: Attributes): Resource {
  return {
    service: textOf(attributes["service.name"]) ?? NAMELESS,
    instance: textOf(attributes["service.instance.id"]) ?? textOf(attributes["host.name"]),
    version: textOf(attributes["service.version"]),
    attributes,
  };
}
