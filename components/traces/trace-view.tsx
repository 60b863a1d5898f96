"use client";

import Link from "next/link";
import type { TraceHeadDto } from "#lib/contract/trace-head";
import { useText, useWords } from "../i18n/context.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { PartialNotice } from "../ui/notices.tsx";
import { OutLinks } from "../ui/out-links.tsx";
import { apiOfTrace, pathOfOrder } from "../ui/paths.ts";
import { Duration, Time } from "../ui/time.tsx";
import { WaterfallPane } from "../ui/waterfall-pane.tsx";
import { TRACE_WORDS } from "./words.ts";

export function TraceView({ head }: { readonly head: TraceHeadDto }) {
  const words = useWords();
  const text = useText(TRACE_WORDS);
  const orderId = head.orderIds.length === 1 ? head.orderIds[0] : undefined;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="max-w-full truncate">
          <bdi>{head.rootService}</bdi> <span className="font-normal">{head.rootOperation}</span>
        </h1>
        <span className="text-ink-2">
          {words.order.spans(head.spanCount)} · <Duration ms={head.durationMs} /> · <Time at={head.startedAt} shape="date-clock" />
        </span>
        <span className="ml-auto flex flex-wrap gap-2">
          <CopyButton text={() => window.location.href}>{words.order.copyLink}</CopyButton>
          <a className="btn" href={`${apiOfTrace(head.traceId)}?masked=1`} download={`${head.traceId}.otlp.json`}>
            {words.order.exportJson}
          </a>
          <OutLinks
            values={{
              traceId: head.traceId,
              orderId,
              service: head.rootService,
              startMs: Date.parse(head.startedAt),
              endMs: Date.parse(head.startedAt) + head.durationMs,
            }}
          />
        </span>
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-ink-2">
        <span>
          {words.order.trace} <span className="num">{head.traceId}</span>
        </span>
        {head.sources && head.sources.length > 0 && (
          <span>
            {text.givenBy} {head.sources.join(", ")}
          </span>
        )}
        <span>
          {head.orderIds.length > 0 && `${words.order.partOf}: `}
          {head.orderIds.map((orderId, index) => (
            <span key={orderId}>
              {index > 0 && ", "}
              <Link href={pathOfOrder(orderId)} className="evidence text-ink">
                {words.order.ordersLink} <bdi className="num">{orderId}</bdi>
              </Link>
            </span>
          ))}
        </span>
      </p>
      {head.partial && (
        <div className="card mt-3 overflow-hidden">
          <PartialNotice warnings={head.warnings} />
        </div>
      )}
      <WaterfallPane
        path={`${apiOfTrace(head.traceId)}/waterfall`}
        version={String(head.spanCount)}
        traceIds={[head.traceId]}
        orderId={orderId}
      />
    </>
  );
}
