import { ok, type Result } from "../../base/result.ts";
import { mergeHits } from "./merge-hits.ts";
import { type Found, LONGEST_RANGE_S, MOST_RESULTS, MOST_SPANS, type SearchQuestion, type TempoFailure } from "./search-question.ts";
import { groupedFor, MOST_GROUPINGS } from "./traceql.ts";

/** What one Tempo allows: as it comes, until it says that its operator allows less. */
export interface ServerLimits {
  results: number;
  spans: number;
  rangeS: number;
  /** Which of `traceql.ts`'s ways to group it understands. */
  grouping: number;
}

export const knownLimits = (): ServerLimits => ({ results: MOST_RESULTS, spans: MOST_SPANS, rangeS: LONGEST_RANGE_S, grouping: 0 });

/** Asks within the limits that are known; what a 400 tells of them is learnt, and the question asked again. Longer ranges are asked in parts. */
export async function searchWithin(
  limits: ServerLimits,
  question: SearchQuestion,
  ask: (allowed: SearchQuestion) => Promise<Result<Found, TempoFailure>>,
): Promise<Result<Found, TempoFailure>> {
  const { range } = question;
  if (range.to - range.from > limits.rangeS) {
    const middle = range.to - limits.rangeS;
    const newer = await searchWithin(limits, { ...question, range: { from: middle, to: range.to } }, ask);
    if (!newer.ok) return newer;
    const older = await searchWithin(limits, { ...question, range: { from: range.from, to: middle } }, ask);
    if (!older.ok) return older;
    return ok({ hits: mergeHits(newer.value.hits, older.value.hits), isFull: newer.value.isFull || older.value.isFull });
  }
  const allowed = { ...question, limit: Math.min(question.limit, limits.results), spans: Math.min(question.spans, limits.spans) };
  const { grouping } = limits;
  const found = await ask({ ...allowed, q: groupedFor(question.q, grouping) });
  if (found.ok || found.error.status !== 400) return found;
  // Of several questions at once another may have learnt it meanwhile.
  const asksTooMuch = allowed.limit > limits.results || allowed.spans > limits.spans || range.to - range.from > limits.rangeS;
  if (asksTooMuch || limits.grouping > grouping) return searchWithin(limits, question, ask);
  const isGrouped = groupedFor(question.q, 1) !== question.q;
  if (isGrouped && /TraceQL|parse error/i.test(found.error.detail) && grouping + 1 < MOST_GROUPINGS) {
    const other = await searchWithin({ ...limits, grouping: grouping + 1 }, question, ask);
    // Only what was understood counts: the fault may lie elsewhere in the question.
    if (other.ok) limits.grouping = Math.max(limits.grouping, grouping + 1);
    return other.ok ? other : found;
  }
  return learn(limits, found.error.detail) ? searchWithin(limits, question, ask) : found;
}

/** In Tempo's words (`modules/frontend`): the only place where they are. True where something was learnt, so that no question is repeated in vain. */
function learn(limits: ServerLimits, said: string): boolean {
  const results = /limit \d+ exceeds max limit (\d+)/.exec(said);
  const spans = /spans per span set exceeds (\d+)/.exec(said);
  const range = /range specified by start and end exceeds (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/.exec(said);
  const before = { ...limits };
  if (results) limits.results = Math.max(1, Math.min(limits.results, Number(results[1])));
  if (spans) limits.spans = Math.max(1, Math.min(limits.spans, Number(spans[1])));
  if (range) {
    const [hours = 0, minutes = 0, seconds = 0] = range.slice(1).map((part) => Number(part ?? 0));
    limits.rangeS = Math.max(1, Math.min(limits.rangeS, hours * 3_600 + minutes * 60 + seconds));
  }
  return limits.results < before.results || limits.spans < before.spans || limits.rangeS < before.rangeS;
}
