/** Sampling as spans state it: `ot=th:…` in tracestate is the rejection threshold of consistent probability sampling. */
import type { SamplingMark } from "./execution.ts";
import type { Node } from "./span-index.ts";

const WHOLE = 2 ** 56;

/**
 * `e6` → 0.1: the threshold's hex digits stand left of 56 bits, trailing zeros left out; kept are random values at or above it.
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/
 */
export const keptShareOf = (traceState: string | null): number | null => {
  const threshold = traceState === null ? null : /(?:^|,)\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})(?=[;,\s]|$)/.exec(traceState)?.[1];
  if (!threshold) return null;
  return (WHOLE - Number.parseInt(threshold.padEnd(14, "0"), 16)) / WHOLE;
};

/** One mark per service and share, from spans whose tracestate is not just their parent's. */
export const findSampling = (nodes: Iterable<Node>): readonly SamplingMark[] => {
  let marks: Map<string, SamplingMark> | null = null;
  for (const { span, parent, startMs } of nodes) {
    if (span.traceState === null || parent?.span.traceState === span.traceState) continue;
    const keptShare = keptShareOf(span.traceState);
    if (keptShare === null || (parent && keptShareOf(parent.span.traceState) === keptShare)) continue;
    const key = `${span.resource.service} ${keptShare}`;
    marks ??= new Map();
    const known = marks.get(key);
    if (!known || startMs < known.atMs) marks.set(key, { service: span.resource.service, keptShare, atMs: startMs });
  }
  return marks === null ? [] : [...marks.values()].sort((a, b) => a.atMs - b.atMs || (a.service < b.service ? -1 : 1));
};
