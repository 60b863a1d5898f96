"use client";

import { useWords } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { useSources } from "../ui/freshness.tsx";
import { Time } from "../ui/time.tsx";
import type { OrdersView } from "./order-query.ts";

/** Empty is an answer: it says what was asked and up to when the data that answered are complete. */
export function NoOrders({ view, onClear }: { readonly view: OrdersView; readonly onClear: () => void }) {
  const words = useWords();
  const names = useChainNames();
  const { data } = useSources();
  const asked = [
    ...view.states.map((state) => words.states[state]),
    ...(view.chain ? [names.chain(view.chain)] : []),
    ...(view.range === "any" ? [] : [words.orders.ranges[view.range] ?? view.range]),
    ...(view.prefix ? [words.orders.startsWith(view.prefix)] : []),
  ];
  return (
    <div role="status" className="flex flex-col items-start gap-2 px-6 py-10">
      <p className="font-semibold text-lg">{asked.length > 0 ? words.orders.empty : words.orders.emptyAll}</p>
      {asked.length === 0 && data?.completeUpTo && <p className="text-ink-2">{words.orders.emptySend}</p>}
      {asked.length > 0 && <p className="text-ink-2">{words.orders.emptyAsked(asked.join(" · "))}</p>}
      {data && (
        <p className="text-ink-2">
          {data.completeUpTo ? (
            <>
              {words.orders.emptyUpTo} <Time at={data.completeUpTo} />.
            </>
          ) : (
            words.orders.emptyNever
          )}
        </p>
      )}
      {asked.length > 0 && (
        <button type="button" className="btn mt-2" onClick={onClear}>
          {words.orders.clear}
        </button>
      )}
    </div>
  );
}
