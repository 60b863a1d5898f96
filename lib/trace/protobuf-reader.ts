import { Undecodable } from "./decoded-spans.ts";

/**
 * The protobuf wire format (https://protobuf.dev/programming-guides/encoding/) as a cursor over one buffer.
 *
 *   0a 03 66 6f 6f      tag (field 1, wire type 2 = with a length), length 3, "foo"
 *   10 96 01            tag (field 2, wire type 0 = varint), 150: seven bits a byte, lowest first
 *
 * Every read checks its bounds and moves forward, so that no input can loop or read past the end.
 */
export interface Cursor {
  readonly bytes: Buffer;
  readonly view: DataView;
  pos: number;
}

export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
const FIXED32 = 5;
const GROUP_START = 3;
const GROUP_END = 4;

export function openCursor(body: Uint8Array): Cursor {
  return {
    bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    view: new DataView(body.buffer, body.byteOffset, body.byteLength),
    pos: 0,
  };
}

export function refuse(message: string, field: string | null = null): never {
  throw new Undecodable("malformed", field, field === null ? message : `${field}: ${message}`);
}

/** The next tag, `field << 3 | wireType`, as an unsigned number below 2^32. */
export function readTag(cursor: Cursor, end: number): number {
  const first = cursor.bytes[cursor.pos]!;
  if (first < 0x80 && cursor.pos < end) {
    if (first < 8) refuse("field number 0");
    cursor.pos++;
    return first;
  }
  const tag = readVarint(cursor, end);
  if (tag < 8 || tag > 0xffff_ffff) refuse("a field number out of range");
  return tag;
}

/** An unsigned varint as a double: exact below 2^53, enough for tags, lengths and enums. */
export function readVarint(cursor: Cursor, end: number): number {
  const { bytes } = cursor;
  let pos = cursor.pos;
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (pos >= end) refuse("cut short inside a number");
    const byte = bytes[pos++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      cursor.pos = pos;
      return value;
    }
    scale *= 128;
  }
  return refuse("a number of more than 10 bytes");
}

/** A signed 64-bit varint: a number where a double holds it exactly, a bigint beyond. Seven bytes hold 49 bits. */
export function readInt64(cursor: Cursor, end: number): number | bigint {
  const start = cursor.pos;
  const rough = readVarint(cursor, end);
  const length = cursor.pos - start;
  if (length <= 7) return rough;
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 7n) | BigInt(cursor.bytes[start + i]! & 0x7f);
  value = BigInt.asIntN(64, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Reads a length and returns where its content ends; the cursor stands at the content's first byte. */
export function readLength(cursor: Cursor, end: number): number {
  const length = readVarint(cursor, end);
  const until = cursor.pos + length;
  if (until > end) refuse("a length reaches beyond its message");
  return until;
}

/** Moves over `size` bytes and returns where they began. */
export function take(cursor: Cursor, size: number, end: number): number {
  const start = cursor.pos;
  if (start + size > end) refuse("cut short inside a fixed-size number");
  cursor.pos = start + size;
  return start;
}

/** Passes over a field this reader does not know. Groups (wire types 3 and 4, obsolete) may nest: counted, not recursed. */
export function skip(cursor: Cursor, tag: number, end: number): void {
  let open = 0;
  let current = tag;
  for (;;) {
    switch (current & 7) {
      case VARINT:
        readVarint(cursor, end);
        break;
      case FIXED64:
        take(cursor, 8, end);
        break;
      case LENGTH:
        cursor.pos = readLength(cursor, end);
        break;
      case GROUP_START:
        open++;
        break;
      case GROUP_END:
        if (open === 0) refuse("the end of a group that never began");
        open--;
        break;
      case FIXED32:
        take(cursor, 4, end);
        break;
      default:
        refuse("an unknown wire type");
    }
    if (open === 0) return;
    if (cursor.pos >= end) refuse("a group without an end");
    current = readTag(cursor, end);
  }
}
