import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { decodeOrderIdParam } from "#lib/contract/order-param";
import { requireViewer } from "#lib/dal/access";
import { getOrder } from "#lib/dal/orders";
import { readWords } from "../../../../components/i18n/server.ts";
import { OrderView } from "../../../../components/orders/order-view.tsx";
import { FailedNotice } from "../../../../components/ui/notices.tsx";

type Props = { readonly params: Promise<{ readonly orderId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const orderId = decodeOrderIdParam((await params).orderId);
  return { title: `${(await readWords()).order.title} ${orderId.slice(0, 60)}` };
}

export default async function Page({ params }: Props) {
  const viewer = await requireViewer();
  const order = await getOrder(viewer, decodeOrderIdParam((await params).orderId));
  if (order.ok) return <OrderView initial={order.value} person={null} />;
  if (order.error.kind === "not-found") notFound();
  return <FailedNotice detail={"detail" in order.error ? order.error.detail : order.error.kind} />;
}
