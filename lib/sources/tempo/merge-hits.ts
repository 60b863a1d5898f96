import { type Hit, startOf } from "./hit.ts";

/** What two searches for neighbouring ranges show, a trace that reaches over both with the fragments of both. */
export function mergeHits(one: readonly Hit[], other: readonly Hit[]): readonly Hit[] {
  const hits = new Map(one.map((hit) => [hit.traceId, hit]));
  for (const hit of other) {
    const known = hits.get(hit.traceId);
    hits.set(hit.traceId, known ? mergeHit(known, hit) : hit);
  }
  return [...hits.values()];
}

function mergeHit(one: Hit, other: Hit): Hit {
  const known = new Set(one.sets.map(({ print }) => print));
  const more = other.sets.filter(({ print }) => !known.has(print));
  const { startS, startNanos } = startOf(other) < startOf(one) ? other : one;
  return { traceId: one.traceId, startS, startNanos, sets: [...one.sets, ...more] };
}
