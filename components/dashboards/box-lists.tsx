"use client";

import Link from "next/link";
import { useState } from "react";
import type { BehindDto } from "#lib/contract/dashboards";
import { useText, useWords } from "../i18n/context.tsx";
import { pathOfOrder, pathOfTrace } from "../ui/paths.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** As many as are looked through at a glance; the rest on demand. */
const GLANCE = 12;

export function BoxOrders({ orders, zone }: { readonly orders: BehindDto["orders"]; readonly zone: string }) {
  const { box: words } = useText(dashWords);
  const { states } = useWords();
  const { ms, moment } = useFormats();
  return (
    <Listed name={words.orders} heads={[words.order, words.state]} count={orders.length}>
      {(most) =>
        orders.slice(0, most).map((order) => (
          <tr key={`${order.orderId} ${order.at}`}>
            <td>
              <Link href={pathOfOrder(order.orderId)} className="num font-medium hover:underline">
                {order.orderId}
              </Link>
            </td>
            <td>{order.state ? <StatePill state={order.state}>{states[order.state]}</StatePill> : "–"}</td>
            <td className="n">{order.durationMs === null ? "–" : ms(order.durationMs)}</td>
            <td className="n">{moment(order.at, zone)}</td>
          </tr>
        ))
      }
    </Listed>
  );
}

export function BoxTraces({ traces, zone }: { readonly traces: BehindDto["traces"]; readonly zone: string }) {
  const words = useText(dashWords).box;
  const { ms, moment } = useFormats();
  const named = traces.some((trace) => trace.operation !== null);
  return (
    <Listed name={words.traces} heads={named ? [words.trace, words.operation] : [words.trace]} count={traces.length}>
      {(most) =>
        traces.slice(0, most).map((trace) => (
          <tr key={trace.traceId}>
            <td className="whitespace-nowrap">
              <Link href={pathOfTrace(trace.traceId)} className="num hover:underline">
                {trace.traceId.slice(0, 8)}…
              </Link>
              {trace.failed && <span className="ml-2 text-failed text-sm">{words.failed}</span>}
            </td>
            {named && (
              <td>
                {trace.service} <span className="text-ink-2">{trace.operation}</span>
              </td>
            )}
            <td className="n">{ms(trace.durationMs)}</td>
            <td className="n">{moment(trace.at, zone)}</td>
          </tr>
        ))
      }
    </Listed>
  );
}

interface ListedProps {
  readonly name: string;
  readonly heads: readonly string[];
  readonly count: number;
  readonly children: (most: number) => React.ReactNode;
}

function Listed({ name, heads, count, children }: ListedProps) {
  const { box: words, coverage } = useText(dashWords);
  const [all, setAll] = useState(false);
  return (
    <div className="relative overflow-x-auto">
      <table className="list" aria-label={name}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col" className="n">
              {words.took}
            </th>
            <th scope="col" className="n">
              {words.when}
            </th>
          </tr>
        </thead>
        <tbody>{children(all ? count : GLANCE)}</tbody>
      </table>
      {!all && count > GLANCE && (
        <p className="p-3">
          <button type="button" className="btn" onClick={() => setAll(true)}>
            {coverage.more(count - GLANCE)}
          </button>
        </p>
      )}
    </div>
  );
}
