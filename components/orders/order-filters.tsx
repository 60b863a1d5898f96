"use client";

import { STATES, type StateWord } from "#lib/contract/words";
import { useWords } from "../i18n/context.tsx";
import { useChainNames, useChains } from "../ui/chains.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { type OrdersView, RANGES, type Range } from "./order-query.ts";

interface Props {
  readonly view: OrdersView;
  readonly onChange: (change: Partial<OrdersView>) => void;
}

/** Worst first: what people filter for. */
const ORDERED: readonly StateWord[] = [...STATES].reverse();

export function OrderFilters({ view, onChange }: Props) {
  const words = useWords();
  const names = useChainNames();
  const chains = useChains().filter((chain) => chain.keyedBy === "order");
  const toggle = (state: StateWord) =>
    onChange({ states: view.states.includes(state) ? view.states.filter((one) => one !== state) : [...view.states, state] });
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-3">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own */}
      <div role="group" aria-label={words.orders.state} className="flex flex-wrap gap-1.5">
        <button type="button" className="chip" aria-pressed={view.states.length === 0} onClick={() => onChange({ states: [] })}>
          {words.orders.anyState}
        </button>
        {ORDERED.map((state) => (
          <button key={state} type="button" className="chip" aria-pressed={view.states.includes(state)} onClick={() => toggle(state)}>
            <StateGlyph state={state} className={`size-2.5 ink-${state}`} />
            {words.statesMany[state]}
          </button>
        ))}
      </div>
      <span className="ml-auto flex flex-wrap items-center gap-2">
        <label>
          <span className="sr-only">{words.orders.chain}</span>
          <select className="field max-w-44" value={view.chain ?? ""} onChange={(event) => onChange({ chain: event.target.value || null })}>
            <option value="">{words.orders.anyChain}</option>
            {chains.map((chain) => (
              <option key={chain.id} value={chain.id}>
                {names.chain(chain.id)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="sr-only">{words.orders.time}</span>
          <select className="field" value={view.range} onChange={(event) => onChange({ range: event.target.value as Range })}>
            {Object.keys(RANGES).map((range) => (
              <option key={range} value={range}>
                {words.orders.ranges[range]}
              </option>
            ))}
          </select>
        </label>
      </span>
    </div>
  );
}
