import type { Cause, State } from "#lib/detector/verdict";
import type { Calendar } from "../calendar.ts";
import type { ExecutionStory, Operation } from "../operation.ts";
import { isExported, isTorn, type StepFact } from "./seen.ts";
import { type Awaited, EDGE_MS, sampledDuring, silenceDuring } from "./touch.ts";

/** What a truthful observer must say; `answer` null where two answers are honest. */
export interface Finding {
  readonly answer: {
    readonly state: State | null;
    readonly cause: Cause | null;
    readonly stepId: string | null;
    readonly fromMs: number;
  } | null;
  /** What the answer waits for, so that its telemetry counts too. */
  readonly awaited: Awaited | null;
}

const undecided = (awaited: Awaited | null = null): Finding => ({ answer: null, awaited });
/** Nothing within the attempt retried it for this long (DOMAIN, `failed`). */
const RETRY_MS = 120_000;
/** Allowed lateness and half a minute: a service that falls silent so soon after a deadline has not yet let it pass. */
const SETTLING_MS = 150_000;
/** After a sampling service begins or ends, an observer learns of it by its next kept trace only. */
const SAMPLING_EDGE_MS = 90_000;

/** `laterMs`: when a later chain of the same order was first seen, for the latest attempt; null where it never was. */
export function expectOf(story: ExecutionStory, facts: readonly StepFact[], laterMs: number | null, calendar: Calendar): Finding {
  const furthest = facts.findLastIndex((f) => f.seenMs !== null);
  if (furthest < 0) return unseen(story);
  if (isTorn(story)) return undecided();
  if (story.doneMs !== null) return endedWell(facts, furthest, laterMs) ?? cannotTell(facts, furthest, calendar);
  return endedBadly(story, facts, furthest, calendar);
}

const unseen = (story: ExecutionStory): Finding => ({
  answer: { state: null, cause: null, stepId: null, fromMs: Math.max(...story.operations.map((o) => o.endMs)) },
  awaited: null,
});

function endedWell(facts: readonly StepFact[], furthest: number, laterMs: number | null): Finding | null {
  const last = facts.length - 1;
  const fromMs = furthest === last ? facts[last]!.seenEndMs : laterMs;
  if (fromMs === null) return null;
  const wasLate = isLate(facts, (f) => f.reachedMs);
  const looksLate = isLate(facts, (f) => f.seenMs);
  if (wasLate !== looksLate) return undecided();
  return { answer: { state: looksLate ? "done-late" : "done", cause: looksLate ? "slow" : null, stepId: null, fromMs }, awaited: null };
}

const isLate = (facts: readonly StepFact[], at: (fact: StepFact) => number | null): boolean =>
  facts.some((fact, i) => {
    const before = i > 0 ? at(facts[i - 1]!) : null;
    const here = at(fact);
    return fact.promise.softMs !== null && before !== null && here !== null && here - before > fact.promise.softMs;
  });

/** Something after the furthest seen step was withheld: nobody can know whether the order hangs there. */
function cannotTell(facts: readonly StepFact[], furthest: number, calendar: Calendar): Finding {
  const next = facts[furthest + 1];
  if (!next) return undecided();
  const awaited = awaitedStep(facts, furthest);
  if (next.reachedMs === null) {
    // It never happened, and nobody could have seen it: only a silence over the whole time explains its absence away.
    if (silenceDuring(calendar, awaited) !== "sure") return undecided(awaited);
  } else if (next.reachedMs > awaited.toMs || next.operations.some((o) => isNearAnEdge(o, calendar))) return undecided(awaited);
  return { answer: { state: "cannot-tell", cause: "telemetry-gap", stepId: next.promise.id, fromMs: awaited.toMs }, awaited };
}

function awaitedStep(facts: readonly StepFact[], furthest: number): Awaited {
  const next = facts[furthest + 1]!;
  const fromMs = facts[furthest]!.seenMs!;
  return { service: next.promise.service, fromMs, toMs: fromMs + next.promise.hardMs! };
}

function isNearAnEdge(operation: Operation, calendar: Calendar): boolean {
  const { service } = operation.instance;
  const near = (at: number, edge: number, margin: number) => Math.abs(at - edge) < margin;
  return calendar.overlapping(service, operation.startMs - SAMPLING_EDGE_MS, operation.endMs + SAMPLING_EDGE_MS).some((p) => {
    if (p.kind === "exporter-silent") return near(operation.endMs, p.fromMs, EDGE_MS) || near(operation.endMs, p.toMs, EDGE_MS);
    if (p.kind !== "sampled") return false;
    return near(operation.startMs, p.fromMs, SAMPLING_EDGE_MS) || near(operation.startMs, p.toMs, SAMPLING_EDGE_MS);
  });
}

function endedBadly(story: ExecutionStory, facts: readonly StepFact[], furthest: number, calendar: Calendar): Finding {
  const seen = (stepId: string, own: (o: Operation) => boolean = () => true): Operation[] =>
    facts.find((f) => f.promise.id === stepId)?.operations.filter((o) => isExported(o) && own(o)) ?? [];
  switch (story.scenario) {
    case "lost-message":
      return seen("rabbitmq").length > 0 ? missing(facts, furthest, "never-consumed", calendar) : cannotTell(facts, furthest, calendar);
    case "confirmation-lost":
      return seen("mes-api").length > 0 ? missing(facts, furthest, "silent", calendar) : cannotTell(facts, furthest, calendar);
    case "consumer-failing": {
      const dead = story.operations.find((o) => o.stepId === null && o.kind === "consumer");
      const deliveries = seen("crm-api").length;
      if (dead && isExported(dead) && deliveries > 0) {
        return { answer: { state: "stuck", cause: "dead-lettered", stepId: "crm-api", fromMs: dead.endMs }, awaited: null };
      }
      return deliveries > 0 || (dead && isExported(dead)) ? undecided() : cannotTell(facts, furthest, calendar);
    }
    case "db-lock-timeout":
      return failed(seen("crm-db"), "timed-out", facts, furthest, calendar);
    case "storage-timeout":
      return failed(
        seen("storage", (o) => o.kind === "client"),
        "timed-out",
        facts,
        furthest,
        calendar,
      );
    case "mes-error":
      return failed(seen("price"), "error", facts, furthest, calendar);
    default:
      return undecided();
  }
}

/** The step after the furthest seen one never came, and its service could have shown it. */
function missing(facts: readonly StepFact[], furthest: number, cause: Cause, calendar: Calendar): Finding {
  const awaited = awaitedStep(facts, furthest);
  const stepId = facts[furthest + 1]!.promise.id;
  const silence = silenceDuring(calendar, awaited);
  if (silence === "sure") return { answer: { state: "cannot-tell", cause: "telemetry-gap", stepId, fromMs: awaited.toMs }, awaited };
  if (silence === "edge" || isDownUnwitnessed(calendar, awaited) || isSamplingUnclear(facts[furthest]!, awaited, calendar))
    return undecided(awaited);
  if (silenceDuring(calendar, { ...awaited, fromMs: awaited.toMs, toMs: awaited.toMs + SETTLING_MS }) !== "none") return undecided(awaited);
  return { answer: { state: "stuck", cause, stepId, fromMs: awaited.toMs }, awaited };
}

/** Down, and who could have told so by refused calls is mute at that time: while it lasts, nobody can tell down from mute. */
const isDownUnwitnessed = (calendar: Calendar, { service, fromMs, toMs }: Awaited): boolean =>
  calendar
    .overlapping(service, fromMs, toMs)
    .filter((p) => p.kind === "service-down")
    .some((down) => calendar.overlapping("crm", down.fromMs, down.toMs).some((p) => p.kind === "exporter-silent"));

/** The awaited service samples meanwhile, and has not already shown that it keeps this very stretch of work. */
function isSamplingUnclear(furthest: StepFact, awaited: Awaited, calendar: Calendar): boolean {
  const { service, fromMs, toMs } = awaited;
  if (!sampledDuring(calendar, { service, fromMs: fromMs - SAMPLING_EDGE_MS, toMs: toMs + SAMPLING_EDGE_MS })) return false;
  const shown = furthest.operations.some(
    (o) => o.instance.service === awaited.service && calendar.at(awaited.service, "sampled", o.entry.startMs) !== null,
  );
  return !shown;
}

function failed(seen: readonly Operation[], cause: Cause, facts: readonly StepFact[], furthest: number, calendar: Calendar): Finding {
  const operation = seen[0];
  if (!operation) return cannotTell(facts, furthest, calendar);
  const { service } = operation.instance;
  const retry: Awaited = { service, fromMs: operation.endMs, toMs: operation.endMs + RETRY_MS };
  if (silenceDuring(calendar, { ...retry, toMs: retry.toMs + SETTLING_MS }) !== "none") return undecided(retry);
  const stepId = operation.stepId;
  return { answer: { state: "failed", cause, stepId, fromMs: retry.toMs }, awaited: retry };
}
