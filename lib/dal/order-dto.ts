import type { UnixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import { formatInstant } from "../contract/instant.ts";
import type { OrderDto, OrderRowDto } from "../contract/order.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { STATES, type State, type Verdict } from "../detector/verdict.ts";
import type { IndexedOrder, OrderRow } from "../store/index-store.ts";
import type { TraceId } from "../trace/span.ts";
import { executionToDto, verdictToDto } from "./execution-dto.ts";
import type { LiveOrder } from "./live-order.ts";

export interface Completeness {
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

export function orderToDto(order: IndexedOrder, chains: ChainSet, now: UnixMs, completeness: Completeness): OrderDto {
  const byId = new Map(chains.chains.map((chain) => [chain.id, chain]));
  const place = new Map(chains.chains.map((chain, index) => [chain.id, index]));
  const executions = order.executions
    .map((judged) => executionToDto(judged, byId.get(judged.execution.chainId)))
    .sort((a, b) => (place.get(a.chainId) ?? 99) - (place.get(b.chainId) ?? 99) || a.attempt - b.attempt);
  return {
    orderId: order.orderId,
    state: order.state,
    verdict: order.verdict && verdictToDto(order.verdict),
    executions,
    traces: order.traceIds.map((traceId) => ({ traceId, chainIds: chainsOfTrace(order, traceId) })),
    firstAt: formatInstant(order.firstMs),
    lastActivityAt: formatInstant(order.lastActivityMs),
    asOf: formatInstant(now),
    partial: completeness.partial,
    warnings: [...completeness.warnings],
  };
}

const chainsOfTrace = (order: IndexedOrder, traceId: TraceId): string[] => [
  ...new Set(order.executions.filter((one) => one.execution.traceIds.includes(traceId)).map((one) => one.execution.chainId)),
];

/** Found at its sources: acknowledged a moment ago, and nothing is said of it yet, or older than the index and judged from its spans. */
export function liveOrderToDto(orderId: string, live: LiveOrder, chains: ChainSet, now: UnixMs): OrderDto {
  const { traceIds, executions } = live;
  const worst = worstJudged(executions);
  const starts = executions.map(({ execution }) => execution.startedMs);
  const ends = executions.map(({ execution }) => execution.lastActivityMs);
  const order = { orderId, traceIds, executions, state: worst?.state ?? null, verdict: worst?.verdict ?? null };
  const dto = orderToDto({ ...order, firstMs: now, lastActivityMs: now }, chains, now, live);
  if (executions.length === 0) return { ...dto, firstAt: null, lastActivityAt: null };
  return { ...dto, firstAt: formatInstant(Math.min(...starts)), lastActivityAt: formatInstant(Math.max(...ends)) };
}

/** Of each chain's latest attempt, as the index keeps it. */
function worstJudged(executions: readonly JudgedExecution[]): { readonly state: State; readonly verdict: Verdict } | null {
  const latest = executions.filter(
    ({ execution: { chainId, attempt } }) =>
      !executions.some(({ execution }) => execution.chainId === chainId && execution.attempt > attempt),
  );
  const [worst] = latest.toSorted((a, b) => STATES.indexOf(b.judgement.state) - STATES.indexOf(a.judgement.state));
  return worst ? worst.judgement : null;
}

export const orderRowToDto = (row: OrderRow): OrderRowDto => ({
  orderId: row.orderId,
  state: row.state,
  verdict: row.verdict && verdictToDto(row.verdict),
  traceCount: row.traceCount,
  firstAt: formatInstant(row.firstMs),
  lastActivityAt: formatInstant(row.lastActivityMs),
});
