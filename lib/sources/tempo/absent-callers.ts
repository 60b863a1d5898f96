import type { Span, Trace } from "../../trace/span.ts";
import { mayHideFragments, orphansIn } from "./orphans.ts";

/**
 * A trace that misses a parent is fetched by its id: a search may have shown a part of it. But where a caller passes `traceparent` on and
 * exports nothing (a gateway, a browser whose spans are blocked), every trace behind it misses one, and a fetch costs Tempo as much as forty
 * spans of a search.
 *
 *     gateway (exports nothing)
 *     └─ GET /orders   server, crm-api     fetched: no more than was shown, eight times in a row → from then on one in sixteen
 *
 * Only of servers' spans: their callers' are of the same moments, so the census would have counted them in a fragment of their own. Who reads
 * a message may do so long after it was sent, when nobody remembers that part of the trace.
 */
export interface AbsentCallers {
  /** The parents that this trace misses are not there by its id either, as far as is known. */
  expects(trace: Trace): boolean;
  /** What the id brought of a trace that missed parents. */
  learn(shown: Trace, fetched: Trace): void;
}

const IN_A_ROW = 8;
const ONE_IN = 16;
const MOST_NAMES = 5_000;

interface Experience {
  /** Fetches in a row that brought no more than was shown. */
  inVain: number;
  /** Not fetched since the last one. */
  spared: number;
}

export function createAbsentCallers(): AbsentCallers {
  const byName = new Map<string, Experience>();

  const experienceOf = (name: string): Experience => {
    const known = byName.get(name);
    if (known) return known;
    const fresh: Experience = { inVain: 0, spared: 0 };
    if (byName.size >= MOST_NAMES) byName.clear();
    byName.set(name, fresh);
    return fresh;
  };

  return {
    expects(trace) {
      if (mayHideFragments(trace)) return false;
      const orphans = orphansIn(trace);
      if (orphans.length === 0 || orphans.some(({ kind }) => kind !== "server")) return false;
      const met = orphans.map((span) => experienceOf(nameOf(span)));
      if (met.some(({ inVain, spared }) => inVain < IN_A_ROW || spared + 1 >= ONE_IN)) return false;
      for (const experience of met) experience.spared++;
      return true;
    },
    learn(shown, fetched) {
      const isVain = fetched.spans.length <= shown.spans.length;
      for (const span of orphansIn(shown)) {
        if (span.kind !== "server") continue;
        const experience = experienceOf(nameOf(span));
        experience.inVain = isVain ? experience.inVain + 1 : 0;
        experience.spared = 0;
      }
    },
  };
}

const nameOf = ({ resource, name }: Span): string => `${resource.service}\u0000${name}`;
