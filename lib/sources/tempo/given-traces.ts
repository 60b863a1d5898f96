import type { TraceId } from "../../trace/span.ts";
import { matchedOf, traceIdOf } from "./to-trace.ts";
import type { WireHit } from "./wire.ts";

/** What is remembered of a trace that was given: another number of spans, or an earlier start, and it has changed. */
const printOf = (hit: WireHit): string => `${matchedOf(hit)} ${hit.startTimeUnixNano}`;

/** A day's memory at a thousand traces a minute is not needed: only those that a sweep can see again. */
const MOST_REMEMBERED = 200_000;

export interface GivenTraces {
  has(hit: WireHit): boolean;
  /** Given before in another form. */
  differs(hit: WireHit): boolean;
  add(hit: WireHit): void;
  clear(): void;
}

/** Of the traces that were given, so that reading an overlap again costs nothing but the reading. The longest unseen are forgotten first. */
export function createGivenTraces(): GivenTraces {
  const prints = new Map<TraceId, string>();
  return {
    has: (hit) => prints.get(traceIdOf(hit.traceID)) === printOf(hit),
    differs(hit) {
      const known = prints.get(traceIdOf(hit.traceID));
      return known !== undefined && known !== printOf(hit);
    },
    add(hit) {
      const traceId = traceIdOf(hit.traceID);
      prints.delete(traceId);
      prints.set(traceId, printOf(hit));
      if (prints.size > MOST_REMEMBERED) for (const oldest of prints.keys()) if (prints.delete(oldest)) break;
    },
    clear: () => prints.clear(),
  };
}
