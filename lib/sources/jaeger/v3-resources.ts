import { NO_SCOPE } from "#lib/trace/decoded-spans";
import { accept, acceptByte, type JsonCursor, literal, readAny, readText, unusual } from "#lib/trace/json-bytes";
import { readResource as decodeResource, readScope as decodeScope } from "#lib/trace/otlp-json";
import type { Resource, Scope } from "#lib/trace/span";

/** Resources repeat from trace to trace, byte by byte: one object each. */
const resources = new Map<string, Resource>();
const MOST_RESOURCES = 1_000;
const LONGEST_RESOURCE = 8_192;

export const SCOPE_SPANS = literal(',"scopeSpans":[{');
const CLOSING_OBJECT = 0x7d;

/**
 * Up to `,"scopeSpans":[`, which stands in no string: a quote within would be behind a backslash, not a comma. If it stands within the
 * resource all the same, what is before it is no JSON.
 */
export function readResource(cursor: JsonCursor): Resource {
  const { bytes, pos } = cursor;
  const end = bytes.indexOf(SCOPE_SPANS, pos);
  if (end < 0) unusual();
  const text = bytes.toString("latin1", pos, end);
  const known = resources.get(text);
  if (known) {
    cursor.pos = end;
    return known;
  }
  const resource = decodeResource(readAny(cursor), "resourceSpans");
  if (cursor.pos !== end) unusual();
  if (text.length > LONGEST_RESOURCE) return resource;
  if (resources.size >= MOST_RESOURCES) resources.clear();
  resources.set(text, resource);
  return resource;
}

const SCOPE_NAME = literal('{"name":');
let scope: Scope = NO_SCOPE;

/** Most answers know one. */
export function readScope(cursor: JsonCursor): Scope {
  const from = cursor.pos;
  if (accept(cursor, SCOPE_NAME)) {
    const name = readText(cursor);
    if (acceptByte(cursor, CLOSING_OBJECT)) {
      if (scope.name !== name || scope.version !== null) scope = { name, version: null };
      return scope;
    }
  }
  cursor.pos = from;
  const read = decodeScope(readAny(cursor), "scopeSpans");
  if (scope.name !== read.name || scope.version !== read.version) scope = read;
  return scope;
}
