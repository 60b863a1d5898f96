import { MINUTE_MS, type Ms, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain, ChainSet } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { lookAt } from "../detector/cases/hanging.ts";
import type { JudgeContext, ServiceKnowledge } from "../detector/context.ts";
import { findSlowStep } from "../detector/front.ts";
import { judge } from "../detector/judge.ts";
import type { Judgement } from "../detector/judgement.ts";
import { arrivalOf, arrivalsOf, seenBy } from "../detector/seen-by.ts";
import type { Cause, State } from "../detector/verdict.ts";
import { findLater } from "./judge-executions.ts";

/**
 * What would have been said of an order as its spans came in, and which cases that would have opened:
 *
 *   arrivals       ●  ●              ●
 *   judged at      ↓  ↓   ↓   ↓   ↓  ↓        at each arrival, and when the judgement itself asks to be judged again
 *   said           running  late  stuck  done-late
 *   case                          ├───┤
 *
 * See `decisions/006-backtest.md` for what is taken for granted.
 */
export interface PastCase {
  readonly openedAt: UnixMs;
  /** Null: it still hangs at the end. */
  readonly closedAt: UnixMs | null;
  readonly state: State;
  readonly cause: Cause | null;
  readonly stepId: string | null;
}

export interface PastOfExecution {
  readonly execution: Execution;
  readonly cases: readonly PastCase[];
  /** A step crossed its soft deadline, or still does. */
  readonly isLate: boolean;
  /** What is said at the end. */
  readonly state: State;
}

export interface PastKnowledge {
  readonly services: ServiceKnowledge;
  /** Of what was before, nobody remembers which services were heard: they are taken for heard. */
  readonly isKnown: (at: UnixMs) => boolean;
  /** As known today: a sampling is no secret of its hour. */
  readonly keptShare: NonNullable<JudgeContext["keptShare"]>;
}

/** Two strikes: an alarm that is gone before it is judged twice opens nothing; a judging is due every three seconds at the soonest. */
const SHORTEST_MS: Ms = 5 * SECOND_MS;
/** Opened again within so long it is the same case. */
const SAME_CASE_MS: Ms = 15 * MINUTE_MS;
/** An order asks for some ten judgings a chain; whoever asks for so many more is left. */
const MOST_JUDGINGS = 500;

interface Followed {
  readonly execution: Execution;
  readonly chain: Chain;
  judgement: Judgement | null;
  isLate: boolean;
  readonly cases: PastCase[];
}

/** All executions of one order together, up to `until`. */
export function judgePast(
  executions: readonly Execution[],
  chains: ReadonlyMap<string, Chain>,
  knowledge: PastKnowledge,
  until: UnixMs,
): readonly PastOfExecution[] {
  const followed = executions.flatMap((execution): readonly Followed[] => {
    const chain = chains.get(execution.chainId);
    if (!chain || chain.steps.length !== execution.steps.length) return [];
    return [{ execution, chain, judgement: null, isLate: false, cases: [] }];
  });
  if (followed.every(wentSmoothly))
    return followed.map(({ execution, chain }) => {
      const isLate = findSlowStep(execution, chain) !== null;
      return { execution, cases: [], isLate, state: isLate ? "done-late" : "done" };
    });
  const arrivals = [...new Set(followed.flatMap(({ execution }) => arrivalsOf(execution)))].sort((a, b) => a - b);
  let at = arrivals[0] ?? until;
  for (let judgings = 0; at <= until && judgings < MOST_JUDGINGS; judgings++) {
    const next = judgeAll(followed, chains, knowledge, at);
    const arrival = arrivals.find((one) => one > at) ?? Number.POSITIVE_INFINITY;
    const soonest = Math.min(arrival, next);
    if (!Number.isFinite(soonest) || soonest > until) break;
    at = unixMs(soonest);
  }
  return followed.map(({ execution, cases, isLate, judgement }) => ({
    execution,
    cases: joinCases(cases),
    isLate,
    state: judgement?.state ?? "running",
  }));
}

/** All steps came in good time and well: whatever else is known, nothing would have been opened. Nearly all are such. */
function wentSmoothly({ execution, chain }: Followed): boolean {
  if (execution.deadLetter !== null || execution.attempt > 1) return false;
  for (let index = 0; index < chain.steps.length; index++) {
    const seen = execution.steps[index];
    if (!seen || seen.deliveries.some(({ status }) => status !== "success")) return false;
    const before = execution.steps[index - 1];
    const hardMs = chain.steps[index]!.hardMs;
    if (before && hardMs !== null && arrivalOf(seen) - before.reachedMs >= hardMs) return false;
  }
  return true;
}

/** Answers when to judge again though nothing arrives. */
function judgeAll(followed: readonly Followed[], chains: ReadonlyMap<string, Chain>, knowledge: PastKnowledge, at: UnixMs): number {
  const seen = followed.flatMap((one) => {
    const execution = seenBy(one.execution, one.chain, at);
    return execution === null ? [] : [{ one, execution }];
  });
  const all = seen.map(({ execution }) => execution);
  let next = Number.POSITIVE_INFINITY;
  for (const { one, execution } of seen) {
    const latest = Math.max(...all.filter(({ chainId }) => chainId === execution.chainId).map(({ attempt }) => attempt));
    const context: JudgeContext = {
      now: at,
      services: knowledge.isKnown(at) ? asOf(knowledge.services, at) : takenForHeard(at),
      keptShare: knowledge.keptShare,
      laterChainMs: findLater(execution, all, chains),
      latestAttempt: execution.attempt === latest,
    };
    const judgement = judge(execution, one.chain, context);
    one.judgement = judgement;
    if (judgement.state === "late" || judgement.state === "done-late" || judgement.state === "stuck") one.isLate = true;
    note(one, "why" in lookAt({ execution, judgement }, latest, one.chain, at) ? null : judgement, at);
    // What is known of services does not change while this goes on: only what waits for a deadline or a watermark is judged again.
    const waits = judgement.state === "running" || judgement.state === "slow" || judgement.state === "late";
    if (waits && judgement.judgeAgainAt !== null) next = Math.min(next, Math.max(judgement.judgeAgainAt, at + SECOND_MS));
  }
  return next;
}

function note({ cases }: Followed, hangs: Judgement | null, at: UnixMs): void {
  const open = cases.at(-1)?.closedAt === null ? cases.at(-1)! : null;
  if (hangs !== null && open === null) {
    const { state, cause, stepId } = hangs;
    cases.push({ openedAt: at, closedAt: null, state, cause, stepId });
  } else if (hangs === null && open !== null) cases[cases.length - 1] = { ...open, closedAt: at };
}

function joinCases(cases: readonly PastCase[]): readonly PastCase[] {
  const joined: PastCase[] = [];
  for (const one of cases) {
    if (one.closedAt !== null && one.closedAt - one.openedAt < SHORTEST_MS) continue;
    const before = joined.at(-1);
    if (before?.closedAt != null && one.openedAt - before.closedAt <= SAME_CASE_MS)
      joined[joined.length - 1] = { ...before, closedAt: one.closedAt };
    else joined.push(one);
  }
  return joined;
}

/** Nobody was heard beyond that moment yet; gaps that are known now are those that were found then. */
const asOf = (services: ServiceKnowledge, at: UnixMs): ServiceKnowledge => ({
  ...services,
  heardUpTo(service) {
    const heard = services.heardUpTo(service);
    return heard === null ? null : unixMs(Math.min(heard, at));
  },
});

const takenForHeard = (at: UnixMs): ServiceKnowledge => ({
  heardUpTo: () => at,
  gap: () => null,
  down: () => null,
  sampling: () => null,
});

export const chainsById = (set: ChainSet): ReadonlyMap<string, Chain> => new Map(set.chains.map((chain) => [chain.id, chain]));
