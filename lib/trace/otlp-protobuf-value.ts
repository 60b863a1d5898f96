import { emptyAttributes, MAX_NESTING, Undecodable } from "./decoded-spans.ts";
import { type Cursor, FIXED64, LENGTH, readInt64, readLength, readTag, readVarint, skip, take, VARINT } from "./protobuf-reader.ts";
import { readString } from "./protobuf-text.ts";
import type { AttributeValue } from "./span.ts";

/** KeyValue: key = 1, value = 2. `depth`: how many arrays and maps are around it. */
export function readKeyValue(cursor: Cursor, end: number, into: Record<string, AttributeValue>, depth: number): void {
  let key = "";
  let value: AttributeValue = null;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === KEY) key = readString(cursor, readLength(cursor, end));
    else if (tag === VALUE) value = readAnyValue(cursor, readLength(cursor, end), depth);
    else skip(cursor, tag, end);
  }
  into[key] = value;
}

const KEY = (1 << 3) | LENGTH;
const VALUE = (2 << 3) | LENGTH;
const ITEM = (1 << 3) | LENGTH;

const STRING = (1 << 3) | LENGTH;
const BOOL = (2 << 3) | VARINT;
const INT = (3 << 3) | VARINT;
const DOUBLE = (4 << 3) | FIXED64;
const ARRAY = (5 << 3) | LENGTH;
const MAP = (6 << 3) | LENGTH;
const BYTES = (7 << 3) | LENGTH;

/** AnyValue is a oneof: the last one on the wire counts. */
function readAnyValue(cursor: Cursor, end: number, depth: number): AttributeValue {
  let value: AttributeValue = null;
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    switch (tag) {
      case STRING:
        value = readString(cursor, readLength(cursor, end));
        break;
      case BOOL:
        value = readVarint(cursor, end) !== 0;
        break;
      case INT:
        value = readInt64(cursor, end);
        break;
      case DOUBLE:
        value = cursor.view.getFloat64(take(cursor, 8, end), true);
        break;
      case ARRAY:
        value = readArray(cursor, readLength(cursor, end), depth + 1);
        break;
      case MAP:
        value = readMap(cursor, readLength(cursor, end), depth + 1);
        break;
      case BYTES: {
        const until = readLength(cursor, end);
        value = new Uint8Array(cursor.bytes.subarray(cursor.pos, until)); // a copy: the body is not kept alive
        cursor.pos = until;
        break;
      }
      default:
        skip(cursor, tag, end);
    }
  }
  return value;
}

function readArray(cursor: Cursor, end: number, depth: number): readonly AttributeValue[] {
  checkDepth(depth);
  const values: AttributeValue[] = [];
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === ITEM) values.push(readAnyValue(cursor, readLength(cursor, end), depth));
    else skip(cursor, tag, end);
  }
  return values;
}

function readMap(cursor: Cursor, end: number, depth: number): { readonly [key: string]: AttributeValue } {
  checkDepth(depth);
  const map = emptyAttributes();
  while (cursor.pos < end) {
    const tag = readTag(cursor, end);
    if (tag === ITEM) readKeyValue(cursor, readLength(cursor, end), map, depth);
    else skip(cursor, tag, end);
  }
  return map;
}

function checkDepth(depth: number): void {
  if (depth > MAX_NESTING) throw new Undecodable("too-deep", "attributes", `attributes are nested deeper than ${MAX_NESTING} levels`);
}
