import { placeSpan } from "#lib/trace/build-trace";
import { NO_SCOPE, newCollector, Undecodable } from "#lib/trace/decoded-spans";
import {
  accept,
  acceptByte,
  expect,
  expectByte,
  type JsonCursor,
  literal,
  openJson,
  readAny,
  readText,
  Unusual,
} from "#lib/trace/json-bytes";
import { acceptId, type MomentCursor, readTraceId } from "#lib/trace/json-bytes-ids";
import { readSpan as decodeSpan } from "#lib/trace/otlp-json";
import { MOST_SECONDS, type PlaceableSpan, readSpan, TRACE_ID } from "#lib/trace/otlp-json-bytes";
import type { Resource, Scope, Trace, TraceId } from "#lib/trace/span";
import { unixNs } from "../../base/time.ts";
import { groupV3, hashText, placedTrace, type RawTrace, V3_TRACE_ID } from "./to-trace.ts";
import { readResource, readScope, SCOPE_SPANS } from "./v3-resources.ts";
import { readV3ResourceSpans } from "./wire.ts";

/**
 * An answer of v3 straight from its bytes: Go always writes it the same way, and a tree of JSON in between costs more than the spans.
 * `readV3ResourceSpans` and `groupV3` say what an answer means, and read whatever is not of the usual form:
 *
 *   the answer   another envelope, several results, broken off   → all of it read by them
 *   a trace      a span that is refused or rejected              → this trace taken from them
 *   a span       an unknown field, an odd value                  → this span by `JSON.parse` and `lib/trace/otlp-json`
 */
export function readV3Traces(bytes: Uint8Array): ReadonlyMap<TraceId, RawTrace> {
  const gathered = gather(bytes);
  if (gathered === null) return groupV3(readV3ResourceSpans(bytes));
  const traces = new Map<TraceId, RawTrace>();
  let slow: ReadonlyMap<TraceId, RawTrace> | null = null;
  for (const trace of gathered.values()) {
    if (trace.isOdd) slow ??= groupV3(readV3ResourceSpans(bytes));
    traces.set(trace.traceId, trace.isOdd ? slow!.get(trace.traceId)! : rawTrace(trace));
  }
  return traces;
}

/** A trace whose spans are being read; their offsets count from the first that came. */
interface Gathered {
  readonly traceId: TraceId;
  readonly spans: PlaceableSpan[];
  spanCount: number;
  mark: number;
  seconds: number;
  nanos: number;
  earliestNs: number;
  isOdd: boolean;
}

function rawTrace(gathered: Gathered): RawTrace {
  const { traceId, spanCount, mark } = gathered;
  let trace: Trace | null = null;
  return {
    traceId,
    spanCount,
    mark,
    read() {
      trace ??= finish(gathered);
      return trace;
    },
  };
}

function finish({ traceId, spans, seconds, nanos, earliestNs }: Gathered): Trace {
  if (earliestNs !== 0) for (const span of spans) span.startNs -= earliestNs;
  return placedTrace(traceId, unixNs(timeOf(seconds, nanos) + BigInt(earliestNs)), spans);
}

const timeOf = (seconds: number, nanos: number): bigint => BigInt(seconds) * 1_000_000_000n + BigInt(nanos);

const OPENING = literal('{"result":{"resourceSpans":[{');
const CLOSING = literal("]}}");
const RESOURCE = literal('"resource":');
const SCHEMA_URL = literal(',"schemaUrl":');
const NEXT = literal(",{");
const CLOSING_LIST = 0x5d;
const CLOSING_OBJECT = 0x7d;
const COMMA = 0x2c;

/** Null: the answer is not of the usual form. */
function gather(bytes: Uint8Array): ReadonlyMap<TraceId, Gathered> | null {
  const cursor: MomentCursor = { ...openJson(bytes), seconds: 0, nanos: 0 };
  const into: Gathering = { traces: new Map(), last: null, lastAt: 0 };
  try {
    expect(cursor, OPENING);
    do {
      expect(cursor, RESOURCE);
      const resource = readResource(cursor);
      expect(cursor, SCOPE_SPANS);
      do readScopeSpans(cursor, resource, into);
      while (accept(cursor, NEXT));
      expectByte(cursor, CLOSING_LIST);
      if (accept(cursor, SCHEMA_URL)) readText(cursor);
      expectByte(cursor, CLOSING_OBJECT);
    } while (accept(cursor, NEXT));
    expect(cursor, CLOSING);
    return cursor.pos === bytes.length || isBlank(cursor) ? into.traces : null;
  } catch (error) {
    if (error instanceof Unusual || error instanceof Undecodable) return null;
    throw error;
  }
}

const isBlank = ({ bytes, pos }: JsonCursor): boolean => /^[ \t\r\n]*$/.test(bytes.toString("latin1", pos));

interface Gathering {
  readonly traces: Map<TraceId, Gathered>;
  /** The trace of the span before, and where its id stands: the next span's is mostly the same. */
  last: Gathered | null;
  lastAt: number;
}

const SCOPE = literal('"scope":');
const SPANS_AFTER_SCOPE = literal(',"spans":[');
const SPANS = literal('"spans":[');

function readScopeSpans(cursor: MomentCursor, resource: Resource, into: Gathering): void {
  const hasScope = accept(cursor, SCOPE);
  const scope = hasScope ? readScope(cursor) : NO_SCOPE;
  expect(cursor, hasScope ? SPANS_AFTER_SCOPE : SPANS);
  do takeSpan(cursor, resource, scope, into);
  while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING_LIST);
  if (accept(cursor, SCHEMA_URL)) readText(cursor);
  expectByte(cursor, CLOSING_OBJECT);
}

function takeSpan(cursor: MomentCursor, resource: Resource, scope: Scope, into: Gathering): void {
  const from = cursor.pos;
  try {
    expect(cursor, TRACE_ID);
    const at = cursor.pos;
    const same = into.last !== null && acceptId(cursor, into.lastAt);
    const traceId = same ? into.last!.traceId : readTraceId(cursor);
    const span = readSpan(cursor, traceId, resource, scope);
    if (!same) into.last = ofTrace(into.traces, traceId);
    into.lastAt = at;
    place(into.last!, span, cursor.seconds, cursor.nanos);
  } catch (error) {
    if (!(error instanceof Unusual || error instanceof Undecodable)) throw error;
    cursor.pos = from;
    takeOddSpan(readAny(cursor), resource, scope, into.traces);
  }
}

function takeOddSpan(json: unknown, resource: Resource, scope: Scope, traces: Map<TraceId, Gathered>): void {
  const { traceId, spanId } = (json ?? {}) as { readonly traceId?: unknown; readonly spanId?: unknown };
  if (typeof traceId !== "string" || !V3_TRACE_ID.test(traceId)) return;
  const trace = ofTrace(traces, traceId.toLowerCase() as TraceId);
  const span = decodeOddSpan(json, resource, scope);
  if (span === null) {
    trace.isOdd = true;
    return;
  }
  const seconds = Number(span.startUnixNs / 1_000_000_000n);
  const nanos = Number(span.startUnixNs % 1_000_000_000n);
  place(trace, placeSpan(span, span.startUnixNs), seconds, nanos);
  // As the slow way counts it: of the text that came.
  trace.mark = (trace.mark - hashText(span.spanId) + hashText(String(spanId))) | 0;
}

function decodeOddSpan(json: unknown, resource: Resource, scope: Scope) {
  try {
    return decodeSpan(json, () => "span", resource, scope, newCollector());
  } catch (error) {
    if (error instanceof Undecodable) return null;
    throw error;
  }
}

function ofTrace(traces: Map<TraceId, Gathered>, traceId: TraceId): Gathered {
  const known = traces.get(traceId);
  if (known) return known;
  const made: Gathered = { traceId, spans: [], spanCount: 0, mark: 0, seconds: 0, nanos: 0, earliestNs: 0, isOdd: false };
  traces.set(traceId, made);
  return made;
}

function place(trace: Gathered, span: PlaceableSpan, seconds: number, nanos: number): void {
  if (trace.spanCount++ === 0) {
    trace.seconds = seconds;
    trace.nanos = nanos;
  }
  trace.mark = (trace.mark + hashText(span.spanId)) | 0;
  const apart = seconds - trace.seconds;
  // Half of what a double holds exactly, so that any two offsets' difference is exact too.
  if (Math.abs(apart) > MOST_SECONDS / 2) trace.isOdd = true;
  span.startNs = apart * 1e9 + (nanos - trace.nanos);
  if (span.startNs < trace.earliestNs) trace.earliestNs = span.startNs;
  trace.spans.push(span);
}
