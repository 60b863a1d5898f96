"use client";

import type { TraceSummaryDto } from "#lib/contract/trace";
import { useText, useWords } from "../i18n/context.tsx";
import { Duration, Time } from "../ui/time.tsx";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly trace: TraceSummaryDto;
  readonly at: { readonly x: number; readonly y: number };
  readonly width: number;
}

const WIDE = 280;

/** Beside the dot, to the side where there is room; what it says is in the table too. */
export function ScatterTip({ trace, at, width }: Props) {
  const words = useText(TRACE_WORDS);
  const spans = useWords().order.spans;
  const left = at.x + 14 + WIDE > width ? Math.max(4, at.x - 14 - WIDE) : at.x + 14;
  return (
    <div
      aria-hidden="true"
      className="card pointer-events-none absolute z-10 px-3 py-2 text-sm"
      style={{ left, width: Math.min(WIDE, width - 8), top: at.y + 34 }}
    >
      <p className="truncate font-medium">
        <bdi>{trace.rootService || words.noRoot}</bdi> <span className="font-normal text-ink-2">{trace.rootOperation}</span>
      </p>
      <p>
        <b>
          <Duration ms={trace.durationMs} />
        </b>{" "}
        · <Time at={trace.startedAt} shape="precise" /> · {spans(trace.spanCount)}
        {trace.errorCount > 0 && (
          <span className="text-failed">
            {" "}
            · {words.column.errorCount.toLowerCase()} {trace.errorCount}
          </span>
        )}
      </p>
      {trace.orderIds.length > 0 && (
        <p className="num truncate text-ink-2">{trace.orderIds.slice(0, 3).join(", ") + (trace.orderIds.length > 3 ? "…" : "")}</p>
      )}
      <p className="text-ink-3">{words.plot.open}</p>
    </div>
  );
}
