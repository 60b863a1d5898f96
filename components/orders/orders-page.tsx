"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import type { OrderPageDto } from "#lib/contract/order";
import type { OverviewDto } from "#lib/contract/overview";
import { useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { HangingStrip } from "./hanging-strip.tsx";
import { NoOrders } from "./no-orders.tsx";
import { OrderFilters } from "./order-filters.tsx";
import { type OrdersView, readView, toApiQuery, writeView } from "./order-query.ts";
import { OrderTable } from "./order-table.tsx";

interface Props {
  readonly overview: OverviewDto | null;
  /** The first page, asked by the server for the URL it was called with. */
  readonly initial: { readonly search: string; readonly page: OrderPageDto } | null;
}

export function OrdersPage({ overview, initial }: Props) {
  const words = useWords();
  const view = readView(new URLSearchParams(useSearchParams()));
  const search = writeView(view);
  const orders = useInfiniteQuery({
    queryKey: ["orders", search],
    queryFn: ({ pageParam, signal }) => {
      const query = toApiQuery(view, Date.now());
      if (pageParam) query.set("cursor", pageParam);
      return ask<OrderPageDto>(`/api/v1/orders?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    initialData: initial && initial.search === search ? { pages: [initial.page], pageParams: [null] } : undefined,
    // Only the first page follows the present; a reader who paged on keeps a list that does not move.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) > 1 ? false : 5_000),
  });
  const change = (next: Partial<OrdersView>) => {
    const url = writeView({ ...view, ...next });
    window.history.pushState(null, "", url === "" ? window.location.pathname : url);
  };
  const rows = orders.data?.pages.flatMap((page) => page.items) ?? [];
  const last = orders.data?.pages.at(-1);
  return (
    <>
      <h1 className="mb-3">{words.orders.title}</h1>
      <HangingStrip initial={overview} onPick={change} />
      <section aria-label={words.orders.title} className="card mt-3 overflow-hidden">
        <OrderFilters view={view} onChange={change} />
        {last?.partial && <PartialNotice warnings={last.warnings} />}
        {orders.isPending ? (
          <Skeleton rows={8} />
        ) : orders.isError && rows.length === 0 ? (
          <FailedNotice detail={orders.error.message} onRetry={() => orders.refetch()} />
        ) : rows.length === 0 ? (
          <NoOrders view={view} onClear={() => change({ states: [], chain: null, range: "any", prefix: "" })} />
        ) : (
          <>
            {orders.isError && <PartialNotice stale warnings={[orders.error.message]} />}
            <OrderTable rows={rows} />
            {orders.hasNextPage && (
              <p className="border-line border-t p-3 text-center">
                <button type="button" className="btn" disabled={orders.isFetchingNextPage} onClick={() => orders.fetchNextPage()}>
                  {words.orders.more}
                </button>
              </p>
            )}
          </>
        )}
      </section>
    </>
  );
}
