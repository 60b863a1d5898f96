"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import type { TracePageDto } from "#lib/contract/trace";
import type { Box } from "#lib/layout/scatter";
import { useText, useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { Asking } from "./asking.tsx";
import { type Column, writeColumns } from "./columns.ts";
import { NoTraces } from "./no-traces.tsx";
import { ResultBar } from "./result-bar.tsx";
import { Scatter } from "./scatter.tsx";
import { SearchForm } from "./search-form.tsx";
import { sortTraces } from "./sort-traces.ts";
import { keyOf, rangeOf, readTraceView, type TraceView, toApiQuery, writeTraceView } from "./trace-query.ts";
import { TraceTable } from "./trace-table.tsx";
import { TRACE_WORDS } from "./words.ts";

interface AskedPage extends TracePageDto {
  /** When the first page was asked: a preset means a range back from then, for every page. */
  readonly askedAt: number;
}

export function TraceSearch({ columns: kept }: { readonly columns: readonly Column[] }) {
  const words = useText(TRACE_WORDS);
  const title = useWords().traces.title;
  const view = readTraceView(new URLSearchParams(useSearchParams()));
  const key = keyOf(view);
  const [columns, setColumns] = useState(kept);
  const [pointed, setPointed] = useState<string | null>(null);
  const traces = useInfiniteQuery({
    queryKey: ["traces", key],
    queryFn: async ({ pageParam, signal }): Promise<AskedPage> => {
      const askedAt = pageParam?.askedAt ?? Date.now();
      const query = toApiQuery(view, askedAt);
      if (pageParam) query.set("cursor", pageParam.cursor);
      return { ...(await ask<TracePageDto>(`/api/v1/traces?${query}`, signal)), askedAt };
    },
    initialPageParam: null as { readonly cursor: string; readonly askedAt: number } | null,
    getNextPageParam: (last) => (last.nextCursor === null ? null : { cursor: last.nextCursor, askedAt: last.askedAt }),
    // A search costs the backend: it is asked when somebody asks.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
  const change = (next: Partial<TraceView>): void =>
    window.history.pushState(null, "", writeTraceView({ ...view, ...next }) || window.location.pathname);
  const find = (next: TraceView): void => {
    if (keyOf(next) === key) void traces.refetch();
    else change(next);
  };
  const { data, isPending, isError, error, hasNextPage } = traces;
  const loaded = useMemo(() => {
    const seen = new Set<string>();
    return (data?.pages ?? []).flatMap((page) => page.items).filter((one) => !seen.has(one.traceId) && seen.add(one.traceId));
  }, [data]);
  const rows = useMemo(() => sortTraces(loaded, view.sort, view.rising), [loaded, view.sort, view.rising]);
  const first = data?.pages[0];
  const hidden = data?.pages.reduce((sum, page) => sum + (page.hidden ?? 0), 0) ?? 0;
  const partial = data?.pages.some((page) => page.partial) ?? false;
  const warnings = [...new Set(data?.pages.flatMap((page) => page.warnings) ?? [])];
  const asked = useMemo(() => {
    const { fromMs, toMs } = rangeOf(readTraceView(new URLSearchParams(key)), first?.askedAt ?? 0);
    return { fromMs, toMs, leastMs: view.least ?? undefined, mostMs: view.most ?? undefined };
  }, [key, first?.askedAt, view.least, view.most]);
  const boxed = (box: Box): void => change({ from: box.fromMs, to: box.toMs, least: box.leastMs, most: box.mostMs });
  const isBoxed = view.from !== null && view.to !== null && view.least !== null && view.most !== null;
  const more = () => void traces.fetchNextPage();
  return (
    <>
      <h1 className="mb-3">{title}</h1>
      <section aria-label={title} className="card overflow-clip" aria-busy={traces.isFetching}>
        <SearchForm key={key} view={view} onFind={find} />
        {partial && <PartialNotice warnings={warnings} />}
        {isError && loaded.length > 0 && <PartialNotice stale warnings={[error.message]} />}
        {isPending ? (
          <>
            <Asking />
            <Skeleton rows={1} className="h-[168px] sm:h-[208px]" />
            <Skeleton rows={10} className="h-6" />
          </>
        ) : isError && loaded.length === 0 ? (
          <FailedNotice detail={error.message} onRetry={() => traces.refetch()} />
        ) : loaded.length === 0 ? (
          <NoTraces view={view} hidden={hidden} hasMore={hasNextPage} partial={partial} onChange={change} onMore={more} />
        ) : (
          <>
            <Scatter
              traces={loaded}
              asked={asked}
              loadedFromMs={hasNextPage ? loaded.reduce((least, one) => Math.min(least, Date.parse(one.startedAt)), Infinity) : null}
              pointed={pointed}
              onPoint={setPointed}
              onBox={boxed}
              onReset={isBoxed ? () => change({ from: null, to: null, least: null, most: null }) : null}
            />
            <ResultBar
              view={view}
              count={loaded.length}
              hidden={hidden}
              hasMore={hasNextPage}
              sampled={first?.sampled ?? false}
              askedAt={first?.askedAt ?? 0}
              columns={columns}
              onColumns={(next) => {
                // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
                document.cookie = writeColumns(next);
                setColumns(next);
              }}
              onChange={change}
              onAgain={() => void traces.refetch()}
            />
            <TraceTable
              rows={rows}
              columns={columns}
              sort={view.sort}
              rising={view.rising}
              pointed={pointed}
              onSort={(sort, rising) => change({ sort, rising })}
              onPoint={setPointed}
            />
            {hasNextPage && (
              <p className="border-line border-t p-3 text-center">
                <button type="button" className="btn" disabled={traces.isFetchingNextPage} onClick={more}>
                  {traces.isFetchingNextPage ? words.loadingMore : words.more}
                </button>
              </p>
            )}
          </>
        )}
      </section>
    </>
  );
}
