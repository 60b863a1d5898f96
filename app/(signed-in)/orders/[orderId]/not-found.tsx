"use client";

import { useParams } from "next/navigation";
import { decodeOrderIdParam } from "#lib/contract/order-param";
import { useWords } from "../../../../components/i18n/context.tsx";
import { NothingHere } from "../../../../components/ui/nothing-here.tsx";

export default function OrderNotFound() {
  const { orderId } = useParams<{ orderId: string }>();
  const id = decodeOrderIdParam(orderId);
  return <NothingHere>{useWords().notFound.order(id.length > 200 ? `${id.slice(0, 200)}…` : id)}</NothingHere>;
}
