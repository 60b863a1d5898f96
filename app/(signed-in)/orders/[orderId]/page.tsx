import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache, Suspense } from "react";
import { decodeOrderIdParam } from "#lib/contract/order-param";
import { requireViewer } from "#lib/dal/access";
import { readOrderPerson } from "#lib/dal/order-person";
import { getOrder } from "#lib/dal/orders";
import { readWords } from "../../../../components/i18n/server.ts";
import { OrderView } from "../../../../components/orders/order-view.tsx";
import { Person } from "../../../../components/orders/person.tsx";
import { FailedNotice } from "../../../../components/ui/notices.tsx";
import { shortId, titleOfOrder } from "../../../../components/ui/title.ts";

type Props = { readonly params: Promise<{ readonly orderId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const orderId = decodeOrderIdParam((await params).orderId);
  const [words, order] = await Promise.all([readWords(), readOrder(orderId)]);
  if (!order.ok && order.error.kind === "not-found") return { title: `${words.notFound.title}: ${shortId(orderId)}` };
  const state = order.ok ? order.value.state : null;
  return { title: titleOfOrder(orderId, state, state ? words.states[state] : "", words.order.title) };
}

/** Title and page speak of one answer. */
const readOrder = cache(async (orderId: string) => getOrder(await requireViewer(), orderId));

export default async function Page({ params }: Props) {
  await requireViewer();
  const order = await readOrder(decodeOrderIdParam((await params).orderId));
  if (!order.ok) {
    if (order.error.kind === "not-found") notFound();
    return <FailedNotice detail={"detail" in order.error ? order.error.detail : order.error.kind} />;
  }
  const person = (
    <Suspense fallback={null}>
      <OrderPerson traces={order.value.traces} />
    </Suspense>
  );
  return <OrderView initial={order.value} person={person} />;
}

/** Comes after the verdict: it needs a span, the verdict does not. */
async function OrderPerson({ traces }: { readonly traces: readonly { readonly traceId: string }[] }) {
  const viewer = await requireViewer();
  const pseudonym = await readOrderPerson(
    viewer,
    traces.map(({ traceId }) => traceId),
  );
  return <Person pseudonym={pseudonym} words={await readWords()} />;
}
