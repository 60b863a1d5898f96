import { err, ok, type Result } from "../base/result.ts";
import { badRequest, type Problem } from "./problem.ts";

/** A cursor that looks like ours and is not (put together by hand, of another version) is the caller's mistake: the store throws on it. */
export async function askPage<T>(ask: () => Promise<T>): Promise<Result<T, Problem>> {
  try {
    return ok(await ask());
  } catch (error) {
    if (error instanceof RangeError && error.message === "Unknown cursor")
      return err(badRequest("cursor", "is not one that this call gave out"));
    throw error;
  }
}
