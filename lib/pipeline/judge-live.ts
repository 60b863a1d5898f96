import { nsToMs } from "../base/time.ts";
import { matchChains } from "../chains/match.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { createKnowledge } from "../detector/knowledge.ts";
import type { Trace } from "../trace/span.ts";
import { offsetsAt } from "./clock-book.ts";
import { judgeExecutions } from "./judge-executions.ts";
import type { Machine } from "./machine.ts";

export interface LiveJudgement {
  /** All of it is from before what has been read: the index has forgotten it, or began later. Else it is about to be read. */
  readonly isOlder: boolean;
  readonly executions: readonly JudgedExecution[];
}

/** Beyond the newest of them, so that what is on its way into the index is not called old. */
const SURELY_READ_MS = 60_000;

/**
 * An order that the index does not know, from traces that the sources were just asked for. What is older than the index is judged
 * without knowing which services were heard then: what is done is done, what failed has failed, and of what is missing nobody can tell.
 * @throws whatever the matcher throws on
 */
export function judgeLive(machine: Machine, orderId: string, traces: readonly Trace[]): LiveJudgement {
  const now = machine.clock();
  const newestMs = traces.reduce((newest, trace) => Math.max(newest, nsToMs(trace.startUnixNs) + trace.durationNs / 1e6), 0);
  const readUpTo = [...machine.progress.values()].map(({ scannedUpTo }) => scannedUpTo ?? 0);
  const isOlder = traces.length > 0 && Math.min(...readUpTo) - SURELY_READ_MS > newestMs;
  if (!isOlder) return { isOlder, executions: [] };
  const startMs = Math.min(...traces.map((trace) => nsToMs(trace.startUnixNs)));
  const executions = matchChains({ traces, orderId, chains: machine.chains, clockOffsets: offsetsAt(machine.clocks, startMs) });
  return { isOlder, executions: judgeExecutions(executions, machine.chains, createKnowledge(), now) };
}
