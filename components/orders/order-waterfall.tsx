"use client";

import type { OrderDto } from "#lib/contract/order";
import { useWords } from "../i18n/context.tsx";

export function OrderWaterfall({ order }: { readonly order: OrderDto }) {
  const words = useWords();
  return (
    <section id="waterfall" aria-label={words.order.waterfall} className="card mt-3 scroll-mt-3 overflow-hidden p-4">
      {order.traces.length}
    </section>
  );
}
