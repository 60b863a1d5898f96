import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { runtime } from "../runtime.ts";
import type { TraceId } from "../trace/span.ts";
import { fetchTraces } from "./ask-sources.ts";
import { currentMasker } from "./masking.ts";
import { recall, remember } from "./recent-traces.ts";

/** Whose order it is, as a pseudonym: the first user id that the order's first trace carries. Null where none does, or nobody could be asked. */
export async function readOrderPerson(_viewer: Viewer, traceIds: readonly string[]): Promise<string | null> {
  const found = await findPerson(traceIds);
  return found && String(currentMasker().value(found.key, found.value));
}

/** As it stands in the span, unmasked: for `reveal-person.ts`. */
export async function findPerson(traceIds: readonly string[]): Promise<{ readonly key: string; readonly value: string } | null> {
  const first = traceIds[0];
  if (first === undefined) return null;
  const known = recall(first as TraceId);
  const traces = known ? [known] : (await fetchTraces(runtime().sources, [first as TraceId])).traces;
  remember(traces);
  const keys = runtime().chains.userKeys;
  for (const trace of traces)
    for (const span of trace.spans)
      for (const key of keys) {
        const value = span.attributes[key];
        if (typeof value === "string" && value !== "") return { key, value };
      }
  return null;
}
