import type { TraceId } from "../../trace/span.ts";
import type { Hit } from "./hit.ts";

/** Of each trace that was given, and of traces, the latest: those that a census may see again. */
const MOST_TRACES = 200_000;
const MOST_PRINTS = 32;

export interface GivenTraces {
  /** Given with all that this shows of it: a search that sees fewer of its fragments brings nothing new. */
  has(hit: Hit): boolean;
  /** Given before without some of this. */
  differs(hit: Hit): boolean;
  add(hit: Hit): void;
  clear(): void;
}

/** What was given, so that reading an overlap again costs nothing but the census. The longest unseen are forgotten first. */
export function createGivenTraces(): GivenTraces {
  const prints = new Map<TraceId, readonly string[]>();
  const has = (hit: Hit): boolean => {
    const known = prints.get(hit.traceId);
    return known !== undefined && hit.sets.every(({ print }) => known.includes(print));
  };
  return {
    has,
    differs: (hit) => prints.has(hit.traceId) && !has(hit),
    add(hit) {
      const traceId = hit.traceId;
      const known = prints.get(traceId);
      if (known !== undefined) prints.delete(traceId);
      const shown = hit.sets.map(({ print }) => print);
      prints.set(
        traceId,
        known === undefined && shown.length === 1 ? shown : [...new Set([...(known ?? []), ...shown])].slice(-MOST_PRINTS),
      );
      if (prints.size > MOST_TRACES) for (const oldest of prints.keys()) if (prints.delete(oldest)) break;
    },
    clear: () => prints.clear(),
  };
}
