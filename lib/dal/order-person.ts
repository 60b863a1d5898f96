import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { runtime } from "../runtime.ts";
import type { TraceId } from "../trace/span.ts";
import { readMasked } from "./read-traces.ts";

/** Whose order it is, as a pseudonym: the first user id that the order's first trace carries. Null where none does, or nobody could be asked. */
export async function readOrderPerson(_viewer: Viewer, traceIds: readonly string[]): Promise<string | null> {
  const first = traceIds[0];
  const found = first === undefined ? null : await readMasked([first as TraceId]);
  if (!found?.ok) return null;
  const keys = runtime().chains.userKeys;
  for (const trace of found.value.traces)
    for (const span of trace.spans)
      for (const key of keys) {
        const value = span.attributes[key];
        if (typeof value === "string" && value !== "") return value;
      }
  return null;
}
