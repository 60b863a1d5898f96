import type { Cursor } from "./protobuf-reader.ts";

/**
 * Strings of telemetry repeat (keys, names, services), and making a JavaScript string costs more than comparing one:
 * short ASCII strings are looked up in a small direct-mapped table by a hash of their bytes, and made only when missing.
 * Bounded: 8192 strings of at most 48 characters.
 */
const SLOTS = 8192;
const LONGEST = 48;
const known: (string | undefined)[] = new Array(SLOTS).fill(undefined);

export function readString(cursor: Cursor, until: number): string {
  const { bytes, pos } = cursor;
  const length = until - pos;
  cursor.pos = until;
  if (length === 0) return "";
  if (length > LONGEST) return bytes.toString("utf8", pos, until);
  let hash = length;
  let ascii = 0;
  for (let i = pos; i < until; i++) {
    const byte = bytes[i]!;
    hash = (Math.imul(hash, 31) + byte) | 0;
    ascii |= byte;
  }
  if (ascii >= 0x80) return bytes.toString("utf8", pos, until);
  const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
  const candidate = known[slot];
  if (candidate !== undefined && equals(candidate, bytes, pos, length)) return candidate;
  const made = bytes.toString("latin1", pos, until);
  known[slot] = made;
  return made;
}

function equals(text: string, bytes: Buffer, pos: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[pos + i]) return false;
  return true;
}
