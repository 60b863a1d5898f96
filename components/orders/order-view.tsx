"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { OrderDto } from "#lib/contract/order";
import { SETTLED } from "#lib/contract/words";
import { OrderPast } from "../as-of/order-past.tsx";
import { useAsOf } from "../as-of/use-as-of.ts";
import { FixedNow, useWords } from "../i18n/context.tsx";
import { Marked, RevealedValues } from "../reveal/marked.tsx";
import { useMaskedPath, useRevealId } from "../reveal/use-reveal.ts";
import { ask } from "../ui/ask.ts";
import { PartialNotice } from "../ui/notices.tsx";
import { apiOfOrder } from "../ui/paths.ts";
import { WaterfallPane } from "../ui/waterfall-pane.tsx";
import { Lanes } from "./lanes.tsx";
import { OrderHead } from "./order-head.tsx";
import { VerdictCard } from "./verdict-card.tsx";

interface Props {
  readonly initial: OrderDto;
  /** The person of the order, already a pseudonym. */
  readonly person: React.ReactNode;
  /** Who works on it. */
  readonly cases: React.ReactNode;
}

/** The sentence first, then the chains as lanes, then the waterfall: all from one answer that is asked again while it may change. */
export function OrderView({ initial, person, cases }: Props) {
  const [asOf] = useAsOf();
  const reveal = useRevealId();
  const masked = useMaskedPath();
  const past = asOf === null ? "" : `?asOf=${encodeURIComponent(asOf)}`;
  const isInitial = asOf === null ? !initial.past : initial.past && Date.parse(initial.asOf) === Date.parse(asOf);
  const { data: order = initial, error } = useQuery({
    queryKey: ["order", initial.orderId, asOf, reveal],
    queryFn: ({ signal }) => ask<OrderDto>(masked(apiOfOrder(initial.orderId) + past), signal),
    initialData: isInitial ? initial : undefined,
    placeholderData: keepPreviousData,
    ...(reveal !== null && { gcTime: 0 }),
    refetchInterval: (query) => (asOf === null ? pauseFor(query.state.data ?? initial) : false),
    staleTime: asOf === null ? 0 : Number.POSITIVE_INFINITY,
  });
  const whose = order.revealed?.person ? <RevealedPerson name={order.revealed.person} /> : person;
  const [spanCount, setSpanCount] = useState<number | null>(null);
  return (
    <FixedNow at={asOf === null ? null : Date.parse(asOf)}>
      {asOf !== null && <OrderPast order={order} />}
      <OrderHead order={order} person={whose} spanCount={spanCount} />
      {order.partial && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice warnings={order.warnings} />
        </div>
      )}
      {error && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice stale warnings={[error.message]} />
        </div>
      )}
      {/* Who works on it is told as it is now: beside the past it would mislead. */}
      <VerdictCard verdict={order.verdict}>{asOf === null && cases}</VerdictCard>
      <Lanes order={order} />
      {asOf === null && <OrderPast order={order} />}
      <WaterfallPane
        path={`${apiOfOrder(order.orderId)}/waterfall${past}`}
        version={`${order.state} ${order.lastActivityAt} ${order.traces.length}`}
        traceIds={order.traces.map((trace) => trace.traceId)}
        orderId={order.orderId}
        onLoaded={(data) => setSpanCount(data.traces.reduce((sum, trace) => sum + trace.spanCount, 0))}
      />
    </FixedNow>
  );
}

function RevealedPerson({ name }: { readonly name: string }) {
  const words = useWords();
  return (
    <RevealedValues value={[name]}>
      {words.order.user} <Marked text={name} />
      {" · "}
    </RevealedValues>
  );
}

/** Quick while it moves, slower the longer nothing happened, seldom once it is settled (late spans may still come). */
function pauseFor(order: OrderDto): number {
  if (order.state !== null && SETTLED.has(order.state)) return 60_000;
  const quietMs = order.lastActivityAt ? Date.parse(order.asOf) - Date.parse(order.lastActivityAt) : 0;
  return Math.min(30_000, Math.max(2_000, quietMs / 20));
}
