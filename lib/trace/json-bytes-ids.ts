import { type JsonCursor, unusual } from "./json-bytes.ts";
import type { SpanId, TraceId } from "./span.ts";

/** Ids and times as they stand in JSON, checked while they are read. */
export interface MomentCursor extends JsonCursor {
  /** Of the time read last: a double holds either half exactly, and arithmetic on bigints costs more than the rest of a span. */
  seconds: number;
  nanos: number;
}

const QUOTE = 0x22;

/** 19 digits, as all of 2001 to 2286 have: ten of seconds, nine of nanoseconds. 0 means that there is none. */
export function readTime(cursor: MomentCursor): void {
  const { bytes, pos } = cursor;
  if (bytes[pos] !== QUOTE || bytes[pos + 20] !== QUOTE) unusual();
  cursor.seconds = readDigits(bytes, pos + 1, pos + 11);
  cursor.nanos = readDigits(bytes, pos + 11, pos + 20);
  if (cursor.seconds === 0 && cursor.nanos === 0) unusual();
  cursor.pos = pos + 21;
}

function readDigits(bytes: Buffer, from: number, until: number): number {
  let value = 0;
  for (let at = from; at < until; at++) {
    const digit = bytes[at]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) unusual();
    value = value * 10 + digit;
  }
  return value;
}

const HEX = new Int8Array(256).fill(-1);
for (const [value, digit] of [..."0123456789abcdef"].entries()) HEX[digit.charCodeAt(0)] = value;

/** Eight lower-case digits as an unsigned number. */
function readHex(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    const digit = HEX[bytes[at]!]!;
    if (!(digit >= 0)) unusual();
    value = (value << 4) | digit;
  }
  return value >>> 0;
}

/** Moves over a trace's id, with its quotes, where it is the same as the one that stands at `at`. */
export function acceptId(cursor: JsonCursor, at: number): boolean {
  const { bytes, pos } = cursor;
  for (let i = 0; i < ID_LENGTH; i++) if (bytes[pos + i] !== bytes[at + i]) return false;
  cursor.pos = pos + ID_LENGTH;
  return true;
}

const ID_LENGTH = 34;

/** With its quotes. */
export function readTraceId(cursor: JsonCursor): TraceId {
  const { bytes, pos } = cursor;
  if (bytes[pos] !== QUOTE || bytes[pos + 33] !== QUOTE) unusual();
  let any = 0;
  for (let word = 0; word < 4; word++) any |= readHex(bytes, pos + 1 + 8 * word);
  if (any === 0) unusual();
  cursor.pos = pos + 34;
  return bytes.toString("latin1", pos + 1, pos + 33) as TraceId;
}

/** A span's id is read again with each of its children: by the id's low bits, the last that was read. */
const ID_SLOTS = 1024;
const idHigh = new Uint32Array(ID_SLOTS);
const idLow = new Uint32Array(ID_SLOTS);
const ids: SpanId[] = new Array(ID_SLOTS).fill("");

export function readSpanId(cursor: JsonCursor): SpanId {
  const { bytes, pos } = cursor;
  if (bytes[pos] !== QUOTE || bytes[pos + 17] !== QUOTE) unusual();
  const high = readHex(bytes, pos + 1);
  const low = readHex(bytes, pos + 9);
  if (high === 0 && low === 0) unusual();
  cursor.pos = pos + 18;
  const slot = low & (ID_SLOTS - 1);
  if (idHigh[slot] === high && idLow[slot] === low) return ids[slot]!;
  const id = bytes.toString("latin1", pos + 1, pos + 17) as SpanId;
  idHigh[slot] = high;
  idLow[slot] = low;
  ids[slot] = id;
  return id;
}
