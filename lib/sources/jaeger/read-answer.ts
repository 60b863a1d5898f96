import { err, ok, type Result } from "../../base/result.ts";
import type { HttpFailure } from "../http/http-client.ts";
import { BrokenAnswer } from "./wire.ts";

/** Runs a reader of `wire.ts`; what it cannot read is the backend's fault, and a failure. */
export function readAnswer<T>(source: string, read: () => T): Result<T, HttpFailure> {
  try {
    return ok(read());
  } catch (error) {
    if (!(error instanceof BrokenAnswer)) throw error;
    return err({ kind: "broken-answer", reason: "truncated", source, detail: error.message, status: 200, retryAfterMs: null });
  }
}
