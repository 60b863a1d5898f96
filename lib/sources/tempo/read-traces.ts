import { err, ok, type Result } from "../../base/result.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import type { Fields } from "./fields.ts";
import { MOST_SPANS, type Seconds, type TempoFailure } from "./search-question.ts";
import type { TempoApi } from "./tempo-api.ts";
import { traceIdOf, traceOfHit } from "./to-trace.ts";
import { anyTrace, spansQuery } from "./traceql.ts";
import type { WireHit } from "./wire.ts";

/** Traces by id, at most so many questions under way; the HTTP client has a limit of its own. The first failure is the answer. */
export async function fetchTraces(
  api: TempoApi,
  traceIds: readonly TraceId[],
  signal?: AbortSignal,
): Promise<Result<ReadonlyMap<TraceId, Trace>, TempoFailure>> {
  const found = new Map<TraceId, Trace>();
  const waiting = [...new Set(traceIds)];
  let failure: TempoFailure | null = null;
  const work = async () => {
    for (let id = waiting.pop(); id !== undefined && failure === null; id = waiting.pop()) {
      const answer = await api.trace(id, signal);
      if (!answer.ok) failure ??= answer.error;
      else if (answer.value) found.set(id, answer.value);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, waiting.length) }, work));
  return failure === null ? ok(found) : err(failure);
}

/** So few are sooner fetched than searched for. */
const FEW = 4;
/** Ids of 32 digits that one question may name: 5 kB of address. */
const IDS_A_QUESTION = 100;

/**
 * These traces by one search for a hundred of them; what it leaves in doubt, or does not find, by id. So is what `isPartOf` says to be
 * a part of a trace that was given before: the rest may lie outside the range.
 */
export async function selectTraces(
  api: TempoApi,
  fields: Fields,
  hits: readonly WireHit[],
  range: Seconds,
  signal?: AbortSignal,
  isPartOf: (hit: WireHit) => boolean = () => false,
): Promise<Result<ReadonlyMap<TraceId, Trace>, TempoFailure>> {
  const found = new Map<TraceId, Trace>();
  const byId: TraceId[] = [];
  if (hits.length <= FEW) byId.push(...hits.map((hit) => traceIdOf(hit.traceID)));
  else
    for (let at = 0; at < hits.length; at += IDS_A_QUESTION) {
      const some = hits.slice(at, at + IDS_A_QUESTION);
      const q = spansQuery(fields, anyTrace(some.map((hit) => hit.traceID)));
      const answer = await api.search({ q, range, limit: some.length + 1, spans: MOST_SPANS }, signal);
      if (!answer.ok) return answer;
      const given = new Map(answer.value.hits.map((hit) => [traceIdOf(hit.traceID), hit]));
      for (const wanted of some) {
        const traceId = traceIdOf(wanted.traceID);
        const hit = given.get(traceId);
        const selected = hit ? traceOfHit(hit, fields) : null;
        if (selected && selected.doubt === null && !isPartOf(wanted)) found.set(traceId, selected.trace);
        else byId.push(traceId);
      }
    }
  const fetched = await fetchTraces(api, byId, signal);
  if (!fetched.ok) return fetched;
  return ok(new Map([...found, ...fetched.value]));
}
