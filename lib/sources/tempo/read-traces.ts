import { err, ok, type Result } from "../../base/result.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import type { Fields } from "./fields.ts";
import type { Hit } from "./hit.ts";
import { MOST_SPANS, type Seconds, type TempoFailure } from "./search-question.ts";
import type { TempoApi } from "./tempo-api.ts";
import { type SelectedTrace, traceOfHit } from "./to-trace.ts";
import { anyTrace, spansQuery } from "./traceql.ts";

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

/** Whether what a search shows of a trace is all of it, or all that can be had by now; `wanted` is what was known of it before. */
export type IsWhole = (shown: SelectedTrace, wanted: Hit) => boolean;

const isBeyondDoubt: IsWhole = ({ doubt }) => doubt === null;

/** Of `wanted`, what the hits show whole goes to `found`, the rest to `left`. */
function takeWhole(hits: readonly Hit[], wanted: readonly Hit[], isWhole: IsWhole, found: Map<TraceId, Trace>, left: TraceId[]): void {
  const given = new Map(hits.map((hit) => [hit.traceId, hit]));
  for (const one of wanted) {
    const traceId = one.traceId;
    const hit = given.get(traceId);
    const selected = hit ? traceOfHit(hit) : null;
    if (selected && isWhole(selected, one)) found.set(traceId, selected.trace);
    else left.push(traceId);
  }
}

/**
 * The same for the newest traces there are: one question for all that began since the oldest of them, which costs Tempo no more than a
 * question about a hundred ids. `range` must reach over all that came later; what began earlier shows by a parent that is not there.
 */
export async function selectNewest(
  api: TempoApi,
  fields: Fields,
  hits: readonly Hit[],
  range: Seconds,
  signal?: AbortSignal,
): Promise<Result<ReadonlyMap<TraceId, Trace>, TempoFailure>> {
  if (hits.length <= IDS_A_QUESTION) return selectTraces(api, fields, hits, range, signal);
  const from = hits.reduce((least, { startS }) => Math.min(least, startS), range.to);
  const answer = await api.search(
    {
      q: spansQuery(fields),
      range: { ...range, from: Math.max(range.from, from - 1) },
      limit: hits.length + IDS_A_QUESTION,
      spans: MOST_SPANS,
    },
    signal,
  );
  if (!answer.ok) return answer;
  const found = new Map<TraceId, Trace>();
  const left: TraceId[] = [];
  takeWhole(answer.value.hits, hits, isBeyondDoubt, found, left);
  const missing = new Set(left);
  const rest = await selectTraces(
    api,
    fields,
    hits.filter((hit) => missing.has(hit.traceId)),
    range,
    signal,
  );
  return rest.ok ? ok(new Map([...found, ...rest.value])) : rest;
}

/** So few are sooner fetched than searched for. */
const FEW = 4;
/** Ids of 32 digits that one question may name: 5 kB of address. */
const IDS_A_QUESTION = 100;

/** These traces by one search for a hundred of them; what it does not find, or not whole, by id. */
export async function selectTraces(
  api: TempoApi,
  fields: Fields,
  hits: readonly Hit[],
  range: Seconds,
  signal?: AbortSignal,
  isWhole: IsWhole = isBeyondDoubt,
): Promise<Result<ReadonlyMap<TraceId, Trace>, TempoFailure>> {
  const found = new Map<TraceId, Trace>();
  const byId: TraceId[] = [];
  if (hits.length <= FEW) byId.push(...hits.map((hit) => hit.traceId));
  else {
    const groups = Array.from({ length: Math.ceil(hits.length / IDS_A_QUESTION) }, (_, nth) =>
      hits.slice(nth * IDS_A_QUESTION, (nth + 1) * IDS_A_QUESTION),
    );
    // Each question costs Tempo a look at all that it has of the time, however few it is about: they are better asked at once.
    const answers = await Promise.all(
      groups.map((some) => {
        const q = spansQuery(fields, anyTrace(some.map((hit) => hit.traceId)));
        return api.search({ q, range, limit: some.length + 1, spans: MOST_SPANS }, signal);
      }),
    );
    for (const [nth, answer] of answers.entries()) {
      if (!answer.ok) return answer;
      takeWhole(answer.value.hits, groups[nth]!, isWhole, found, byId);
    }
  }
  const fetched = await fetchTraces(api, byId, signal);
  if (!fetched.ok) return fetched;
  return ok(new Map([...found, ...fetched.value]));
}
