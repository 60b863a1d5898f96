import { printsOf } from "./given-traces.ts";
import { spanSetsOf } from "./to-trace.ts";
import type { WireHit } from "./wire.ts";

/** What two searches for neighbouring ranges show, a trace that reaches over both with the fragments of both. */
export function mergeHits(one: readonly WireHit[], other: readonly WireHit[]): readonly WireHit[] {
  const hits = new Map(one.map((hit) => [hit.traceID, hit]));
  for (const hit of other) {
    const known = hits.get(hit.traceID);
    hits.set(hit.traceID, known ? mergeHit(known, hit) : hit);
  }
  return [...hits.values()];
}

function mergeHit(one: WireHit, other: WireHit): WireHit {
  const known = new Set(printsOf(one));
  const shown = printsOf(other);
  const more = spanSetsOf(other).filter((_, at) => !known.has(shown[at]!));
  const isEarlier = BigInt(other.startTimeUnixNano) < BigInt(one.startTimeUnixNano);
  return { ...one, startTimeUnixNano: (isEarlier ? other : one).startTimeUnixNano, spanSets: [...spanSetsOf(one), ...more] };
}
