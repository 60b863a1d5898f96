import { type UnixMs, unixMs } from "../base/time.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { ScanBatch, TraceSource } from "../sources/source.ts";
import type { PipelineRound } from "../store/index-store.ts";
import type { Trace } from "../trace/span.ts";
import { takeScan } from "./ask-scan.ts";
import { createBreath } from "./breath.ts";
import { saveClocks } from "./clock-book.ts";
import { commitSoon, committed } from "./commit-soon.ts";
import { foldScan } from "./fold-scan.ts";
import { takeIn } from "./intake.ts";
import { judgeExecutions } from "./judge-executions.ts";
import { judgingTime } from "./judging-time.ts";
import { saveKnowledge } from "./keep-knowledge.ts";
import { trimLinks } from "./link-book.ts";
import type { Machine } from "./machine.ts";
import { noteFailure } from "./note-failure.ts";
import { trimBook } from "./order-book.ts";
import { countScan } from "./scan-tally.ts";
import { saveTies } from "./tie-log.ts";
import { completeFrom, keepTraces } from "./trace-memory.ts";
import { addWork, writeWork } from "./work-list.ts";

/** One scan's answer and its commit: the cursor moves together with everything that was learnt before it. Answers whether more is waiting. */
export async function scanSource(machine: Machine, source: TraceSource, signal: AbortSignal): Promise<boolean> {
  const state = machine.progress.get(source.id)!;
  const answer = await takeScan(machine, source);
  if (answer === null) return false;
  const { scanned, askedMs, askedAt, begunMs } = answer;
  if (!scanned.ok) {
    // Called off by our own stop: that is no fault of the source.
    if (!signal.aborted) noteFailure(machine, state, scanned.error);
    return false;
  }
  const { traces, cursor, caughtUp } = scanned.value;
  const answered = performance.now();
  countScan(state.tally, traces, machine.clock(), askedMs);
  if (traces.length > 0 || cursor !== state.cursor) {
    const now = machine.clock();
    const whole = machine.sources.length > 1 ? completeFrom(machine.memory, source.id, traces) : traces;
    const intake = await takeIn(machine, traces, whole, now, state.scannedUpTo, createBreath());
    for (const id of intake.orderIds) addWork(machine.work, id, now);
    // Of several sources one may give a half that tells no order yet.
    const isHalf = ({ spans }: Trace): boolean => spans.length > 1 || spans[0]?.kind !== "internal";
    const kept = machine.sources.length > 1 ? traces.filter(isHalf) : intake.ordered;
    keepTraces(
      machine.memory,
      source.id,
      kept.map((trace) => [trace.traceId, trace] as const),
    );
    const at = judgingTime(machine, caughtUp);
    const executions = [...intake.requests].map(([key, found]) => ({
      key,
      judged: judgeExecutions(found, machine.chains, machine.knowledge, at),
    }));
    // With the other sources' halves: a call's two ends may lie in two of them, and its child is no orphan.
    const rollups = await foldScan(machine.fold, whole, machine.chains, createBreath(), machine.log);
    await committed(machine);
    // Of what the commits before have written much may be forgotten; not what this one will write.
    trimBook(machine.orders);
    trimLinks(machine.links);
    const round: PipelineRound = {
      judgedAt: at,
      sourceId: source.id,
      cursor,
      orders: changedOrders(machine, intake.orderIds),
      executions,
      rollups,
      state: [writeWork(machine.work), ...saveKnowledge(machine.knowledge), ...saveTies(machine.ties), ...saveClocks(machine.clocks)],
    };
    await commitSoon(machine, round, () => machine.changes.emit(executions.flatMap(({ judged }): readonly JudgedExecution[] => judged)));
  }
  Object.assign(state, {
    cursor,
    scannedUpTo: readUpTo(state.scannedUpTo, scanned.value, source.kind === "embedded" ? askedAt : null),
    lastError: null,
    failures: 0,
    retryAt: 0,
    warnings: scanned.value.warnings ?? [],
    restUntil: caughtUp ? begunMs + (source.restMs ?? 0) : 0,
  });
  state.tally.takenInMs += performance.now() - answered;
  return !caughtUp;
}

/** What had arrived this long before the asking is certainly in the answer: a batch is durable well within it. */
const COMMITTED_WITHIN_MS = 2_000;

/**
 * Never backwards. Our own receiver, which knows every arrival, is complete nearly up to when it was asked (`askedAt`) though nothing new came;
 * a backend hides its newest spans for a while, so only its own word counts (null).
 */
function readUpTo(before: UnixMs | null, { caughtUp, scannedUpTo }: ScanBatch, askedAt: UnixMs | null): UnixMs | null {
  const least = caughtUp && askedAt !== null ? askedAt - COMMITTED_WITHIN_MS : 0;
  const upTo = Math.max(before ?? 0, scannedUpTo, least);
  return upTo > 0 ? unixMs(upTo) : null;
}

function changedOrders(machine: Machine, orderIds: ReadonlySet<string>): PipelineRound["orders"] {
  const changed: PipelineRound["orders"][number][] = [];
  for (const orderId of orderIds) {
    const entry = machine.orders.entries.get(orderId);
    if (!entry?.changed) continue;
    entry.changed = false;
    changed.push({ orderId, traceIds: [...entry.traceIds], firstMs: unixMs(entry.firstMs), lastActivityMs: unixMs(entry.lastMs) });
  }
  return changed;
}
