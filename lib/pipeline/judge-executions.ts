import { HOUR_MS, type UnixMs } from "../base/time.ts";
import type { Chain, ChainSet } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { baselineKey, feedBaselines, usualOf } from "../detector/baselines.ts";
import type { JudgeContext, ServiceKnowledge } from "../detector/context.ts";
import { judge } from "../detector/judge.ts";
import type { JudgedExecution, Judgement } from "../detector/judgement.ts";
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
  const bench = benchOf(chains, knowledge);
  const judged: JudgedExecution[] = [];
  for (const execution of executions) {
    const chain = bench.byId.get(execution.chainId);
    // A chain that the operator has removed: what was said of it stays out of the way.
    if (!chain || chain.steps.length !== execution.steps.length) continue;
    const before = said?.get(execution.id);
    const judgement = judge(execution, chain, {
      now,
      former: before === undefined ? null : { said: before, knownFrom: knownFrom(knowledge, now, execution.lastActivityMs) },
      readUpTo: knowledge.readUpTo,
      usual: bench.usual,
      services: bench.services,
      laterChainMs: findLater(execution, executions, bench.byId),
      latestAttempt: !executions.some((other) => other.chainId === execution.chainId && other.attempt > execution.attempt),
      visibility: bench.visibility,
      keptShare: bench.keptShare,
      meanwhile: bench.meanwhile,
    });
    if (judgement.state.startsWith("done") && execution.steps.at(-1)) countDone(execution, chain, bench, judgement, now);
    if (said && before === undefined && execution.orderId !== null) countBegun(knowledge.volumes, execution.chainId, execution.startedMs);
    judged.push({ execution, judgement });
  }
  return judged;
}

type Questions = Required<Pick<JudgeContext, "services" | "usual" | "visibility" | "keptShare" | "meanwhile">>;

/** What judging asks of all that is known: thousands of orders are judged with the same chains and the same knowledge, one after the other. */
interface Bench extends Questions {
  readonly chains: ChainSet;
  readonly knowledge: Knowledge;
  readonly byId: ReadonlyMap<string, Chain>;
}

const benches = new WeakMap<Knowledge, Bench>();

function benchOf(chains: ChainSet, knowledge: Knowledge): Bench {
  const known = benches.get(knowledge);
  if (known?.chains === chains) return known;
  const { passes, baselines } = knowledge;
  const bench: Bench = {
    chains,
    knowledge,
    byId: new Map(chains.chains.map((chain) => [chain.id, chain])),
    services: asServiceKnowledge(knowledge, chains.sampling),
    usual: (chainId, stepId, at) => usualOf(baselines, baselineKey("step", chainId, stepId), at),
    visibility: (chainId, stepId) => visibilityOf(passes, chainId, stepId),
    keptShare: (chainId, stepId, from, to) => keptShareOf(passes, chainId, stepId, from, to),
    meanwhile: (chainId, stepId, from, to) => meanwhileOf(passes, chainId, stepId, from, to),
  };
  benches.set(knowledge, bench);
  return bench;
}

/** What came to its end tells how often steps are passed and seen, and how long they take. */
function countDone(execution: Execution, chain: Chain, { knowledge, services }: Bench, judgement: Judgement, now: UnixMs): void {
  const isNew = !knowledge.passes.counted.has(execution.id);
  const hour = countPass(knowledge.passes, execution, chain, services, now);
  if (hour === null) return;
  touchHour(knowledge, hour * HOUR_MS, now);
  if (isNew && !judgement.was && !metIncident(execution, chain, services)) feedBaselines(knowledge.baselines, execution, chain, hour);
}

/** A service of it was down or left something out meanwhile: that says nothing of what is usual. */
function metIncident(execution: Execution, chain: Chain, services: ServiceKnowledge): boolean {
  const { startedMs: from, lastActivityMs: to } = execution;
  for (const name of servicesOf(chain)) if (services.down(name, from, to) !== null || services.gap(name, from, to) !== null) return true;
  return false;
}

const namesOf = new WeakMap<Chain, readonly string[]>();

function servicesOf(chain: Chain): readonly string[] {
  let known = namesOf.get(chain);
  if (known === undefined) {
    known = [...new Set(chain.steps.flatMap((step) => step.services))];
    namesOf.set(chain, known);
  }
  return known;
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
  let known = allBefore.get(chains);
  if (known === undefined) {
    known = new Map();
    allBefore.set(chains, known);
  }
  let before = known.get(later);
  if (before === undefined) {
    before = findBefore(later, chains);
    known.set(later, before);
  }
  return before.has(earlier);
}

/** By chain: those that come before it, directly or by others between. */
const allBefore = new WeakMap<ReadonlyMap<string, Chain>, Map<string, ReadonlySet<string>>>();

function findBefore(later: string, chains: ReadonlyMap<string, Chain>): ReadonlySet<string> {
  const found = new Set<string>(chains.get(later)?.after);
  for (const id of found) for (const before of chains.get(id)?.after ?? []) found.add(before);
  return found;
}
