import { err, ok, type Result } from "../../base/result.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import type { Fields } from "./fields.ts";
import type { GivenTraces } from "./given-traces.ts";
import { fetchTraces, selectTraces } from "./read-traces.ts";
import { MOST_RESULTS, MOST_SPANS, type Seconds, type TempoApi, type TempoFailure } from "./tempo-api.ts";
import { traceIdOf, traceOfHit } from "./to-trace.ts";
import { spansQuery, sweepQuery } from "./traceql.ts";
import type { WireHit } from "./wire.ts";

export interface Reading {
  readonly api: TempoApi;
  readonly fields: Fields;
  readonly given: GivenTraces;
  readonly probes: { wants(trace: Trace): boolean };
}

export interface WindowRead {
  /** New or changed, whole. */
  readonly traces: readonly Trace[];
  /** To be remembered as given, once they are. */
  readonly hits: readonly WireHit[];
  /** Even Tempo's largest answer was full: there may be more. */
  readonly truncated: boolean;
}

/** `"too-much"`: the answer was full, too large or too slow, and half the window may do. */
export async function readWindow(
  reading: Reading,
  range: Seconds,
  limit: number,
  signal: AbortSignal,
): Promise<Result<WindowRead, TempoFailure | "too-much">> {
  const answer = await reading.api.search({ q: spansQuery(reading.fields), range, limit, spans: MOST_SPANS }, signal);
  if (!answer.ok) return err(isTooMuch(answer.error) ? "too-much" : answer.error);
  if (answer.value.length >= limit) return err("too-much");
  return pick(reading, answer.value, signal);
}

/** What half of is asked for: a status of the server itself (500, 504, 422) may well be about the size of what it was asked. */
const isTooMuch = ({ reason, kind, status }: TempoFailure): boolean =>
  reason === "too-large" || (kind === "timeout" && reason === "timeout") || status === 422 || status === 504;

async function pick(
  { api, fields, given, probes }: Reading,
  hits: readonly WireHit[],
  signal: AbortSignal,
): Promise<Result<WindowRead, TempoFailure>> {
  const selected = new Map<TraceId, Trace>();
  const byId: TraceId[] = [];
  const fresh = hits.filter((hit) => !given.has(hit));
  for (const hit of fresh) {
    const { trace, doubt } = traceOfHit(hit, fields);
    selected.set(trace.traceId, trace);
    // Given before in another form: this window may see one fragment of several.
    if (doubt !== null || given.differs(hit) || probes.wants(trace)) byId.push(trace.traceId);
  }
  const fetched = await fetchTraces(api, byId, signal);
  if (!fetched.ok) return fetched;
  for (const traceId of byId) selected.set(traceId, fetched.value.get(traceId) ?? asPartial(selected.get(traceId)!));
  return ok({ traces: [...selected.values()].filter((trace) => trace.spans.length > 0), hits: fresh, truncated: false });
}

/** A search saw it, by id it is not there: it ran out of retention in between, or a replica is behind. */
const asPartial = (trace: Trace): Trace => ({
  ...trace,
  warnings: [...trace.warnings, { kind: "partial", reason: "Tempo's search shows this trace only in part, and does not give it by id" }],
});

const FIRST_LIMIT = 4_096;

/**
 * What is new or changed in a range, by a light question first: ids and counts of all, then the spans of those alone. Its end is the
 * present, always: a block that holds late spans is filed under the time of their arrival, so half of a window would not do.
 */
export async function sweep(reading: Reading, range: Seconds, signal: AbortSignal): Promise<Result<WindowRead, TempoFailure>> {
  const { api, fields, given, probes } = reading;
  for (let limit = FIRST_LIMIT; ; limit = Math.min(limit * 8, MOST_RESULTS)) {
    const answer = await api.search({ q: sweepQuery(), range, limit, spans: 1 }, signal);
    if (!answer.ok) return answer;
    const truncated = answer.value.length >= limit;
    if (truncated && limit < MOST_RESULTS) continue;
    const hits = answer.value.filter((hit) => !given.has(hit));
    const selected = await selectTraces(api, fields, hits, range, signal);
    if (!selected.ok) return selected;
    const traces = new Map(selected.value);
    const probed = [...traces.values()].filter((trace) => probes.wants(trace)).map((trace) => trace.traceId);
    const fetched = await fetchTraces(api, probed, signal);
    if (!fetched.ok) return fetched;
    for (const [traceId, trace] of fetched.value) traces.set(traceId, trace);
    const found = hits.filter((hit) => traces.has(traceIdOf(hit.traceID)));
    return ok({ traces: [...traces.values()], hits: found, truncated });
  }
}
