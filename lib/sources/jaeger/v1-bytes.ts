import { Undecodable } from "#lib/trace/decoded-spans";
import { readProcess } from "#lib/trace/jaeger-json";
import { type JaegerCursor, readSpan } from "#lib/trace/jaeger-json-bytes";
import { newTaken } from "#lib/trace/jaeger-json-bytes-tags";
import {
  acceptByte,
  expect,
  expectByte,
  type JsonCursor,
  literal,
  openJson,
  readAny,
  readSlice,
  readText,
  Unusual,
  unusual,
} from "#lib/trace/json-bytes";
import { readTraceId } from "#lib/trace/json-bytes-ids";
import type { PlaceableSpan } from "#lib/trace/otlp-json-bytes";
import type { Resource, Trace } from "#lib/trace/span";
import { unixNs } from "../../base/time.ts";
import { hashText, placedTrace, type RawTrace } from "./to-trace.ts";

/**
 * One trace of v1, `{"traceID":…,"spans":[…],"processes":{…},"warnings":null}`, straight from its bytes.
 * Null: of another form than Go writes, or odd in itself; `readV1Traces` and `groupV1` say what it means.
 */
export function readV1Trace(bytes: Uint8Array): RawTrace | null {
  try {
    return readUsual(openJson(bytes));
  } catch (error) {
    if (error instanceof Unusual || error instanceof Undecodable) return null;
    throw error;
  }
}

const TRACE_ID = literal('{"traceID":');
const SPANS = literal(',"spans":[');
const PROCESSES = literal(',"processes":{');
const WARNINGS = literal(',"warnings":');
const CLOSING_LIST = 0x5d;
const CLOSING = 0x7d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** 2^52 ns in µs: any two offsets' difference is exact. */
const MOST_APART_US = Math.floor(2 ** 52 / 1_000);

function readUsual(opened: JsonCursor): RawTrace {
  expect(opened, TRACE_ID);
  const traceIdAt = opened.pos;
  const traceId = readTraceId(opened);
  expect(opened, SPANS);
  const cursor: JaegerCursor = { ...opened, traceId, traceIdAt, startUs: 0, processId: "", parentSpanId: null, taken: newTaken() };
  const spans: PlaceableSpan[] = [];
  const processIds: string[] = [];
  let mark = 0;
  let firstUs = 0;
  let earliestUs = 0;
  do {
    const span = readSpan(cursor);
    const { startUs } = cursor;
    if (spans.length === 0) firstUs = earliestUs = startUs;
    if (startUs < earliestUs) earliestUs = startUs;
    if (Math.abs(startUs - firstUs) > MOST_APART_US) unusual();
    span.startNs = startUs; // of nothing yet: the earliest is not known
    mark = (mark + hashText(span.spanId)) | 0;
    spans.push(span);
    processIds.push(cursor.processId);
  } while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING_LIST);
  expect(cursor, PROCESSES);
  readProcesses(cursor, spans, processIds);
  expect(cursor, WARNINGS);
  readAny(cursor); // Loupe finds what they say itself
  expectByte(cursor, CLOSING);
  if (cursor.pos !== cursor.bytes.length) unusual();
  for (const span of spans) span.startNs = (span.startNs - earliestUs) * 1_000;
  let trace: Trace | null = null;
  return {
    traceId,
    spanCount: spans.length,
    mark,
    read() {
      trace ??= placedTrace(traceId, unixNs(BigInt(earliestUs) * 1_000n), spans);
      return trace;
    },
  };
}

/** Each is looked for among all spans: more than so many are looked up by the slow way. */
const MOST_PROCESSES = 64;

/** They stand behind the spans, which name them: {"p1":{…},"p2":{…}} */
function readProcesses(cursor: JsonCursor, spans: readonly PlaceableSpan[], processIds: readonly string[]): void {
  const known: string[] = [];
  let placed = 0;
  do {
    const id = readText(cursor);
    expectByte(cursor, COLON);
    const resource = readResource(cursor);
    if (known.includes(id) || known.push(id) > MOST_PROCESSES) unusual();
    for (let i = 0; i < spans.length; i++) {
      if (processIds[i] !== id) continue;
      spans[i]!.resource = resource;
      placed++;
    }
  } while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING);
  if (placed !== spans.length) unusual();
}

/** Processes repeat from trace to trace, byte by byte: one resource each. */
const resources = new Map<string, Resource>();
const MOST_RESOURCES = 1_000;
const LONGEST_RESOURCE = 8_192;

function readResource(cursor: JsonCursor): Resource {
  const from = cursor.pos;
  const text = readSlice(cursor);
  const known = resources.get(text);
  if (known) return known;
  cursor.pos = from;
  const resource = readProcess(readAny(cursor), "process");
  if (text.length > LONGEST_RESOURCE) return resource;
  if (resources.size >= MOST_RESOURCES) resources.clear();
  resources.set(text, resource);
  return resource;
}
