import { err, ok, type Result } from "../base/result.ts";
import { unixNs } from "../base/time.ts";
import {
  BAD_PARENT_ID,
  BAD_SPAN_ID,
  BAD_START,
  BAD_TRACE_ID,
  type DecodedSpans,
  type DecodeError,
  END_BEFORE_START,
  emptyAttributes,
  makeResource,
  NO_SCOPE,
  newCollector,
  reject,
  type SpanCollector,
  Undecodable,
  ZERO_SPAN_ID,
  ZERO_TRACE_ID,
} from "./decoded-spans.ts";
import { field, readEvent, readHex, readLink, readScope, readStatus, UNSET } from "./otlp-protobuf-parts.ts";
import { readKeyValue } from "./otlp-protobuf-value.ts";
import { type Cursor, FIXED64, LENGTH, openCursor, readLength, readTag, readVarint, skip, take, VARINT } from "./protobuf-reader.ts";
import { readString } from "./protobuf-text.ts";
import {
  type ArrivingSpan,
  type Resource,
  type Scope,
  SPAN_KINDS,
  type SpanEvent,
  type SpanId,
  type SpanKind,
  type SpanLink,
  type TraceId,
} from "./span.ts";

/**
 * ExportTraceServiceRequest (https://github.com/open-telemetry/opentelemetry-proto, v1) without a general protobuf library:
 * twice as fast, and exact on 64-bit integers. An empty body is an empty request, as the format has it.
 * A known field with another wire type is passed over like an unknown one, as the format demands.
 */
export function decodeOtlpProtobuf(body: Uint8Array): Result<DecodedSpans, DecodeError> {
  const collector = newCollector();
  const cursor = openCursor(body);
  try {
    const end = body.byteLength;
    while (cursor.pos < end) {
      const tag = readTag(cursor, end);
      if (tag === field(1, LENGTH)) readResourceSpans(cursor, readLength(cursor, end), collector);
      else skip(cursor, tag, end);
    }
  } catch (error) {
    if (error instanceof Undecodable) return err(error.decodeError);
    throw error;
  }
  return ok({ spans: collector.spans, rejected: collector.rejected, rejectedReasons: collector.rejectedReasons });
}

/** The resource may stand behind its scopes on the wire: those wait until it is read. */
function readResourceSpans(cursor: Cursor, end: number, collector: SpanCollector): void {
  const attributes = emptyAttributes();
  const scopeSpans: number[] = [];
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(1, LENGTH)) {
      const until = readLength(cursor, end);
      while (cursor.pos < until) {
        const inner = readTag(cursor, until);
        if (inner === field(1, LENGTH)) readKeyValue(cursor, readLength(cursor, until), attributes, 0);
        else skip(cursor, inner, until);
      }
    } else if (tag === field(2, LENGTH)) {
      const until = readLength(cursor, end);
      scopeSpans.push(cursor.pos, until);
      cursor.pos = until;
    } else skip(cursor, tag, end);
  }
  const resource = makeResource(attributes);
  for (let i = 0; i < scopeSpans.length; i += 2) {
    cursor.pos = scopeSpans[i]!;
    readScopeSpans(cursor, scopeSpans[i + 1]!, resource, collector);
  }
  cursor.pos = end;
}

function readScopeSpans(cursor: Cursor, end: number, resource: Resource, collector: SpanCollector): void {
  const begin = cursor.pos;
  let scope = NO_SCOPE;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(1, LENGTH)) scope = readScope(cursor, readLength(cursor, end));
    else skip(cursor, tag, end);
  }
  cursor.pos = begin;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(2, LENGTH)) {
      const span = readSpan(cursor, readLength(cursor, end), resource, scope, collector);
      if (span) collector.spans.push(span);
      collector.seen++;
    } else skip(cursor, tag, end);
  }
}

const NO_EVENTS: readonly SpanEvent[] = Object.freeze([]);
const NO_LINKS: readonly SpanLink[] = Object.freeze([]);

function readSpan(cursor: Cursor, end: number, resource: Resource, scope: Scope, collector: SpanCollector): ArrivingSpan | null {
  const { view } = cursor;
  let traceId = "";
  let spanId = "";
  let parentSpanId = "";
  let traceState: string | null = null;
  let name = "";
  let kind: SpanKind = "unspecified";
  let startAt = -1;
  let endAt = -1;
  const attributes = emptyAttributes();
  let events: SpanEvent[] | null = null;
  let links: SpanLink[] | null = null;
  let status = UNSET;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    switch (tag) {
      case field(1, LENGTH):
        traceId = readHex(cursor, readLength(cursor, end));
        break;
      case field(2, LENGTH):
        spanId = readHex(cursor, readLength(cursor, end));
        break;
      case field(3, LENGTH):
        traceState = readString(cursor, readLength(cursor, end)) || null;
        break;
      case field(4, LENGTH):
        parentSpanId = readHex(cursor, readLength(cursor, end));
        break;
      case field(5, LENGTH):
        name = readString(cursor, readLength(cursor, end));
        break;
      case field(6, VARINT):
        kind = SPAN_KINDS[readVarint(cursor, end)] ?? "unspecified";
        break;
      case field(7, FIXED64):
        startAt = take(cursor, 8, end);
        break;
      case field(8, FIXED64):
        endAt = take(cursor, 8, end);
        break;
      case field(9, LENGTH):
        readKeyValue(cursor, readLength(cursor, end), attributes, 0);
        break;
      case field(11, LENGTH):
        events ??= [];
        events.push(readEvent(cursor, readLength(cursor, end)));
        break;
      case field(13, LENGTH): {
        const link = readLink(cursor, readLength(cursor, end));
        if (link) {
          links ??= [];
          links.push(link);
        }
        break;
      }
      case field(15, LENGTH):
        status = readStatus(cursor, readLength(cursor, end));
        break;
      default:
        skip(cursor, tag, end);
    }
  }
  // Both halves apart: a difference of two doubles near 2^61 would be off by up to 512 ns.
  const startLow = startAt < 0 ? 0 : view.getUint32(startAt, true);
  const startHigh = startAt < 0 ? 0 : view.getUint32(startAt + 4, true);
  const endLow = endAt < 0 ? 0 : view.getUint32(endAt, true);
  const endHigh = endAt < 0 ? 0 : view.getUint32(endAt + 4, true);
  const durationNs = (endHigh - startHigh) * 2 ** 32 + (endLow - startLow);

  let reason: string | null = null;
  if (traceId.length !== 32 || traceId === ZERO_TRACE_ID) reason = BAD_TRACE_ID;
  else if (spanId.length !== 16 || spanId === ZERO_SPAN_ID) reason = BAD_SPAN_ID;
  else if (parentSpanId !== "" && parentSpanId.length !== 16) reason = BAD_PARENT_ID;
  else if (startLow === 0 && startHigh === 0) reason = BAD_START;
  else if (durationNs < 0) reason = END_BEFORE_START;
  if (reason !== null) {
    reject(collector, reason);
    return null;
  }
  const startUnixNs = unixNs(view.getBigUint64(startAt, true));
  return {
    traceId: traceId as TraceId,
    spanId: spanId as SpanId,
    parentSpanId: parentSpanId === "" || parentSpanId === ZERO_SPAN_ID ? null : (parentSpanId as SpanId),
    name,
    kind,
    startUnixNs,
    durationNs,
    status,
    attributes,
    events: events === null ? NO_EVENTS : events.map((event) => (event.timeUnixNs === 0n ? { ...event, timeUnixNs: startUnixNs } : event)),
    links: links ?? NO_LINKS,
    resource,
    scope,
    traceState,
  };
}
