/** Page cursors: opaque outside, a list of plain values inside. */
export const writeCursor = (values: readonly (string | number)[]): string => Buffer.from(JSON.stringify(values)).toString("base64url");

/** Where a page ended: what it is sorted by, then what tells rows apart that are equal in it. */
const USUAL = ["number", "string"] as const;

/**
 * One that was not given out here is a mistake of the caller, also where it looks like one: what a database would choke on is no cursor.
 * @throws RangeError
 */
export function readCursor(
  cursor: string | undefined,
  kinds: readonly ("number" | "integer" | "string")[] = USUAL,
): readonly (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(values) && values.length === kinds.length && values.every((value, at) => isOf(kinds[at]!, value))) return values;
  } catch {}
  throw new RangeError("Unknown cursor");
}

function isOf(kind: "number" | "integer" | "string", value: unknown): boolean {
  if (kind === "integer") return Number.isSafeInteger(value);
  if (kind === "number") return Number.isFinite(value);
  return typeof value === "string" && value.isWellFormed() && !value.includes("\u0000");
}
