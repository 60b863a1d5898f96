import { err, ok, type Result } from "../../base/result.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import type { AbsentCallers } from "./absent-callers.ts";
import type { AwaitedParents } from "./awaited-parents.ts";
import type { Fields } from "./fields.ts";
import type { GivenTraces } from "./given-traces.ts";
import type { Hit } from "./hit.ts";
import { mergeHits } from "./merge-hits.ts";
import { fetchTraces, type IsWhole, selectTraces } from "./read-traces.ts";
import type { SamplingProbes } from "./sampling-probes.ts";
import { MOST_SPANS, type Seconds, type TempoFailure } from "./search-question.ts";
import type { TempoApi } from "./tempo-api.ts";
import { traceOfHit } from "./to-trace.ts";
import { spansQuery, sweepQuery } from "./traceql.ts";

export interface Reading {
  readonly api: TempoApi;
  readonly fields: Fields;
  readonly given: GivenTraces;
  readonly probes: SamplingProbes;
  readonly callers: AbsentCallers;
  readonly parents: AwaitedParents;
}

export interface WindowRead {
  /** New or changed, whole. */
  readonly traces: readonly Trace[];
  /** To be remembered as given, once they are. */
  readonly hits: readonly Hit[];
  /** Given without their `tracestate`, which is wanted. */
  readonly probes: readonly TraceId[];
}

/** The answer is too large, in the client's or the server's word: less will do, and can be asked for at once. */
export const isTooMuch = ({ reason, status }: TempoFailure): boolean => reason === "too-large" || status === 422;

/** No answer in time may be about the size of the question, or the server hangs: told as a failure now, less is asked for the next time. */
export const mayBeTooMuch = ({ reason, status }: TempoFailure): boolean => reason === "timeout" || status === 504;

export interface Census {
  /** New or changed since they were given. */
  readonly hits: readonly Hit[];
  /** The answer was full: there may be more. */
  readonly isFull: boolean;
}

/** Which traces there are, and how many spans each has: a twentieth of what reading them costs. */
export async function takeCensus(
  { api, given }: Reading,
  range: Seconds,
  limit: number,
  signal: AbortSignal,
): Promise<Result<Census, TempoFailure>> {
  const answer = await api.search({ q: sweepQuery(), range, limit, spans: 1 }, signal);
  if (!answer.ok) return answer;
  return ok({ hits: answer.value.hits.filter((hit) => !given.has(hit)), isFull: answer.value.isFull });
}

/** Of ten minutes at a thousand traces a minute there is room for three times as many. */
const FIRST_LIMIT = 32_768;

/**
 * A census of the whole range, however many there are: asked for larger while Tempo allows it, then in halves, down to a second. Whole
 * questions are better than halves: what came later than Tempo's slack is filed under its arrival, and found only by a range up to there.
 */
export async function takeWholeCensus(reading: Reading, range: Seconds, signal: AbortSignal): Promise<Result<Census, TempoFailure>> {
  for (let limit = FIRST_LIMIT; ; limit = Math.min(limit * 8, reading.api.mostResults())) {
    const census = await takeCensus(reading, range, limit, signal);
    if (census.ok ? !census.value.isFull : !isTooMuch(census.error)) return census;
    if (census.ok && limit < reading.api.mostResults()) continue;
    if (range.to - range.from <= 1) return census;
    const middle = Math.floor((range.from + range.to) / 2);
    const older = await takeWholeCensus(reading, { from: range.from, to: middle }, signal);
    if (!older.ok) return older;
    const newer = await takeWholeCensus(reading, { from: middle, to: range.to }, signal);
    if (!newer.ok) return newer;
    return ok({ hits: mergeHits(older.value.hits, newer.value.hits), isFull: older.value.isFull || newer.value.isFull });
  }
}

/**
 * The traces of a census by one search for their time. Others that reach into it come along and are left; those that it does not show
 * (late ones, filed under their arrival) are asked for by their ids, up to `latest`.
 */
export async function readCounted(
  reading: Reading,
  counted: readonly Hit[],
  latest: number,
  signal: AbortSignal,
): Promise<Result<WindowRead, TempoFailure>> {
  const seconds = counted.map(({ startS }) => startS);
  const from = Math.min(...seconds);
  const to = Math.max(...seconds) + 1;
  // Room for those that reach in from before; a full answer leaves some to be asked for by their ids.
  const limit = Math.min(counted.length * 2 + 100, reading.api.mostResults());
  const answer = await reading.api.search({ q: spansQuery(reading.fields), range: { from, to }, limit, spans: MOST_SPANS }, signal);
  if (!answer.ok) return answer;
  const wanted = new Map(counted.map((hit) => [hit.traceId, hit]));
  const shown = new Map<TraceId, Trace>();
  const byId: TraceId[] = [];
  const orphaned: Trace[] = [];
  for (const hit of answer.value.hits) {
    const counted = wanted.get(hit.traceId);
    if (!counted) continue;
    const { trace, doubt } = traceOfHit(hit);
    shown.set(trace.traceId, trace);
    // A fragment that came late is filed elsewhere: the census saw it, this search does not.
    const isLess = counted.sets.some(({ print }) => !hit.sets.some((shown) => shown.print === print));
    const isOrphaned = doubt === "parent-elsewhere" && !reading.callers.expects(trace);
    if (isOrphaned) orphaned.push(trace);
    if (isOrphaned || (doubt !== null && doubt !== "parent-elsewhere") || isLess || reading.given.differs(hit)) byId.push(trace.traceId);
  }
  const rest = counted.filter((hit) => !shown.has(hit.traceId));
  // What was given before has a part elsewhere, maybe before this search's time.
  const isWhole: IsWhole = ({ doubt }, hit) => doubt === null && !reading.given.differs(hit);
  const late = await selectTraces(reading.api, reading.fields, rest, { from, to: Math.max(to, latest) }, signal, isWhole);
  if (!late.ok) return late;
  const fetched = await fetchTraces(reading.api, byId, signal);
  if (!fetched.ok) return fetched;
  for (const trace of orphaned) reading.callers.learn(trace, fetched.value.get(trace.traceId) ?? trace);
  const traces = new Map(late.value);
  for (const [traceId, trace] of shown) traces.set(traceId, trace);
  for (const traceId of byId) traces.set(traceId, fetched.value.get(traceId) ?? asPartial(shown.get(traceId)!));
  const hits = [...wanted].flatMap(([traceId, hit]) => (traces.has(traceId) ? [hit] : []));
  const found = [...traces.values()].filter((trace) => trace.spans.length > 0);
  return ok({ traces: found, hits, probes: reading.probes.choose(found.filter(({ traceId }) => !fetched.value.has(traceId))) });
}

/** A search saw it, by id it is not there: it ran out of retention in between, or a replica is behind. */
const asPartial = (trace: Trace): Trace => ({
  ...trace,
  warnings: [...trace.warnings, { kind: "partial", reason: "Tempo's search shows this trace only in part, and does not give it by id" }],
});

/**
 * What is new or changed in a range up to the present: a census of all, then the spans of those alone. A trace is given without parents that
 * are still on their way, and once more when they came: the search that finds them shows all of it, unless it began before the range.
 */
export async function sweep(
  reading: Reading,
  range: Seconds,
  signal: AbortSignal,
): Promise<Result<WindowRead & { readonly truncated: boolean }, TempoFailure>> {
  const { api, fields, probes, given, parents } = reading;
  const census = await takeWholeCensus(reading, range, signal);
  if (!census.ok) return err(census.error);
  const { hits, isFull } = census.value;
  const isWhole: IsWhole = ({ trace, doubt }, hit) =>
    !given.beganBefore(hit, range.from) && (doubt === null || (doubt === "parent-elsewhere" && parents.mayCome(trace)));
  const selected = await selectTraces(api, fields, hits, range, signal, isWhole);
  if (!selected.ok) return selected;
  for (const trace of selected.value.values()) parents.seen(trace);
  const overdue = parents.overdue();
  const fetched = await fetchTraces(api, overdue, signal);
  if (!fetched.ok) return fetched;
  for (const traceId of overdue) parents.forget(traceId);
  const traces = new Map([...selected.value, ...fetched.value]);
  const found = hits.filter((hit) => traces.has(hit.traceId));
  const all = [...traces.values()];
  return ok({ traces: all, hits: found, probes: probes.choose(all), truncated: isFull });
}
