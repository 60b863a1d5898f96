import { hashByte, knownText, LONGEST_KNOWN } from "./known-texts.ts";

/**
 * JSON read from its bytes, without a tree in between, where it has the form that is expected: what a program writes is always written
 * the same way, without blanks and with its fields in one order.
 *
 *   {"key":"order_id","value":{"stringValue":"48213"}}
 *   accept {"key": ─ readText ─ accept ,"value":{"stringValue": ─ readText ─ accept }}
 *
 * Whatever is not of that form is `Unusual`: the caller goes back and reads the same bytes by `JSON.parse`, which decides what they
 * mean. So nothing here needs to be lenient, and nothing may take for JSON what is none.
 */
export interface JsonCursor {
  readonly bytes: Buffer;
  pos: number;
}

/** Not wrong, perhaps: to be read the slow way. Never leaves a decoder. */
export class Unusual extends Error {}

/** Without a stack each: it says nothing, and an answer may hold thousands of odd spans. */
const UNUSUAL = new Unusual("not of the usual form");

export function unusual(): never {
  throw UNUSUAL;
}

export const openJson = (bytes: Uint8Array): JsonCursor => ({
  bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  pos: 0,
});

export const literal = (text: string): Buffer => Buffer.from(text, "latin1");

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Moves over `literal` where it stands here. Past the end every byte is undefined, and equals none. */
export function accept(cursor: JsonCursor, literal: Uint8Array): boolean {
  const { bytes, pos } = cursor;
  const { length } = literal;
  for (let i = 0; i < length; i++) if (bytes[pos + i] !== literal[i]) return false;
  cursor.pos = pos + length;
  return true;
}

export function expect(cursor: JsonCursor, literal: Uint8Array): void {
  if (!accept(cursor, literal)) unusual();
}

export function acceptByte(cursor: JsonCursor, byte: number): boolean {
  if (cursor.bytes[cursor.pos] !== byte) return false;
  cursor.pos++;
  return true;
}

export function expectByte(cursor: JsonCursor, byte: number): void {
  if (cursor.bytes[cursor.pos] !== byte) unusual();
  cursor.pos++;
}

/** A string with its quotes. */
export function readText(cursor: JsonCursor): string {
  const { bytes, pos } = cursor;
  if (bytes[pos] !== QUOTE) unusual();
  let hash = 0;
  let at = pos + 1;
  for (;;) {
    const byte = bytes[at]!;
    if (byte === QUOTE) break;
    if (!(byte >= 0x20) || byte >= 0x80 || byte === BACKSLASH) return readAny(cursor) as string;
    hash = hashByte(hash, byte);
    at++;
  }
  cursor.pos = at + 1;
  return at - pos - 1 > LONGEST_KNOWN ? bytes.toString("latin1", pos + 1, at) : knownText(bytes, pos + 1, at, hash);
}

/**
 * A whole number that a double holds exactly, as JSON or as an integer's text spells it; NaN, and the cursor stays, where there is none.
 * What follows it is the caller's to look at: it may have been the beginning of 1.5.
 */
export function acceptWhole(cursor: JsonCursor): number {
  const { bytes } = cursor;
  const negative = bytes[cursor.pos] === 0x2d;
  const from = negative ? cursor.pos + 1 : cursor.pos;
  let at = from;
  let value = 0;
  for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30) value = value * 10 + digit;
  const digits = at - from;
  // JSON knows no leading zeros.
  if (digits === 0 || digits > 16 || value > Number.MAX_SAFE_INTEGER || (digits > 1 && bytes[from] === 0x30)) return Number.NaN;
  cursor.pos = at;
  return negative ? -value : value;
}

export function readWhole(cursor: JsonCursor): number {
  const number = acceptWhole(cursor);
  return Number.isNaN(number) ? unusual() : number;
}

/** The bytes of a value, if it is JSON at all: for what may be known by them. */
export function readSlice(cursor: JsonCursor): string {
  const { bytes, pos } = cursor;
  cursor.pos = endOfValue(bytes, pos);
  return bytes.toString("latin1", pos, cursor.pos);
}

/** Any value, by `JSON.parse`: right whatever it is, at its price. */
export function readAny(cursor: JsonCursor): unknown {
  const { bytes, pos } = cursor;
  const end = endOfValue(bytes, pos);
  cursor.pos = end;
  try {
    return JSON.parse(bytes.toString("utf8", pos, end));
  } catch {
    return unusual();
  }
}

/** Where the value ends if it is JSON at all: `JSON.parse` finds that out. */
function endOfValue(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at++;
      for (; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
      if (depth === 0) return at + 1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at; // a number or a word ends where what is around it does
      if (--depth === 0) return at + 1;
    } else if (byte === 0x2c && depth === 0) return at;
  }
  return unusual();
}
