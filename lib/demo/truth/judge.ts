import type { State } from "#lib/detector/verdict";
import type { Calendar } from "../calendar.ts";
import type { ExecutionStory, Operation } from "../operation.ts";
import type { PeriodKind } from "../scenarios.ts";
import { expectOf, type Finding } from "./expect.ts";
import type { TruthRow } from "./row.ts";
import { attributableTraces, factsOf, isExported, type StepFact } from "./seen.ts";
import { ACCUSATIONS } from "./steps.ts";
import { touchOf } from "./touch.ts";

/** A row and the (company's) time from which it may stand in the file: its answer is due and its spans have left. */
export interface DueRow {
  readonly row: TruthRow;
  readonly startedMs: number;
  readonly writeMs: number;
}

const LATE_MS = 90_000;
/** What export and receipt may take before a row that rests on a span is written. */
const DELIVERY_MS = 1_000;

interface Told {
  readonly story: ExecutionStory;
  readonly facts: readonly StepFact[];
  readonly isSeen: boolean;
}

/** The rows of one order's executions (or of one request without an order), from what was done and what was exported. */
export function judgeStories(stories: readonly ExecutionStory[], openedAtMs: number, calendar: Calendar): readonly DueRow[] {
  const traces = attributableTraces(stories);
  const told = stories.map((story): Told => {
    const facts = factsOf(story, traces);
    return { story, facts, isSeen: facts.some((f) => f.seenMs !== null) };
  });
  const rows: DueRow[] = [];
  for (const one of told) {
    const attempts = told.filter((other) => other.story.chainId === one.story.chainId);
    const seenAttempts = attempts.filter((other) => other.isSeen);
    if (!one.isSeen && attempts.length > 1) continue;
    const attempt = one.isSeen ? seenAttempts.indexOf(one) + 1 : 1;
    const later = told.slice(told.lastIndexOf(attempts.at(-1)!) + 1);
    const isLatest = one === (seenAttempts.at(-1) ?? one);
    const finding = isMuddled(one, attempts)
      ? { answer: null, awaited: null }
      : expectOf(one.story, one.facts, isLatest ? firstSeenMs(later) : null, calendar);
    rows.push(rowOf(one, attempt, finding, openedAtMs, calendar));
  }
  return rows;
}

/**
 * Two attempts of which the first is known by its middle only, or the second not at all: an observer may take them for
 * one, or the first for the latest, which a later chain then proves done.
 */
function isMuddled(one: Told, attempts: readonly Told[]): boolean {
  if (attempts.length < 2 || !one.isSeen) return false;
  const [first, second] = attempts as [Told, Told];
  return first.isSeen && (first.facts[0]!.seenMs === null || !second.isSeen);
}

/** When anything of later chains was first seen: spans show at their end. */
function firstSeenMs(later: readonly Told[]): number | null {
  const ends = later.flatMap(({ story, facts }) => {
    if (facts.every((f) => f.seenMs === null)) return [];
    const exported = story.operations.filter(isExported);
    // Nobody can tell whose work it is before a span that carries the order's id has arrived: a caller's own may end much later.
    const namedMs = Math.min(...exported.filter((o) => "order_id" in o.attributes).map(shownMs));
    if (!Number.isFinite(namedMs)) return [];
    return exported.filter((o) => o.stepId !== null).map((o) => Math.max(shownMs(o), namedMs));
  });
  return ends.length > 0 ? Math.min(...ends) : null;
}

const shownMs = (o: Operation): number => o.endMs + (o.exportedMs! - o.endMs >= LATE_MS ? LATE_MS : 0);

function rowOf({ story, facts }: Told, attempt: number, finding: Finding, openedAtMs: number, calendar: Calendar): DueRow {
  const touch = touchOf(story, finding.awaited, calendar);
  const toInstant = (ms: number): string => new Date(openedAtMs + ms).toISOString();
  const delay = touch.has("late-spans") ? LATE_MS : 0;
  const answer = finding.answer && { ...finding.answer, fromMs: finding.answer.fromMs + delay };
  const exported = story.operations.filter(isExported);
  const traceIds = [...new Set((exported.length > 0 ? exported : story.operations).map((o) => o.traceId))];
  const endMs = Math.max(...story.operations.map((o) => o.exportedMs ?? o.endMs));
  const row: TruthRow = {
    chainId: story.chainId,
    orderId: story.orderId,
    traceIds,
    attempt,
    scenario: story.scenario,
    telemetry: [...touch].sort(),
    startedAt: toInstant(story.startedMs),
    steps: facts.map((f) => ({ stepId: f.promise.id, at: f.reachedMs === null ? null : toInstant(f.reachedMs) })),
    expect: answer && { state: answer.state, cause: answer.cause, stepId: answer.stepId, from: toInstant(answer.fromMs) },
    never: neverOf(story, touch).filter((state) => state !== answer?.state),
  };
  return { row, startedMs: story.startedMs, writeMs: Math.max(endMs, answer?.fromMs ?? 0) + DELIVERY_MS };
}

function neverOf(story: ExecutionStory, touch: ReadonlySet<PeriodKind>): readonly State[] {
  if (story.doneMs === null) return [];
  if (touch.has("service-down")) return ["failed"];
  return touch.size === 0 && story.scenario === "healthy" ? [...ACCUSATIONS, "cannot-tell"] : ACCUSATIONS;
}
