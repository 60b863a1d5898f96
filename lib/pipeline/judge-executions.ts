import { HOUR_MS, type UnixMs } from "../base/time.ts";
import type { Chain, ChainSet } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { baselineKey, feedBaselines, usualOf } from "../detector/baselines.ts";
import type { JudgeContext, ServiceKnowledge } from "../detector/context.ts";
import { judge } from "../detector/judge.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { asServiceKnowledge, type Knowledge, knownFrom, touchHour } from "../detector/knowledge.ts";
import { countPass, keptShareOf, meanwhileOf, visibilityOf } from "../detector/passes.ts";
import type { Said } from "../detector/said.ts";
import { countBegun } from "../detector/volumes.ts";

/**
 * Judges all executions of one order together: a later chain that has begun, a later attempt, are facts about the earlier ones.
 * `said`: what was said of them before, by their ids.
 */
export function judgeExecutions(
  executions: readonly Execution[],
  chains: ChainSet,
  knowledge: Knowledge,
  now: UnixMs,
  said?: ReadonlyMap<string, Said>,
): readonly JudgedExecution[] {
  const { passes, baselines } = knowledge;
  const services = asServiceKnowledge(knowledge, chains.sampling);
  const byId = new Map(chains.chains.map((chain) => [chain.id, chain]));
  return executions.flatMap((execution) => {
    const chain = byId.get(execution.chainId);
    // A chain that the operator has removed: what was said of it stays out of the way.
    if (!chain || chain.steps.length !== execution.steps.length) return [];
    const before = said?.get(execution.id);
    const context: JudgeContext = {
      now,
      former: before === undefined ? null : { said: before, knownFrom: knownFrom(knowledge, now, execution.lastActivityMs) },
      readUpTo: knowledge.readUpTo,
      usual: (chainId, stepId, at) => usualOf(baselines, baselineKey("step", chainId, stepId), at),
      services,
      laterChainMs: findLater(execution, executions, byId),
      latestAttempt: !executions.some((other) => other.chainId === execution.chainId && other.attempt > execution.attempt),
      visibility: (chainId, stepId) => visibilityOf(passes, chainId, stepId),
      keptShare: (chainId, stepId, from, to) => keptShareOf(passes, chainId, stepId, from, to),
      meanwhile: (chainId, stepId, from, to) => meanwhileOf(passes, chainId, stepId, from, to),
    };
    const judgement = judge(execution, chain, context);
    if (judgement.state.startsWith("done") && execution.steps.at(-1)) {
      const isNew = !passes.counted.has(execution.id);
      const hour = countPass(passes, execution, chain, services, now);
      if (hour !== null) touchHour(knowledge, hour * HOUR_MS, now);
      if (hour !== null && isNew && !judgement.was && !metIncident(execution, chain, services))
        feedBaselines(baselines, execution, chain, hour);
    }
    if (said && before === undefined && execution.orderId !== null) countBegun(knowledge.volumes, execution.chainId, execution.startedMs);
    return [{ execution, judgement }];
  });
}

/** A service of it was down or left something out meanwhile: that says nothing of what is usual. */
function metIncident(execution: Execution, chain: Chain, services: ServiceKnowledge): boolean {
  const { startedMs: from, lastActivityMs: to } = execution;
  const names = new Set(chain.steps.flatMap((step) => step.services));
  return [...names].some((name) => services.down(name, from, to) !== null || services.gap(name, from, to) !== null);
}

/** Start of the first execution of a chain that comes after this one, directly or by others between. */
export function findLater(execution: Execution, all: readonly Execution[], chains: ReadonlyMap<string, Chain>): UnixMs | null {
  let first: UnixMs | null = null;
  for (const other of all) {
    if (other.startedMs < execution.startedMs || !comesAfter(other.chainId, execution.chainId, chains)) continue;
    if (first === null || other.startedMs < first) first = other.startedMs;
  }
  return first;
}

function comesAfter(later: string, earlier: string, chains: ReadonlyMap<string, Chain>): boolean {
  const seen = new Set<string>([later]);
  for (const id of seen) {
    for (const before of chains.get(id)?.after ?? []) {
      if (before === earlier) return true;
      seen.add(before);
    }
  }
  return false;
}
