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
  /** Given before, with a part that began before `fromS`: a search from there on does not show all of it. */
  beganBefore(hit: Hit, fromS: number): boolean;
  add(hit: Hit): void;
  /** What was given under this id began then: earlier than a search showed, where the rest came by id. */
  began(traceId: TraceId, atS: number): void;
  clear(): void;
}

interface Given {
  readonly prints: readonly string[];
  /** Seconds since 1970, of its earliest part. */
  readonly beganS: number;
}

/** What was given, so that reading an overlap again costs nothing but the census. The longest unseen are forgotten first. */
export function createGivenTraces(): GivenTraces {
  const traces = new Map<TraceId, Given>();
  const has = (hit: Hit): boolean => {
    const known = traces.get(hit.traceId);
    return known !== undefined && hit.sets.every(({ print }) => known.prints.includes(print));
  };
  return {
    has,
    differs: (hit) => traces.has(hit.traceId) && !has(hit),
    beganBefore(hit, fromS) {
      const known = traces.get(hit.traceId);
      return known !== undefined && known.beganS < fromS;
    },
    add(hit) {
      const { traceId, startS } = hit;
      const known = traces.get(traceId);
      if (known !== undefined) traces.delete(traceId);
      const shown = hit.sets.map(({ print }) => print);
      traces.set(traceId, {
        prints: known === undefined && shown.length === 1 ? shown : [...new Set([...(known?.prints ?? []), ...shown])].slice(-MOST_PRINTS),
        beganS: Math.min(known?.beganS ?? startS, startS),
      });
      if (traces.size > MOST_TRACES) for (const oldest of traces.keys()) if (traces.delete(oldest)) break;
    },
    began(traceId, atS) {
      const known = traces.get(traceId);
      if (known !== undefined && atS < known.beganS) traces.set(traceId, { ...known, beganS: atS });
    },
    clear: () => traces.clear(),
  };
}
