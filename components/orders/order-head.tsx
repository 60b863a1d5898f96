"use client";

import { useEffect } from "react";
import type { LinkValues } from "#lib/contract/link-template";
import type { OrderDto } from "#lib/contract/order";
import { useLang, useWords } from "../i18n/context.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { OutLinks } from "../ui/out-links.tsx";
import { apiOfOrder } from "../ui/paths.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { useAge } from "../ui/time.tsx";
import { titleOfOrder } from "../ui/title.ts";
import { waitingSince } from "./waiting-since.ts";

interface Props {
  readonly order: OrderDto;
  readonly person: React.ReactNode;
  /** Known once the waterfall has come. */
  readonly spanCount: number | null;
}

export function OrderHead({ order, person, spanCount }: Props) {
  const words = useWords();
  const lang = useLang();
  const title = `${titleOfOrder(order.orderId, order.state, order.state ? words.states[order.state] : "", words.order.title)} · Loupe`;
  // The state may change while the page is open; a tab in the background should say so.
  useEffect(() => {
    document.title = title;
  }, [title]);
  const ticket = () =>
    [
      `${words.order.title} ${order.orderId}: ${order.state ? words.states[order.state] : "—"}`,
      order.verdict?.text[lang] ?? words.order.noVerdictYet,
      ...(order.verdict?.evidence ?? []).map((one) => `· ${one.at ? `${one.at} ` : ""}${one.note[lang]}`),
      `${words.order.asOf} ${order.asOf}`,
      window.location.href,
    ].join("\n");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <h1 className="max-w-full truncate">
        {words.order.title} <bdi className="num">{order.orderId}</bdi>
      </h1>
      <StatePill state={order.state}>{order.state ? <StateFor order={order} /> : "—"}</StatePill>
      <span className="text-ink-2">
        {person}
        {words.order.traces(order.traces.length)}
        {spanCount !== null && `, ${words.order.spans(spanCount)}`}
      </span>
      <span className="ml-auto flex flex-wrap gap-2">
        <CopyButton text={ticket}>{words.order.copyTicket}</CopyButton>
        <CopyButton text={() => window.location.href}>{words.order.copyLink}</CopyButton>
        <a
          className="btn"
          href={`${apiOfOrder(order.orderId)}?masked=1`}
          download={`order-${order.orderId.replace(/[^\w-]+/g, "_").slice(0, 60)}.json`}
        >
          {words.order.exportJson}
        </a>
        <OutLinks values={linkValues(order)} />
      </span>
    </div>
  );
}

/** An order's links out; those to one trace are on its spans where there are several. */
const linkValues = ({ orderId, traces, firstAt, lastActivityAt }: OrderDto): LinkValues => ({
  orderId,
  traceId: traces.length === 1 ? traces[0]?.traceId : undefined,
  startMs: firstAt === null ? undefined : Date.parse(firstAt),
  endMs: lastActivityAt === null ? undefined : Date.parse(lastActivityAt),
});

const COUNTED = new Set(["stuck", "late", "slow", "running", "cannot-tell"]);

/** "stuck for 37 min", ticking; what is over needs no clock. */
function StateFor({ order }: { readonly order: OrderDto }) {
  const words = useWords();
  const age = useAge(order.verdict ? waitingSince(order.verdict) : order.asOf, "fine");
  if (!order.state) return null;
  const name = words.states[order.state];
  return <>{COUNTED.has(order.state) && order.verdict ? words.order.stuckFor(name, age) : name}</>;
}
