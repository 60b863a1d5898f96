import { unixNs } from "../base/time.ts";
import { emptyAttributes, ZERO_SPAN_ID, ZERO_TRACE_ID } from "./decoded-spans.ts";
import { readKeyValue } from "./otlp-protobuf-value.ts";
import { type Cursor, FIXED64, LENGTH, readLength, readTag, readVarint, skip, take, VARINT } from "./protobuf-reader.ts";
import { readString } from "./protobuf-text.ts";
import type { Attributes, Scope, SpanEvent, SpanId, SpanLink, SpanStatus, TraceId } from "./span.ts";

/** A field's tag as it stands on the wire. */
export const field = (number: number, wireType: number): number => (number << 3) | wireType;

export const UNSET: SpanStatus = Object.freeze({ code: "unset", message: null });

export function readScope(cursor: Cursor, end: number): Scope {
  let name = "";
  let version: string | null = null;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(1, LENGTH)) name = readString(cursor, readLength(cursor, end));
    else if (tag === field(2, LENGTH)) version = readString(cursor, readLength(cursor, end)) || null;
    else skip(cursor, tag, end);
  }
  return { name, version };
}

export function readHex(cursor: Cursor, until: number): string {
  const hex = cursor.bytes.toString("hex", cursor.pos, Math.min(until, cursor.pos + 17));
  cursor.pos = until;
  return hex;
}

export function readEvent(cursor: Cursor, end: number): SpanEvent {
  let timeUnixNs = unixNs(0n);
  let name = "";
  const attributes = emptyAttributes();
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(1, FIXED64)) timeUnixNs = unixNs(cursor.view.getBigUint64(take(cursor, 8, end), true));
    else if (tag === field(2, LENGTH)) name = readString(cursor, readLength(cursor, end));
    else if (tag === field(3, LENGTH)) readKeyValue(cursor, readLength(cursor, end), attributes, 0);
    else skip(cursor, tag, end);
  }
  return { name, timeUnixNs, attributes: attributes as Attributes };
}

/** A link to nothing (ids missing or zero, which SDKs may send) ties nothing and is left out; its span is kept. */
export function readLink(cursor: Cursor, end: number): SpanLink | null {
  let traceId = "";
  let spanId = "";
  const attributes = emptyAttributes();
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(1, LENGTH)) traceId = readHex(cursor, readLength(cursor, end));
    else if (tag === field(2, LENGTH)) spanId = readHex(cursor, readLength(cursor, end));
    else if (tag === field(4, LENGTH)) readKeyValue(cursor, readLength(cursor, end), attributes, 0);
    else skip(cursor, tag, end);
  }
  if (traceId.length !== 32 || spanId.length !== 16 || traceId === ZERO_TRACE_ID || spanId === ZERO_SPAN_ID) return null;
  return { traceId: traceId as TraceId, spanId: spanId as SpanId, attributes };
}

export function readStatus(cursor: Cursor, end: number): SpanStatus {
  let code: SpanStatus["code"] = "unset";
  let message: string | null = null;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === field(2, LENGTH)) message = readString(cursor, readLength(cursor, end)) || null;
    else if (tag === field(3, VARINT)) {
      const number = readVarint(cursor, end);
      code = number === 1 ? "ok" : number === 2 ? "error" : "unset";
    } else skip(cursor, tag, end);
  }
  return code === "unset" && message === null ? UNSET : { code, message };
}
