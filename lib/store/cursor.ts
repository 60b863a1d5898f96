/** Page cursors: opaque outside, a list of plain values inside. An unreadable one is treated as a mistake of the caller. */
export const writeCursor = (values: readonly (string | number)[]): string => Buffer.from(JSON.stringify(values)).toString("base64url");

export function readCursor(cursor: string | undefined): readonly (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(values) && values.every((value) => typeof value === "string" || typeof value === "number")) return values;
  } catch {}
  throw new RangeError("Unknown cursor");
}
