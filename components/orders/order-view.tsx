"use client";

import { useQuery } from "@tanstack/react-query";
import type { OrderDto } from "#lib/contract/order";
import { SETTLED } from "#lib/contract/words";
import { ask } from "../ui/ask.ts";
import { PartialNotice } from "../ui/notices.tsx";
import { apiOfOrder } from "../ui/paths.ts";
import { Lanes } from "./lanes.tsx";
import { OrderHead } from "./order-head.tsx";
import { OrderWaterfall } from "./order-waterfall.tsx";
import { VerdictCard } from "./verdict-card.tsx";

interface Props {
  readonly initial: OrderDto;
  /** The person of the order, already a pseudonym. */
  readonly person: React.ReactNode;
}

/** The sentence first, then the chains as lanes, then the waterfall: all from one answer that is asked again while it may change. */
export function OrderView({ initial, person }: Props) {
  const { data: order = initial, error } = useQuery({
    queryKey: ["order", initial.orderId],
    queryFn: ({ signal }) => ask<OrderDto>(apiOfOrder(initial.orderId), signal),
    initialData: initial,
    refetchInterval: (query) => pauseFor(query.state.data ?? initial),
  });
  return (
    <>
      <OrderHead order={order} person={person} />
      {order.partial && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice warnings={order.warnings} />
        </div>
      )}
      {error && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice warnings={[error.message]} />
        </div>
      )}
      <VerdictCard verdict={order.verdict} />
      <Lanes order={order} />
      <OrderWaterfall order={order} />
    </>
  );
}

/** Quick while it moves, slower the longer nothing happened, seldom once it is settled (late spans may still come). */
function pauseFor(order: OrderDto): number {
  if (order.state !== null && SETTLED.has(order.state)) return 60_000;
  const quietMs = order.lastActivityAt ? Date.parse(order.asOf) - Date.parse(order.lastActivityAt) : 0;
  return Math.min(30_000, Math.max(2_000, quietMs / 20));
}
