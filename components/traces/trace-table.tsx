"use client";

import Link from "next/link";
import type { TraceSummaryDto } from "#lib/contract/trace";
import { useWords } from "../i18n/context.tsx";
import { pathOfOrder, pathOfTrace } from "../ui/paths.ts";
import { useRowKeys } from "../ui/row-keys.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Duration, Time } from "../ui/time.tsx";

export function TraceTable({ rows }: { readonly rows: readonly TraceSummaryDto[] }) {
  const words = useWords();
  const { body, picked, pick } = useRowKeys(rows.map((row) => pathOfTrace(row.traceId)));
  return (
    <div className="overflow-x-auto">
      <table className="list">
        <thead>
          <tr>
            <th>{words.traces.root}</th>
            <th>{words.traces.orders}</th>
            <th className="n">{words.traces.spans}</th>
            <th className="n">{words.traces.errors}</th>
            <th className="n">{words.traces.duration}</th>
            <th className="n">{words.traces.started}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <tr key={row.traceId} aria-selected={picked === pathOfTrace(row.traceId)} onMouseDown={() => pick(pathOfTrace(row.traceId))}>
              <td>
                <Link href={pathOfTrace(row.traceId)} prefetch={false} className="font-medium hover:text-accent hover:underline">
                  <bdi>{row.rootService}</bdi> <span className="font-normal text-ink-2">{row.rootOperation}</span>
                </Link>
                <span className="block text-ink-3 text-xs">
                  <span className="num">{row.traceId}</span> · {row.services.join(", ")}
                </span>
              </td>
              <td className="max-w-52">
                {row.orderIds.slice(0, 3).map((orderId) => (
                  <Link
                    key={orderId}
                    href={pathOfOrder(orderId)}
                    prefetch={false}
                    className="num block truncate hover:text-accent hover:underline"
                  >
                    <bdi>{orderId}</bdi>
                  </Link>
                ))}
                {row.orderIds.length > 3 && <span className="text-ink-3">+{row.orderIds.length - 3}</span>}
              </td>
              <td className="n">{row.spanCount}</td>
              <td className="n">
                {row.errorCount > 0 ? (
                  <span className="inline-flex items-center gap-1 text-failed">
                    <StateGlyph state="failed" className="size-2.5" />
                    {row.errorCount}
                  </span>
                ) : (
                  <span className="text-ink-3">0</span>
                )}
              </td>
              <td className="n">
                <Duration ms={row.durationMs} />
              </td>
              <td className="n">
                <Time at={row.startedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
