import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import type { OrderDto, OrderPageDto } from "../contract/order.ts";
import { parseOrderQuery } from "../contract/query.ts";
import { runtime } from "../runtime.ts";
import type { TraceId } from "../trace/span.ts";
import { askSources, warningsOf } from "./ask-sources.ts";
import { readFreshness } from "./freshness.ts";
import { orderRowToDto, orderToDto, unjudgedOrder } from "./order-dto.ts";
import { badRequest, notFound, type Problem, sourceUnavailable } from "./problem.ts";

/** The index first: its answer does not depend on a backend's search. Only an order that it does not know yet is asked for live. */
export async function getOrder(_viewer: Viewer, orderId: string): Promise<Result<OrderDto, Problem>> {
  const { index, chains, clock } = runtime();
  const indexed = await index.getOrder(orderId);
  if (indexed) return ok(orderToDto(indexed, chains, clock(), await readFreshness()));
  const live = await findLive(orderId);
  if (!live.ok) return live;
  return ok(unjudgedOrder(orderId, live.value.traceIds, clock(), live.value));
}

interface LiveTraces {
  readonly traceIds: readonly TraceId[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

/** Not found is only said when every source was asked and none has a span of it. */
async function findLive(orderId: string): Promise<Result<LiveTraces, Problem>> {
  const { sources, chains } = runtime();
  const { answers, failures } = await askSources(sources, (source) => source.findOrder(orderId, chains.orderKeys));
  const traceIds = [...new Set(answers.flatMap(({ value }) => value.traceIds))];
  const partial = failures.length > 0 || answers.some(({ value }) => value.partial);
  if (traceIds.length === 0 && (failures.length > 0 || answers.length === 0)) return err(sourceUnavailable(failures));
  if (traceIds.length === 0) return err(notFound("No trace carries this order id."));
  return ok({ traceIds, partial, warnings: [...warningsOf(failures), ...answers.flatMap(({ value }) => value.warnings)] });
}

/** Where an order's spans are: the index's list, else a live search. */
export async function findOrderTraces(orderId: string): Promise<Result<LiveTraces, Problem>> {
  const indexed = await runtime().index.getOrder(orderId);
  return indexed ? ok({ traceIds: indexed.traceIds, partial: false, warnings: [] }) : findLive(orderId);
}

export async function listOrders(_viewer: Viewer, params: URLSearchParams): Promise<Result<OrderPageDto, Problem>> {
  const { index, chains } = runtime();
  const query = parseOrderQuery(params, chains);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const { query: prefix, state: states, chain: chainId, from, to, limit, cursor } = query.value;
  const opened = cursor === undefined ? undefined : openCursor("orders", cursor);
  if (opened === null) return err(badRequest("cursor", "is not one that this call gave out"));
  const page = await index.listOrders({ prefix, states, chainId, from, to, limit, cursor: opened });
  const { partial, warnings } = await readFreshness();
  return ok({
    items: page.items.map(orderRowToDto),
    nextCursor: sealCursor("orders", page.nextCursor),
    partial,
    warnings: [...warnings],
  });
}
