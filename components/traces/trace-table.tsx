"use client";

import Link from "next/link";
import type { TraceSummaryDto } from "#lib/contract/trace";
import { useText } from "../i18n/context.tsx";
import { pathOfTrace } from "../ui/paths.ts";
import { useRowKeys } from "../ui/row-keys.ts";
import { type Column, SORTED_BY } from "./columns.ts";
import { firstWay } from "./sort-traces.ts";
import { TraceCell } from "./trace-cell.tsx";
import type { Sort } from "./trace-query.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly rows: readonly TraceSummaryDto[];
  readonly columns: readonly Column[];
  readonly sort: Sort;
  readonly rising: boolean;
  readonly pointed: string | null;
  readonly onSort: (sort: Sort, rising: boolean) => void;
  readonly onPoint: (traceId: string | null) => void;
}

const FIGURES: ReadonlySet<string> = new Set(["spanCount", "errorCount", "durationMs", "startedAt"]);

/** `j` and `k` move, Enter opens; what is pointed at here is ringed in the plot, and the other way round. */
export function TraceTable({ rows, columns, sort, rising, pointed, onSort, onPoint }: Props) {
  const words = useText(TRACE_WORDS);
  const { body, picked, pick } = useRowKeys(rows.map((row) => pathOfTrace(row.traceId)));
  const head = (column: Column | "root") => {
    const by = SORTED_BY[column];
    const name = words.column[column];
    const now = by === sort;
    const arrow = (
      <span aria-hidden="true" className={now ? "" : "invisible"}>
        {rising ? "↑" : "↓"}
      </span>
    );
    return (
      <th
        key={column}
        className={FIGURES.has(column) ? "n" : undefined}
        aria-sort={now ? (rising ? "ascending" : "descending") : undefined}
        data-column={column}
      >
        {by === undefined ? (
          name
        ) : (
          <button
            type="button"
            title={words.sortBy(name)}
            className={`inline-flex items-center gap-1 hover:text-ink ${now ? "font-semibold text-ink" : ""}`}
            onClick={() => onSort(by, now ? !rising : firstWay(by))}
          >
            {FIGURES.has(column) && arrow}
            {name}
            {!FIGURES.has(column) && arrow}
          </button>
        )}
      </th>
    );
  };
  return (
    <div className="overflow-x-auto">
      <table className="list [&_td]:py-1.5!">
        <thead>
          <tr>
            {head("root")}
            {columns.map(head)}
          </tr>
        </thead>
        <tbody ref={body} onMouseLeave={() => onPoint(null)}>
          {rows.map((row) => (
            <tr
              key={row.traceId}
              data-trace={row.traceId}
              aria-selected={picked === pathOfTrace(row.traceId)}
              className={pointed === row.traceId ? "bg-sunken" : undefined}
              onMouseDown={() => pick(pathOfTrace(row.traceId))}
              onMouseEnter={() => onPoint(row.traceId)}
            >
              <td className="min-w-52">
                <span className="flex items-baseline gap-2">
                  <Link
                    href={pathOfTrace(row.traceId)}
                    prefetch={false}
                    className="min-w-0 shrink-0 font-medium hover:text-accent hover:underline max-sm:shrink"
                  >
                    <bdi>{row.rootService || words.noRoot}</bdi> <span className="font-normal text-ink-2">{row.rootOperation}</span>
                  </Link>
                  {!columns.includes("services") && row.services.length > 1 && (
                    <span className="max-w-80 truncate text-ink-3 text-xs max-lg:hidden" title={row.services.join(", ")}>
                      {row.services.filter((one) => one !== row.rootService).join(", ")}
                    </span>
                  )}
                </span>
              </td>
              {columns.map((column) => (
                <TraceCell key={column} column={column} trace={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
