import { unixNs } from "../base/time.ts";
import { emptyAttributes } from "./decoded-spans.ts";
import { accept, acceptByte, acceptWhole, expect, expectByte, literal, readAny, readText, readWhole, unusual } from "./json-bytes.ts";
import { type MomentCursor, readSpanId, readTime, readTraceId } from "./json-bytes-ids.ts";
import { readAttributeValue } from "./otlp-json-value.ts";
import {
  type Attributes,
  type AttributeValue,
  type Resource,
  type Scope,
  SPAN_KINDS,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
  type TraceId,
} from "./span.ts";

/**
 * OTLP's JSON as Go's protojson writes it, from bytes to spans; `otlp-json.ts` is what it means. Fields stand in the order of their
 * numbers, those at their default are left out. Anything else (ids that are none, times of other than 19 digits, unknown fields, wrong
 * types) is unusual.
 */

/** A span that is still being placed in its trace. */
export type PlaceableSpan = { -readonly [Key in keyof Span]: Span[Key] };

export const TRACE_ID = literal('{"traceId":');
const SPAN_ID = literal(',"spanId":');
const TRACE_STATE = literal(',"traceState":');
const PARENT_SPAN_ID = literal(',"parentSpanId":');
const NAME = literal(',"name":');
const KIND = literal(',"kind":');
const START = literal(',"startTimeUnixNano":');
const END = literal(',"endTimeUnixNano":');
const ATTRIBUTES = literal(',"attributes":[');
const DROPPED_ATTRIBUTES = literal(',"droppedAttributesCount":');
const EVENTS = literal(',"events":[');
const DROPPED_EVENTS = literal(',"droppedEventsCount":');
const LINKS = literal(',"links":[');
const DROPPED_LINKS = literal(',"droppedLinksCount":');
const STATUS = literal(',"status":');
const FLAGS = literal(',"flags":');

const CLOSING = 0x7d;
const CLOSING_LIST = 0x5d;
const COMMA = 0x2c;

/** 2^53 ns: beyond, nanoseconds as a double are not exact. */
export const MOST_SECONDS = 9_000_000;

/** The start is left in the cursor; `startNs` is 0. The trace's id has been read, see `readTraceId`. */
export function readSpan(cursor: MomentCursor, traceId: TraceId, resource: Resource, scope: Scope): PlaceableSpan {
  expect(cursor, SPAN_ID);
  const spanId = readSpanId(cursor);
  const traceState = (accept(cursor, TRACE_STATE) ? readText(cursor) : "") || null;
  const parentSpanId = accept(cursor, PARENT_SPAN_ID) ? readSpanId(cursor) : null;
  const name = accept(cursor, NAME) ? readText(cursor) : "";
  const kind = accept(cursor, KIND) ? readKind(cursor) : "unspecified";
  expect(cursor, START);
  readTime(cursor);
  const { seconds, nanos } = cursor;
  expect(cursor, END);
  readTime(cursor);
  const durationNs = (cursor.seconds - seconds) * 1e9 + (cursor.nanos - nanos);
  if (durationNs < 0 || cursor.seconds - seconds > MOST_SECONDS) unusual();
  const attributes = accept(cursor, ATTRIBUTES) ? readPairs(cursor) : emptyAttributes();
  if (accept(cursor, DROPPED_ATTRIBUTES)) readWhole(cursor);
  const events = accept(cursor, EVENTS) ? readEvents(cursor) : [];
  if (accept(cursor, DROPPED_EVENTS)) readWhole(cursor);
  const links = accept(cursor, LINKS) ? readLinks(cursor) : [];
  if (accept(cursor, DROPPED_LINKS)) readWhole(cursor);
  const status = accept(cursor, STATUS) ? readStatus(cursor) : UNSET;
  if (accept(cursor, FLAGS)) readWhole(cursor);
  expectByte(cursor, CLOSING);
  cursor.seconds = seconds;
  cursor.nanos = nanos;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind,
    startNs: 0,
    durationNs,
    status,
    attributes,
    events,
    links,
    resource,
    scope,
    traceState,
    receivedAt: null,
  };
}

function readKind(cursor: MomentCursor): SpanKind {
  const kind = SPAN_KINDS[readWhole(cursor)];
  return kind === undefined ? unusual() : kind;
}

const PAIR = literal('{"key":');
const TEXT = literal(',"value":{"stringValue":');
const INTEGER = literal(',"value":{"intValue":"');
const INTEGER_END = literal('"}}');
const VALUE_END = literal("}}");
const VALUE = literal(',"value":');

/** From behind the opening bracket. */
function readPairs(cursor: MomentCursor): Attributes {
  const attributes = emptyAttributes();
  do {
    expect(cursor, PAIR);
    const key = readText(cursor);
    const from = cursor.pos;
    let value = readUsualValue(cursor);
    if (value === undefined) {
      cursor.pos = from;
      expect(cursor, VALUE);
      value = readAttributeValue(readAny(cursor));
      expectByte(cursor, CLOSING);
    }
    attributes[key] = value;
  } while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING_LIST);
  return attributes;
}

/** Texts, and integers that a double holds; undefined for all others. */
function readUsualValue(cursor: MomentCursor): AttributeValue | undefined {
  if (accept(cursor, TEXT)) {
    const text = readText(cursor);
    return accept(cursor, VALUE_END) ? text : undefined;
  }
  if (!accept(cursor, INTEGER)) return undefined;
  const number = acceptWhole(cursor);
  return !Number.isNaN(number) && accept(cursor, INTEGER_END) ? number : undefined;
}

const EVENT = literal('{"timeUnixNano":');

function readEvents(cursor: MomentCursor): readonly SpanEvent[] {
  const events: SpanEvent[] = [];
  do {
    expect(cursor, EVENT);
    readTime(cursor);
    const timeUnixNs = unixNs(BigInt(cursor.seconds) * 1_000_000_000n + BigInt(cursor.nanos));
    const name = accept(cursor, NAME) ? readText(cursor) : "";
    const attributes = accept(cursor, ATTRIBUTES) ? readPairs(cursor) : emptyAttributes();
    if (accept(cursor, DROPPED_ATTRIBUTES)) readWhole(cursor);
    expectByte(cursor, CLOSING);
    events.push({ name, timeUnixNs, attributes });
  } while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING_LIST);
  return events;
}

function readLinks(cursor: MomentCursor): readonly SpanLink[] {
  const links: SpanLink[] = [];
  do {
    expect(cursor, TRACE_ID);
    const traceId = readTraceId(cursor);
    expect(cursor, SPAN_ID);
    const spanId = readSpanId(cursor);
    if (accept(cursor, TRACE_STATE)) readText(cursor);
    const attributes = accept(cursor, ATTRIBUTES) ? readPairs(cursor) : emptyAttributes();
    if (accept(cursor, DROPPED_ATTRIBUTES)) readWhole(cursor);
    if (accept(cursor, FLAGS)) readWhole(cursor);
    expectByte(cursor, CLOSING);
    links.push({ traceId, spanId, attributes });
  } while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING_LIST);
  return links;
}

const EMPTY = literal("{}");
const MESSAGE = literal('{"message":');
const CODE = literal(',"code":');
const ONLY_CODE = literal('{"code":');
const CODES = ["unset", "ok", "error"] as const;
const UNSET: SpanStatus = Object.freeze({ code: "unset", message: null });

function readStatus(cursor: MomentCursor): SpanStatus {
  if (accept(cursor, EMPTY)) return UNSET;
  const message = (accept(cursor, MESSAGE) ? readText(cursor) : "") || null;
  const stated = accept(cursor, message === null ? ONLY_CODE : CODE) ? CODES[readWhole(cursor)] : "unset";
  if (stated === undefined) unusual();
  expectByte(cursor, CLOSING);
  return { code: stated, message };
}
