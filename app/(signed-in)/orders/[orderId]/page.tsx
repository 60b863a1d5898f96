import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache, Suspense } from "react";
import { mayDo } from "#lib/auth/roles";
import { decodeOrderIdParam } from "#lib/contract/order-param";
import { requireViewer } from "#lib/dal/access";
import { readAsOf } from "#lib/dal/as-of";
import { listCases } from "#lib/dal/cases";
import { getOrderAsOf } from "#lib/dal/order-as-of";
import { readOrderPerson } from "#lib/dal/order-person";
import { getOrder } from "#lib/dal/orders";
import { revealsFor } from "#lib/dal/reveals";
import { CaseStrip } from "../../../../components/cases/case-strip.tsx";
import { readWords } from "../../../../components/i18n/server.ts";
import { OrderView } from "../../../../components/orders/order-view.tsx";
import { Person } from "../../../../components/orders/person.tsx";
import { RevealFrame } from "../../../../components/reveal/reveal-frame.tsx";
import { FailedNotice } from "../../../../components/ui/notices.tsx";
import { shortId, titleOfOrder } from "../../../../components/ui/title.ts";

type Props = {
  readonly params: Promise<{ readonly orderId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const orderId = decodeOrderIdParam((await params).orderId);
  const [words, order] = await Promise.all([readWords(), readOrder(orderId)]);
  if (!order.ok && order.error.kind === "not-found") return { title: `${words.notFound.title}: ${shortId(orderId)}` };
  const state = order.ok ? order.value.state : null;
  return { title: titleOfOrder(orderId, state, state ? words.states[state] : "", words.order.title) };
}

/** Title and page speak of one answer. */
const readOrder = cache(async (orderId: string) => getOrder(await requireViewer(), orderId));

/** The past where the address asks for it and it can be had; else the present, and the page itself says what is wrong with the moment. */
async function readThen(orderId: string, given: string | string[] | undefined) {
  const asOf = typeof given === "string" ? readAsOf(new URLSearchParams({ asOf: given })) : null;
  if (!asOf?.ok || asOf.value === null) return readOrder(orderId);
  return getOrderAsOf(await requireViewer(), orderId, asOf.value);
}

export default async function Page({ params, searchParams }: Props) {
  const viewer = await requireViewer();
  const orderId = decodeOrderIdParam((await params).orderId);
  const then = (await searchParams)["asOf"];
  const subject = `order/${orderId}`;
  const [order, cases, reveals] = await Promise.all([
    readThen(orderId, then),
    listCases(viewer, new URLSearchParams({ order: orderId, limit: "20" })),
    revealsFor(viewer, subject),
  ]);
  if (!order.ok) {
    if (order.error.kind === "not-found") notFound();
    return <FailedNotice detail={"detail" in order.error ? order.error.detail : order.error.kind} />;
  }
  const person = (
    <Suspense fallback={null}>
      <OrderPerson traces={order.value.traces} />
    </Suspense>
  );
  const me = { name: viewer.name, mayManage: mayDo(viewer, "manage-cases") };
  const strip = <CaseStrip orderId={order.value.orderId} initial={cases.ok ? cases.value : null} me={me} />;
  return (
    <RevealFrame subject={subject} initial={reveals}>
      <OrderView initial={order.value} person={person} cases={strip} />
    </RevealFrame>
  );
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
