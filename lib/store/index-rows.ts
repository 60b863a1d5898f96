import { unixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import { STATES } from "#lib/detector/verdict";
import { readExecution, writeExecution } from "./execution-payload.ts";
import type { OrderRow } from "./index-store.ts";
import type { ExecutionRow, OrderTableRow } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { fromStored, storedPrefix, textKey, toStored } from "./stored-text.ts";
import { packVerdict, readVerdict } from "./verdict-payload.ts";

/** What is said of an order (or `@traceId`) in this round; its hash is its key in every table. */
export interface JudgedKey {
  readonly hash: string;
  readonly judged: readonly JudgedExecution[];
}

/** An order's row has no execution yet, or none any more. */
export const NO_STATE = -1;

export const toJudged = (row: Pick<ExecutionRow, "payload">, sealing: Sealing): JudgedExecution => readExecution(row.payload, sealing);

export function toOrderRow(row: OrderTableRow): OrderRow {
  return {
    orderId: fromStored(row.order_id),
    state: STATES[row.state] ?? null,
    verdict: row.verdict === null ? null : readVerdict(row.verdict),
    traceCount: row.trace_count,
    firstMs: unixMs(row.first_ms),
    lastActivityMs: unixMs(row.last_ms),
  };
}

export const orderText = (orderId: string, hash: string) => {
  const stored = toStored(orderId);
  return { order_hash: hash, order_id: stored, order_prefix: storedPrefix(stored) };
};

/** The last attempt of each chain: what an order's state is made of. */
export function latestAttempts(judged: readonly JudgedExecution[]): ReadonlySet<JudgedExecution> {
  const latest = new Map<string, JudgedExecution>();
  for (const one of judged) {
    const known = latest.get(one.execution.chainId);
    if (!known || one.execution.attempt > known.execution.attempt) latest.set(one.execution.chainId, one);
  }
  return new Set(latest.values());
}

/** The worst of the latest attempts; among equals the one that moved last. */
export function worstOf(judged: readonly JudgedExecution[]): { readonly state: number; readonly verdict: string | null } {
  let worst: JudgedExecution | null = null;
  for (const one of latestAttempts(judged)) {
    const byState = worst === null ? 1 : STATES.indexOf(one.judgement.state) - STATES.indexOf(worst.judgement.state);
    if (byState > 0 || (byState === 0 && one.execution.lastActivityMs > worst!.execution.lastActivityMs)) worst = one;
  }
  if (worst === null) return { state: NO_STATE, verdict: null };
  return { state: STATES.indexOf(worst.judgement.state), verdict: JSON.stringify(packVerdict(worst.judgement.verdict)) };
}

export function toExecutionRows(
  keyHash: string,
  judged: readonly JudgedExecution[],
  now: number,
  sealing: Sealing,
): readonly ExecutionRow[] {
  const latest = latestAttempts(judged);
  return judged.map((one): ExecutionRow => {
    const { execution, judgement } = one;
    return {
      execution_hash: textKey(execution.id),
      key_hash: keyHash,
      chain_id: toStored(execution.chainId),
      attempt: execution.attempt,
      latest: latest.has(one) ? 1 : 0,
      has_order: execution.orderId === null ? 0 : 1,
      state: STATES.indexOf(judgement.state),
      step_id: judgement.stepId === null ? null : toStored(judgement.stepId),
      last_ms: execution.lastActivityMs,
      since_ms: judgement.verdict.since,
      judge_at: judgement.judgeAgainAt,
      payload: writeExecution(one, sealing),
      updated_at: now,
    };
  });
}

/** Where a round leaves the cursor it was learnt at, among the documents. */
export const cursorKey = (sourceId: string): string => `cursor:${sourceId}`;
