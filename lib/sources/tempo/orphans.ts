import type { Span, Trace } from "../../trace/span.ts";

/** Fragments are told apart by their lengths: clocks of whole milliseconds make different ones alike. */
const COARSE_NS = 1e6;

/** Those whose parent the trace does not hold. */
export function orphansIn({ spans }: Trace): readonly Span[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId));
}

/** A search may show two fragments of it as one (`decisions/001-fragments.md`): what it misses may be there. */
export const mayHideFragments = ({ durationNs }: Trace): boolean => durationNs % COARSE_NS === 0;
