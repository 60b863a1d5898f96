/**
 * Strings of telemetry repeat (keys, names, services), and making a JavaScript string costs more than comparing one:
 * short ASCII strings are looked up in a small direct-mapped table by a hash of their bytes, and made only when missing.
 * Bounded: 8192 strings of at most 96 characters.
 */
const SLOTS = 8192;
export const LONGEST_KNOWN = 96;
const known: (string | undefined)[] = new Array(SLOTS).fill(undefined);

/** One step of the hash that `knownText` wants, from 0 over all bytes. */
export const hashByte = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0;

/** The bytes must be ASCII, and not more than `LONGEST_KNOWN`. */
export function knownText(bytes: Buffer, from: number, until: number, hash: number): string {
  const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
  const candidate = known[slot];
  if (candidate !== undefined && equals(candidate, bytes, from, until - from)) return candidate;
  const made = bytes.toString("latin1", from, until);
  known[slot] = made;
  return made;
}

function equals(text: string, bytes: Buffer, from: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
