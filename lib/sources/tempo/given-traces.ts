import type { TraceId } from "../../trace/span.ts";
import { spanSetsOf, traceIdOf } from "./to-trace.ts";
import type { WireHit } from "./wire.ts";

/** A fragment of a trace is known by its first span and its number of spans: one that has grown is another. */
export const printsOf = (hit: WireHit): readonly string[] => spanSetsOf(hit).map((set) => `${set.matched} ${set.spans[0]?.spanID ?? ""}`);

/** Of each trace that was given, and of traces, the latest: those that a census may see again. */
const MOST_TRACES = 200_000;
const MOST_PRINTS = 32;

export interface GivenTraces {
  /** Given with all that this shows of it: a search that sees fewer of its fragments brings nothing new. */
  has(hit: WireHit): boolean;
  /** Given before without some of this. */
  differs(hit: WireHit): boolean;
  add(hit: WireHit): void;
  clear(): void;
}

/** What was given, so that reading an overlap again costs nothing but the census. The longest unseen are forgotten first. */
export function createGivenTraces(): GivenTraces {
  const prints = new Map<TraceId, readonly string[]>();
  const has = (hit: WireHit): boolean => {
    const known = prints.get(traceIdOf(hit.traceID));
    return known !== undefined && printsOf(hit).every((print) => known.includes(print));
  };
  return {
    has,
    differs: (hit) => prints.has(traceIdOf(hit.traceID)) && !has(hit),
    add(hit) {
      const traceId = traceIdOf(hit.traceID);
      const known = prints.get(traceId) ?? [];
      prints.delete(traceId);
      prints.set(traceId, [...new Set([...known, ...printsOf(hit)])].slice(-MOST_PRINTS));
      if (prints.size > MOST_TRACES) for (const oldest of prints.keys()) if (prints.delete(oldest)) break;
    },
    clear: () => prints.clear(),
  };
}
