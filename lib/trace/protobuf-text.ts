import { hashByte, knownText } from "./known-texts.ts";
import type { Cursor } from "./protobuf-reader.ts";

/** Longer ones are rarely known. */
const LONGEST = 48;

export function readString(cursor: Cursor, until: number): string {
  const { bytes, pos } = cursor;
  const length = until - pos;
  cursor.pos = until;
  if (length === 0) return "";
  if (length > LONGEST) return bytes.toString("utf8", pos, until);
  let hash = 0;
  let ascii = 0;
  for (let i = pos; i < until; i++) {
    const byte = bytes[i]!;
    hash = hashByte(hash, byte);
    ascii |= byte;
  }
  if (ascii >= 0x80) return bytes.toString("utf8", pos, until);
  return knownText(bytes, pos, until, hash);
}
