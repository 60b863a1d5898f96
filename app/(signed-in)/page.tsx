import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { listOrders } from "#lib/dal/orders";
import { getOverview } from "#lib/dal/overview";
import { readWords } from "../../components/i18n/server.ts";
import { readView, toApiQuery, writeView } from "../../components/orders/order-query.ts";
import { OrdersPage } from "../../components/orders/orders-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).orders.title };
}

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const viewer = await requireViewer();
  const given = Object.entries(await searchParams).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : []));
  const view = readView(new URLSearchParams(given));
  const [overview, page] = await Promise.all([getOverview(viewer), listOrders(viewer, toApiQuery(view, Date.now()))]);
  return (
    <OrdersPage overview={overview.ok ? overview.value : null} initial={page.ok ? { search: writeView(view), page: page.value } : null} />
  );
}
