"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import type { TracePageDto } from "#lib/contract/trace";
import { useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { TraceForm } from "./trace-form.tsx";
import { readTraceView, toApiQuery, writeTraceView } from "./trace-query.ts";
import { TraceTable } from "./trace-table.tsx";

export function TraceSearch() {
  const words = useWords();
  const view = readTraceView(new URLSearchParams(useSearchParams()));
  const search = writeTraceView(view);
  const traces = useInfiniteQuery({
    queryKey: ["traces", search],
    queryFn: ({ pageParam, signal }) => {
      const query = toApiQuery(view, Date.now());
      if (pageParam) query.set("cursor", pageParam);
      return ask<TracePageDto>(`/api/v1/traces?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = traces.data?.pages.flatMap((page) => page.items) ?? [];
  const last = traces.data?.pages.at(-1);
  return (
    <>
      <h1 className="mb-3">{words.traces.title}</h1>
      <section aria-label={words.traces.title} className="card overflow-hidden">
        <TraceForm
          key={search}
          view={view}
          onFind={(next) => window.history.pushState(null, "", writeTraceView(next) || window.location.pathname)}
        />
        {last?.partial && <PartialNotice warnings={last.warnings} />}
        {traces.isPending ? (
          <Skeleton rows={8} />
        ) : traces.isError && rows.length === 0 ? (
          <FailedNotice detail={traces.error.message} onRetry={() => traces.refetch()} />
        ) : rows.length === 0 ? (
          <p role="status" className="px-6 py-10 font-semibold text-lg">
            {words.traces.empty}
          </p>
        ) : (
          <>
            {traces.isError && <PartialNotice warnings={[traces.error.message]} />}
            <TraceTable rows={rows} />
          </>
        )}
        {traces.hasNextPage && (
          <p className="border-line border-t p-3 text-center">
            <button type="button" className="btn" disabled={traces.isFetchingNextPage} onClick={() => traces.fetchNextPage()}>
              {words.orders.more}
            </button>
          </p>
        )}
      </section>
    </>
  );
}
