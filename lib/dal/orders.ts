import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import type { OrderDto, OrderPageDto } from "../contract/order.ts";
import { parseOrderQuery } from "../contract/query.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { runtime } from "../runtime.ts";
import { type IndexedOrder, MOST_ORDER_TRACES } from "../store/index-store.ts";
import type { TraceId } from "../trace/span.ts";
import { askPage } from "./ask-page.ts";
import { auditView } from "./audit.ts";
import { readFreshness } from "./freshness.ts";
import { findLiveOrder } from "./live-order.ts";
import { type Completeness, liveOrderToDto, orderRowToDto, orderToDto } from "./order-dto.ts";
import { badRequest, type Problem } from "./problem.ts";
import { revealPerson } from "./reveal-person.ts";

/**
 * The index first: its answer does not depend on a backend's search. Only an order that it does not know is asked for live.
 * `reveals`: for the call, never for a page's first drawing, which browsers keep.
 */
export async function getOrder(viewer: Viewer, orderId: string, reveals = false): Promise<Result<OrderDto, Problem>> {
  await auditView(viewer, "order", orderId);
  const order = await findOrder(orderId);
  return order.ok && reveals ? ok({ ...order.value, ...(await revealPerson(viewer, order.value)) }) : order;
}

async function findOrder(orderId: string): Promise<Result<OrderDto, Problem>> {
  const { index, chains, clock } = runtime();
  const indexed = await index.getOrder(orderId);
  if (indexed) return ok(orderToDto(indexed, chains, clock(), await readCompleteness(indexed)));
  const live = await findLiveOrder(orderId);
  if (!live.ok) return live;
  return ok(liveOrderToDto(orderId, live.value, chains, clock()));
}

/** What is known to be missing from an order that the index has, whatever its sources are doing. */
async function readCompleteness({ orderId, traceIds }: IndexedOrder): Promise<Completeness> {
  const { partial, warnings } = await readFreshness();
  const own: string[] = [];
  const why = runtime().pipeline.status().unmatched.get(orderId);
  if (why !== undefined) own.push(`could not be matched, so nothing is said of its chains: ${why}`);
  if (traceIds.length >= MOST_ORDER_TRACES)
    own.push(`${MOST_ORDER_TRACES} traces are kept of an order: it may have more, which are neither shown nor judged`);
  return { partial: partial || own.length > 0, warnings: [...own, ...warnings] };
}

interface OrderTraces {
  readonly traceIds: readonly TraceId[];
  readonly executions: readonly JudgedExecution[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

/** Where an order's spans are, and what is said of it: from the index, else by a live search. */
export async function findOrderTraces(orderId: string): Promise<Result<OrderTraces, Problem>> {
  const indexed = await runtime().index.getOrder(orderId);
  if (!indexed) return findLiveOrder(orderId);
  const { traceIds, executions } = indexed;
  const cut = traceIds.length >= MOST_ORDER_TRACES;
  return ok({ traceIds, executions, partial: cut, warnings: cut ? [`only the order's first ${MOST_ORDER_TRACES} traces are drawn`] : [] });
}

export async function listOrders(_viewer: Viewer, params: URLSearchParams): Promise<Result<OrderPageDto, Problem>> {
  const { index, chains } = runtime();
  const query = parseOrderQuery(params, chains);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const { query: prefix, state: states, chain: chainId, from, to, limit, cursor } = query.value;
  const opened = cursor === undefined ? undefined : openCursor("orders", cursor);
  if (opened === null) return err(badRequest("cursor", "is not one that this call gave out"));
  const listed = await askPage(() => index.listOrders({ prefix, states, chainId, from, to, limit, cursor: opened }));
  if (!listed.ok) return listed;
  const page = listed.value;
  const { partial, warnings } = await readFreshness();
  return ok({
    items: page.items.map(orderRowToDto),
    nextCursor: sealCursor("orders", page.nextCursor),
    partial,
    warnings: [...warnings],
  });
}
