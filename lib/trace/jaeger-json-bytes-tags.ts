import { emptyAttributes } from "./decoded-spans.ts";
import { type MutableAttributes, readTag } from "./jaeger-json-parts.ts";
import { accept, acceptByte, acceptWhole, expectByte, type JsonCursor, literal, readAny, readText, unusual } from "./json-bytes.ts";
import type { AttributeValue } from "./span.ts";

/** Tags that Jaeger made of OpenTelemetry's own fields. Left out while reading: to delete them later makes a hash table of the rest. */
export interface Taken {
  kind: string | null;
  statusCode: string | null;
  statusMessage: string | null;
  scopeName: string | null;
  scopeVersion: string | null;
  libraryName: string | null;
  libraryVersion: string | null;
  traceState: string | null;
}

export const newTaken = (): Taken => ({
  kind: null,
  statusCode: null,
  statusMessage: null,
  scopeName: null,
  scopeVersion: null,
  libraryName: null,
  libraryVersion: null,
  traceState: null,
});

const FIELDS: ReadonlyMap<string, keyof Taken> = new Map([
  ["span.kind", "kind"],
  ["otel.status_code", "statusCode"],
  ["otel.status_description", "statusMessage"],
  ["otel.scope.name", "scopeName"],
  ["otel.scope.version", "scopeVersion"],
  ["otel.library.name", "libraryName"],
  ["otel.library.version", "libraryVersion"],
  ["w3c.tracestate", "traceState"],
]);

const OPENING = 0x5b;
const CLOSING_LIST = 0x5d;
const CLOSING = 0x7d;
const COMMA = 0x2c;
const KEY = literal('{"key":');
const TEXT = literal(',"type":"string","value":');
const INTEGER = literal(',"type":"int64","value":');
const TRUE = literal(',"type":"bool","value":true');

export function readTags(cursor: JsonCursor, taken: Taken): MutableAttributes {
  forget(taken);
  const attributes = emptyAttributes();
  expectByte(cursor, OPENING);
  if (acceptByte(cursor, CLOSING_LIST)) return attributes;
  do {
    const from = cursor.pos;
    if (!accept(cursor, KEY)) unusual();
    const key = readText(cursor);
    let value = readUsualValue(cursor);
    if (value === undefined || !acceptByte(cursor, CLOSING)) {
      cursor.pos = from;
      value = readOther(cursor, key);
    }
    const field = mayBeField(key) ? FIELDS.get(key) : undefined;
    if (field === undefined) attributes[key] = value;
    else take(taken, field, value);
  } while (acceptByte(cursor, COMMA));
  expectByte(cursor, CLOSING_LIST);
  // Both names for one thing: the older stays a tag, in its place.
  if ((taken.scopeName !== null && taken.libraryName !== null) || (taken.scopeVersion !== null && taken.libraryVersion !== null)) unusual();
  return attributes;
}

function forget(taken: Taken): void {
  taken.kind = null;
  taken.statusCode = null;
  taken.statusMessage = null;
  taken.scopeName = null;
  taken.scopeVersion = null;
  taken.libraryName = null;
  taken.libraryVersion = null;
  taken.traceState = null;
}

/** A tag that stands for a field is a text, and stands once. */
function take(taken: Taken, field: keyof Taken, value: AttributeValue): void {
  if (typeof value !== "string" || value === "" || taken[field] !== null) unusual();
  taken[field] = value;
}

/** Asked of every tag, a map's hashing would cost more than the rest of reading it. */
const mayBeField = (key: string): boolean => key.startsWith("otel.") || key === "span.kind" || key === "w3c.tracestate";

function readUsualValue(cursor: JsonCursor): AttributeValue | undefined {
  if (accept(cursor, TEXT)) return readText(cursor);
  if (accept(cursor, TRUE)) return true;
  if (!accept(cursor, INTEGER)) return undefined;
  const number = acceptWhole(cursor);
  return Number.isNaN(number) ? undefined : number;
}

/** Of another type, or written otherwise. */
function readOther(cursor: JsonCursor, key: string): AttributeValue {
  const tag = readAny(cursor) as { readonly key?: unknown; readonly type?: unknown; readonly value?: unknown };
  if (tag.key !== key) unusual();
  return readTag(tag.value, tag.type);
}
