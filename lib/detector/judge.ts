import { MINUTE_MS, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain, Step } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { type Absence, askAbsence, type Unknown } from "./absence.ts";
import type { Usual } from "./baselines.ts";
import { type JudgeContext, type Meanwhile, RETRY_WITHIN_MS } from "./context.ts";
import { type Failure, findConsumer, findFailure, findGivenUp } from "./failure.ts";
import type { Finding } from "./finding.ts";
import { holdsStill, recall } from "./former.ts";
import { type Front, findFront, findSlowStep } from "./front.ts";
import type { Judgement } from "./judgement.ts";
import { allSeenBy } from "./passes.ts";
import { isWhollySeen, stateSteps } from "./step-states.ts";
import { afterPending, lookAgain, whenWordsChange } from "./timing.ts";
import { confidenceOf, isIsolated, writeVerdict } from "./verdict-text.ts";

/**
 * One execution, one moment, one word. In this order, the first that holds (DOMAIN, "Judging an execution"):
 *
 *   last step seen to succeed            → done, done-late
 *   the broker gave its message up       → stuck: dead-lettered, consumer-failing
 *   furthest step failed, not retried    → failed
 *   a later chain of the order has begun → done, done-late
 *   next step beyond its hard deadline   → stuck, or cannot-tell where its absence proves nothing
 *   otherwise                            → running, slow, late
 */
export function judge(execution: Execution, chain: Chain, context: JudgeContext): Judgement {
  const found = find(execution, chain, context);
  const was = recall(context.former?.said ?? null, found, context.now);
  const finding: Finding = was === null ? found : { ...found, was };
  return {
    ...(was !== null && { was }),
    state: finding.state,
    cause: finding.cause,
    stepId: finding.stepId,
    stepStates: finding.stepStates,
    endedMs: finding.endedMs,
    durationMs: finding.endedMs === null ? null : Math.max(0, finding.endedMs - execution.startedMs),
    judgeAgainAt: finding.judgeAgainAt,
    verdict: {
      chainId: chain.id,
      stepId: finding.stepId,
      state: finding.state,
      cause: finding.cause,
      since: finding.since,
      isolated: isIsolated(finding),
      confidence: confidenceOf(finding),
      ...writeVerdict(execution, chain, finding, context.now),
    },
  };
}

function find(execution: Execution, chain: Chain, context: JudgeContext): Finding {
  const front = findFront(execution, chain);
  if (front === null) return findNothingSeen(execution, chain, context);
  return (
    findEnd(execution, chain, front, context.now) ??
    findDeadLetter(execution, chain, context) ??
    findFailed(execution, chain, front, context) ??
    findWentOn(execution, chain, front, context) ??
    findWaiting(execution, chain, standing(execution, chain, front), context)
  );
}

/** Only its dead letter was seen, or nothing at all (a matcher would not make such an execution, but nothing may throw). */
function findNothingSeen(execution: Execution, chain: Chain, context: JudgeContext): Finding {
  const dead = findDeadLetter(execution, chain, context);
  if (dead !== null) return dead;
  return {
    state: "running",
    cause: null,
    stepId: chain.steps[0]?.id ?? null,
    since: execution.startedMs,
    endedMs: null,
    stepStates: chain.steps.map(() => "pending"),
    judgeAgainAt: null,
    facts: { kind: "waiting", seen: null, at: null, next: chain.steps[0] ?? null, clockMs: execution.startedMs, usual: null },
  };
}

function findEnd(execution: Execution, chain: Chain, front: Front, now: UnixMs): Finding | null {
  if (front.next !== null || front.seen.status !== "success") return null;
  const slow = findSlowStep(execution, chain);
  return {
    state: slow === null ? "done" : "done-late",
    cause: slow === null ? null : "slow",
    stepId: null,
    since: front.seen.endMs,
    endedMs: front.seen.endMs,
    stepStates: stateSteps(execution, chain, { unseen: "cannot-tell" }),
    judgeAgainAt: isWhollySeen(execution) || now >= allSeenBy(execution, front.seen.endMs) ? null : allSeenBy(execution, front.seen.endMs),
    facts: { kind: "ended", last: front.seen, slow },
  };
}

/** Rule 7: three failed deliveries of one message, or a span that names the dead-letter destination. */
function findDeadLetter(execution: Execution, chain: Chain, context: JudgeContext): Finding | null {
  const consumer = findConsumer(chain);
  const at = chain.steps[consumer];
  const letter = execution.deadLetter;
  const givenUp = findGivenUp(execution, chain);
  if (letter !== null && at !== undefined) {
    const deliveries = execution.steps[consumer]?.deliveries.length ?? 0;
    return {
      state: "stuck",
      cause: "dead-lettered",
      stepId: at.id,
      since: letter.endMs,
      endedMs: null,
      stepStates: stateSteps(execution, chain, { at: consumer, is: "failed", unseen: "cannot-tell" }),
      judgeAgainAt: null,
      facts: { kind: "dead-lettered", at, deliveries, letter, meanwhile: aroundOf(context, chain, at, letter.endMs) },
    };
  }
  const last = execution.steps[givenUp];
  const step = chain.steps[givenUp];
  if (!last || !step) return null;
  const since = unixMs(Math.max(...last.deliveries.map((delivery) => delivery.endMs)));
  return {
    state: "stuck",
    cause: "consumer-failing",
    stepId: step.id,
    since,
    endedMs: null,
    stepStates: stateSteps(execution, chain, { at: givenUp, is: "failed", unseen: "cannot-tell" }),
    judgeAgainAt: null,
    facts: { kind: "given-up", at: step, deliveries: last.deliveries.length, last, meanwhile: aroundOf(context, chain, step, since) },
  };
}

/** What fails at once with others begins with them: those who came to the step shortly before count as well. */
const AROUND_MS = 10 * MINUTE_MS;

const aroundOf = ({ meanwhile, now }: JudgeContext, chain: Chain, step: Step, endMs: UnixMs): Meanwhile | null =>
  meanwhile?.(chain.id, step.id, unixMs(endMs - AROUND_MS), now) ?? null;

function findFailed(execution: Execution, chain: Chain, front: Front, context: JudgeContext): Finding | null {
  const failure = findFailure(execution, chain, front);
  if (failure === null) return null;
  const at = chain.steps[failure.index]!;
  const until = unixMs(failure.endMs + RETRY_WITHIN_MS);
  const services = [failure.seen.service];
  const retry = askAbsence({ services, from: failure.endMs, to: until, traceId: null, clockDoubtMs: 0, ignoreSampling: true }, context);
  if (retry.kind === "pending" || context.now < until) return findRetryAwaited(execution, chain, front, failure, context.now);
  const stepStates = stateSteps(execution, chain, { at: failure.index, is: "failed", unseen: "cannot-tell" });
  const base = { stepId: at.id, since: failure.endMs, endedMs: null, stepStates };
  if (retry.kind === "unknown" && !holdsStill(context, at, failure.endMs)) {
    const facts = { kind: "unknown", seen: failure.seen, at, next: at, clockMs: failure.endMs, why: retry.why } as const;
    const judgeAgainAt = againWhenUnknown(retry.why, until, context.now);
    return { ...base, state: "cannot-tell", cause: "telemetry-gap", judgeAgainAt, facts };
  }
  return {
    ...base,
    endedMs: failure.endMs,
    state: "failed",
    cause: failure.seen.status === "timeout" ? "timed-out" : "error",
    judgeAgainAt: lookAgain(failure.endMs, context.now),
    facts: { kind: "failed", at, failure, meanwhile: aroundOf(context, chain, at, failure.endMs) },
  };
}

function findRetryAwaited(execution: Execution, chain: Chain, front: Front, failure: Failure, now: UnixMs): Finding {
  const late = front.softMs !== null && now >= front.softMs;
  return {
    state: late ? "late" : "running",
    cause: late ? "slow" : null,
    stepId: chain.steps[failure.index]!.id,
    since: late ? front.softMs! : failure.endMs,
    endedMs: null,
    stepStates: stateSteps(execution, chain, { at: failure.index, is: "failed", unseen: "cannot-tell" }),
    judgeAgainAt: afterPending(now, unixMs(failure.endMs + RETRY_WITHIN_MS)),
    facts: { kind: "retry-awaited", at: chain.steps[failure.index]!, failure },
  };
}

/** Rule 4: the company has gone on to a later chain, so this one must have ended well, whatever was not seen of it. */
function findWentOn(execution: Execution, chain: Chain, front: Front, context: JudgeContext): Finding | null {
  if (context.laterChainMs === null || !context.latestAttempt || front.next === null) return null;
  const slow = findSlowStep(execution, chain);
  return {
    state: slow === null ? "done" : "done-late",
    cause: slow === null ? null : "slow",
    stepId: null,
    since: context.laterChainMs,
    endedMs: execution.lastActivityMs,
    stepStates: stateSteps(execution, chain, { unseen: "cannot-tell" }),
    judgeAgainAt: null,
    facts: { kind: "went-on", laterMs: context.laterChainMs, unseen: front.next, slow },
  };
}

/** Rule 4: a step that its service leaves out of orders which demonstrably went on is sampled out, though no span says so. */
function inferSampling(chain: Chain, next: Step, from: UnixMs, to: UnixMs, context: JudgeContext): Absence | null {
  const keptShare = context.keptShare?.(chain.id, next.id, from, to) ?? null;
  if (keptShare === null) return null;
  return { kind: "unknown", why: { kind: "sampled", service: next.services[0] ?? "?", sampling: { threshold: null, keptShare } } };
}

/**
 * Clocks that nobody could correct are seconds apart: a call that its service answered at the very end of a silence may seem to begin
 * after it. Of a message, whose wait is long beside that, less needs to be doubted.
 */
const CALL_CLOCK_DOUBT_MS = 10_000;
const MESSAGE_CLOCK_DOUBT_MS = 5_000;

/** A silence may end at any moment; of a gap that is over and a sampling, only spans that are late can change what is said. */
const againWhenUnknown = (why: Unknown, deadline: UnixMs, now: UnixMs): UnixMs | null =>
  why.kind === "silent" ? unixMs(now + 10 * SECOND_MS) : lookAgain(deadline, now);

/** A write that failed in an earlier delivery does not count once a later delivery has begun well: the write is awaited again. */
function standing(execution: Execution, chain: Chain, front: Front): Front {
  if (front.seen.status === "success") return front;
  return findFront(execution, chain, front.index) ?? front;
}

/** Seconds that a span needs from its end to us, in any case: below them nothing is slow. */
const EXPORTED_WITHIN_MS = 10_000;
const POLL_MS = 5_000;

/** Beyond the usual p95 (rule 2), as far as the service that should do it has been heard of: what is on its way is not slow. */
function findUnusual(next: Step, clockMs: UnixMs, usual: Usual | null, { now, services }: JudgeContext) {
  if (usual === null) return null;
  const from = clockMs + usual.p95 + EXPORTED_WITHIN_MS;
  if (now < from) return { is: false, againAt: unixMs(from) };
  const heard = next.services.flatMap((service) => services.heardUpTo(service) ?? []);
  const is = heard.length > 0 && Math.min(...heard) >= from;
  return { is, againAt: is ? null : unixMs(now + POLL_MS) };
}

function findWaiting(execution: Execution, chain: Chain, front: Front, context: JudgeContext): Finding {
  const { now } = context;
  const { next, softMs, hardMs, seen, clockMs } = front;
  const at = chain.steps[front.index]!;
  const nextIndex = front.index + 1;
  const usual = next === null ? null : (context.usual?.(chain.id, next.id, clockMs) ?? null);
  const waiting = { stepId: (next ?? at).id, endedMs: null, facts: { kind: "waiting", seen, at, next, clockMs, usual } } as const;
  const pending = stateSteps(execution, chain, { at: nextIndex, is: "pending", unseen: "cannot-tell" });
  if (next === null || hardMs === null || now < (softMs ?? hardMs)) {
    const slow = next === null ? null : findUnusual(next, clockMs, usual, context);
    const again = [softMs ?? hardMs, slow?.againAt ?? null].filter((ms) => ms !== null);
    const judgeAgainAt = again.length === 0 ? null : unixMs(Math.min(...again));
    return { ...waiting, state: slow?.is ? "slow" : "running", cause: null, since: clockMs, stepStates: pending, judgeAgainAt };
  }
  const late = { ...waiting, state: "late", cause: "slow", since: softMs ?? hardMs, stepStates: pending } as const;
  if (now < hardMs) return { ...late, judgeAgainAt: afterPending(now, hardMs) };
  // Across a broker the consumer may begin a trace of its own, so its id is not known.
  const traceId = next.role === "consume" ? null : seen.traceId;
  const clockDoubtMs = next.services.includes(seen.service) ? 0 : next.role === "consume" ? MESSAGE_CLOCK_DOUBT_MS : CALL_CLOCK_DOUBT_MS;
  const asked = askAbsence({ services: next.services, from: clockMs, to: hardMs, traceId, clockDoubtMs }, context);
  const told = asked.kind === "proven" ? (inferSampling(chain, next, clockMs, hardMs, context) ?? asked) : asked;
  const proven = { kind: "proven", heardMs: context.services.heardUpTo(next.services[0] ?? ""), down: null } as const;
  const absence = told.kind === "unknown" && holdsStill(context, next, clockMs) ? proven : told;
  if (absence.kind === "pending") return { ...late, judgeAgainAt: afterPending(now, hardMs) };
  const base = { stepId: next.id, since: hardMs, endedMs: null, judgeAgainAt: whenWordsChange(clockMs, now) };
  if (absence.kind === "unknown") {
    const stepStates = stateSteps(execution, chain, { at: nextIndex, is: "cannot-tell", unseen: "cannot-tell" });
    const facts = { kind: "unknown", seen, at, next, clockMs, why: absence.why } as const;
    return {
      ...base,
      state: "cannot-tell",
      cause: "telemetry-gap",
      stepStates,
      judgeAgainAt: againWhenUnknown(absence.why, hardMs, now),
      facts,
    };
  }
  return {
    ...base,
    state: "stuck",
    cause: next.role === "consume" && at.role === "publish" ? "never-consumed" : "silent",
    stepStates: stateSteps(execution, chain, { at: nextIndex, is: "missing", unseen: "cannot-tell" }),
    facts: {
      kind: "missing",
      seen,
      at,
      next,
      clockMs,
      down: absence.down,
      heardMs: absence.heardMs,
      usual,
      meanwhile: context.meanwhile?.(chain.id, next.id, clockMs, now) ?? null,
      visibility: context.visibility?.(chain.id, next.id) ?? null,
    },
  };
}
