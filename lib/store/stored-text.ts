import { hash } from "node:crypto";

/**
 * Text that any peer may have written, made storable in both dialects and read back unchanged. PostgreSQL takes no U+0000, neither
 * takes lone surrogates, so those and the escape sign are spelt out: `\` → `\\`, U+0000 → `\0`, U+D800 → `\ud800`.
 * Escaping goes sign by sign, so a prefix of the text stays a prefix of what is stored.
 */
export function toStored(text: string): string {
  return NEEDS_ESCAPE.test(text) || !text.isWellFormed() ? text.replace(SPECIAL, spell) : text;
}

export function fromStored(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:\\|0|u([0-9a-f]{4}))/g, (whole, hex: string | undefined) =>
    hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : whole === "\\0" ? "\0" : "\\",
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what is looked for
const NEEDS_ESCAPE = /[\\\u0000]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above; with the u flag a paired surrogate is no match
const SPECIAL = /[\\\u0000\ud800-\udfff]/gu;
const spell = (sign: string): string =>
  sign === "\\" ? "\\\\" : sign === "\0" ? "\\0" : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Key of a text of any length: PostgreSQL's index rows end at 2.7 kB, an order id may have 4 kB. 128 bits of SHA-256. */
export const textKey = (text: string): string => hash("sha256", text).slice(0, 32);

/** How much of an order id the prefix index holds. */
const PREFIX_LENGTH = 64;

/** The indexed beginning of a stored text, never cut inside a surrogate pair. */
export function storedPrefix(stored: string): string {
  if (stored.length <= PREFIX_LENGTH) return stored;
  const cut = stored.slice(0, PREFIX_LENGTH);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** The smallest text above every text that begins with `prefix`, bytewise. */
export const prefixEnd = (prefix: string): string => `${prefix}\u{10ffff}`;
