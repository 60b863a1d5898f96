import { err, ok, type Result } from "../base/result.ts";
import { badRequest, type Problem } from "./problem.ts";

/** A comment's 4,000 characters, twelve times over. */
const MOST_BYTES = 64 * 1024;
/** A chain file of a million characters, escaped. */
export const MOST_CONFIG_BYTES = 4 * 1024 * 1024;

/** A request's body as JSON; null where it is empty. Never reads more than it may. */
export async function readJson(request: Request, mostBytes = MOST_BYTES): Promise<Result<unknown, Problem>> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  if (request.body !== null)
    for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += piece.byteLength;
      if (bytes > mostBytes) return err(badRequest("body", `is longer than ${mostBytes} bytes`));
      pieces.push(piece);
    }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
    const value: unknown = text.trim() === "" ? null : JSON.parse(text);
    if (value === null || (typeof value === "object" && !Array.isArray(value))) return ok(value);
    return err(badRequest("body", "must be a JSON object"));
  } catch {
    return err(badRequest("body", "must be JSON in UTF-8"));
  }
}
