import type { UnixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import { formatInstant } from "../contract/instant.ts";
import type { OrderDto, OrderRowDto } from "../contract/order.ts";
import type { IndexedOrder, OrderRow } from "../store/index-store.ts";
import type { TraceId } from "../trace/span.ts";
import { executionToDto, verdictToDto } from "./execution-dto.ts";

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

/** Spans that were acknowledged a moment ago: the order is there, nothing is said of it yet. */
export function unjudgedOrder(orderId: string, traceIds: readonly TraceId[], now: UnixMs, completeness: Completeness): OrderDto {
  return {
    orderId,
    state: null,
    verdict: null,
    executions: [],
    traces: traceIds.map((traceId) => ({ traceId, chainIds: [] })),
    firstAt: null,
    lastActivityAt: null,
    asOf: formatInstant(now),
    partial: completeness.partial,
    warnings: [...completeness.warnings],
  };
}

export const orderRowToDto = (row: OrderRow): OrderRowDto => ({
  orderId: row.orderId,
  state: row.state,
  verdict: row.verdict && verdictToDto(row.verdict),
  traceCount: row.traceCount,
  firstAt: formatInstant(row.firstMs),
  lastActivityAt: formatInstant(row.lastActivityMs),
});
