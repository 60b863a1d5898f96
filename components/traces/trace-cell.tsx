"use client";

import Link from "next/link";
import type { TraceSummaryDto } from "#lib/contract/trace";
import { pathOfOrder } from "../ui/paths.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Duration, Time } from "../ui/time.tsx";
import type { Column } from "./columns.ts";

interface Props {
  readonly trace: TraceSummaryDto;
  readonly column: Column;
}

const ORDERS_SHOWN = 2;

export function TraceCell({ trace, column }: Props) {
  switch (column) {
    case "orders":
      return (
        <td className="max-w-52">
          {trace.orderIds.slice(0, ORDERS_SHOWN).map((orderId) => (
            <Link
              key={orderId}
              href={pathOfOrder(orderId)}
              prefetch={false}
              className="num block truncate hover:text-accent hover:underline"
            >
              <bdi>{orderId}</bdi>
            </Link>
          ))}
          {trace.orderIds.length > ORDERS_SHOWN && <span className="text-ink-3">+{trace.orderIds.length - ORDERS_SHOWN}</span>}
        </td>
      );
    case "services":
      return <td className="max-w-72 text-ink-2">{trace.services.join(", ")}</td>;
    case "spanCount":
      return <td className="n">{trace.spanCount}</td>;
    case "errorCount":
      return (
        <td className="n">
          {trace.errorCount > 0 ? (
            <span className="inline-flex items-center gap-1 text-failed">
              <StateGlyph state="failed" className="size-2.5" />
              {trace.errorCount}
            </span>
          ) : (
            <span className="text-ink-3">0</span>
          )}
        </td>
      );
    case "durationMs":
      return (
        <td className="n">
          <Duration ms={trace.durationMs} />
        </td>
      );
    case "startedAt":
      return (
        <td className="n">
          <Time at={trace.startedAt} />
        </td>
      );
    case "source":
      return <td className="text-ink-2">{trace.source}</td>;
    case "traceId":
      return <td className="num text-ink-2 text-xs">{trace.traceId}</td>;
  }
}
