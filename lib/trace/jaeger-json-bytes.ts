import { emptyAttributes, makeResource, NO_SCOPE } from "./decoded-spans.ts";
import { KINDS } from "./jaeger-json.ts";
import { readTags, type Taken } from "./jaeger-json-bytes-tags.ts";
import { readLogs, readReferences } from "./jaeger-json-parts.ts";
import { accept, expect, expectByte, type JsonCursor, literal, readAny, readText, readWhole, unusual } from "./json-bytes.ts";
import { acceptId, readSpanId } from "./json-bytes-ids.ts";
import type { PlaceableSpan } from "./otlp-json-bytes.ts";
import type { Scope, SpanEvent, SpanId, SpanKind, SpanLink, SpanStatus, TraceId } from "./span.ts";

/**
 * A span of Jaeger's own JSON as its query service writes it, from bytes; `jaeger-json.ts` is what it means. Anything else (short ids,
 * missing times, spans of another trace, fields that only old versions wrote) is unusual.
 */
export interface JaegerCursor extends JsonCursor {
  readonly traceId: TraceId;
  /** Where it stands, with its quotes: every span repeats it. */
  readonly traceIdAt: number;
  /** What the span read last has besides, for its reader. */
  startUs: number;
  processId: string;
  parentSpanId: SpanId | null;
  readonly taken: Taken;
}

const TRACE_ID = literal('{"traceID":');
const SPAN_ID = literal(',"spanID":');
const FLAGS = literal(',"flags":');
const NAME = literal(',"operationName":');
const REFERENCES = literal(',"references":');
const START = literal(',"startTime":');
const DURATION = literal(',"duration":');
const TAGS = literal(',"tags":');
const LOGS = literal(',"logs":');
const PROCESS_ID = literal(',"processID":');
const WARNINGS = literal(',"warnings":');
const NONE = literal("[]");
const CLOSING = 0x7d;

/** Takes the place of a resource until the processes, which stand behind the spans, have been read. */
const UNKNOWN = makeResource(emptyAttributes());

/** The start and the process are left in the cursor. */
export function readSpan(cursor: JaegerCursor): PlaceableSpan {
  expect(cursor, TRACE_ID);
  if (!acceptId(cursor, cursor.traceIdAt)) unusual();
  expect(cursor, SPAN_ID);
  const spanId = readSpanId(cursor);
  if (accept(cursor, FLAGS)) readWhole(cursor);
  expect(cursor, NAME);
  const name = readText(cursor);
  expect(cursor, REFERENCES);
  const links = readParent(cursor);
  const { parentSpanId, taken } = cursor;
  expect(cursor, START);
  const startUs = readWhole(cursor);
  expect(cursor, DURATION);
  const durationUs = readWhole(cursor);
  if (!(startUs > 0 && durationUs >= 0)) unusual();
  expect(cursor, TAGS);
  const attributes = readTags(cursor, taken);
  expect(cursor, LOGS);
  const events = accept(cursor, NONE) ? [] : readEvents(cursor);
  expect(cursor, PROCESS_ID);
  cursor.processId = readText(cursor);
  expect(cursor, WARNINGS);
  readAny(cursor);
  expectByte(cursor, CLOSING);
  cursor.startUs = startUs;
  // The tag goes with the status; alone, it is the old way to say it.
  const stated = taken.statusCode?.toLowerCase();
  const code = stated === "error" || stated === "ok" ? stated : attributes["error"] === true && stated === undefined ? "error" : "unset";
  if (stated === "error" && attributes["error"] === true) delete attributes["error"];
  return {
    traceId: cursor.traceId,
    spanId,
    parentSpanId,
    name,
    kind: kindOf(taken.kind),
    startNs: 0,
    durationNs: Math.round(durationUs * 1_000),
    status: code === "unset" && taken.statusMessage === null ? UNSET : { code, message: taken.statusMessage },
    attributes,
    events,
    links,
    resource: UNKNOWN,
    scope: scopeOf(taken),
    traceState: taken.traceState,
    receivedAt: null,
  };
}

const UNSET: SpanStatus = Object.freeze({ code: "unset", message: null });

function kindOf(stated: string | null): SpanKind {
  const kind = stated?.toLowerCase() ?? "";
  return KINDS.has(kind) ? (kind as SpanKind) : "unspecified";
}

let lastScope: Scope = NO_SCOPE;

/** Most spans have the one of the span before. */
function scopeOf({ scopeName, scopeVersion, libraryName, libraryVersion }: Taken): Scope {
  const name = scopeName ?? libraryName;
  const version = scopeVersion ?? libraryVersion;
  if (name === null && version === null) return NO_SCOPE;
  if (lastScope.name !== name || lastScope.version !== version) lastScope = { name: name ?? "", version };
  return lastScope;
}

const ONE_PARENT = literal('[{"refType":"CHILD_OF","traceID":');
const ONE_PARENT_END = literal("}]");

/** A parent and no links; whatever else, as `jaeger-json.ts` reads it. */
function readParent(cursor: JaegerCursor): readonly SpanLink[] {
  cursor.parentSpanId = null;
  if (accept(cursor, NONE)) return [];
  const from = cursor.pos;
  if (accept(cursor, ONE_PARENT) && acceptId(cursor, cursor.traceIdAt) && accept(cursor, SPAN_ID)) {
    cursor.parentSpanId = readSpanId(cursor);
    if (accept(cursor, ONE_PARENT_END)) return [];
  }
  cursor.pos = from;
  const read = readReferences({ references: readAny(cursor) }, "references", cursor.traceId);
  cursor.parentSpanId = read.parentSpanId;
  return read.links;
}

function readEvents(cursor: JaegerCursor): readonly SpanEvent[] {
  const events = readLogs(readAny(cursor), "logs");
  for (const { timeUnixNs } of events) if (timeUnixNs === 0n) unusual(); // they get the span's
  return events;
}
