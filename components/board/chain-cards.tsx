"use client";

import type { BoardDto } from "#lib/contract/board";
import { ChainMap } from "../chain-map/chain-map.tsx";
import { type BoardChain, mostOf } from "../chain-map/map-steps.ts";
import { useLang, useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import type { BoardView } from "./board-view.ts";
import type { ChangeView } from "./use-board-view.ts";
import { words } from "./words.ts";

interface Props {
  readonly chains: BoardDto["chains"] | null;
  readonly view: BoardView;
  readonly onChange: ChangeView;
}

export function ChainCards({ chains, view, onChange }: Props) {
  const most = mostOf(chains ?? []);
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      {chains
        ? chains.map((chain) => <ChainCard key={chain.chainId} chain={chain} most={most} view={view} onChange={onChange} />)
        : [0, 1, 2, 3].map((index) => <div key={index} className="card skeleton h-[142px]" />)}
    </div>
  );
}

interface CardProps extends Omit<Props, "chains"> {
  readonly chain: BoardChain;
  readonly most: ReturnType<typeof mostOf>;
}

/** One chain: how it flows in words, where it hangs in a picture. Its name and its stations narrow the list below. */
function ChainCard({ chain, most, view, onChange }: CardProps) {
  const text = useText(words);
  const lang = useLang();
  const names = useChainNames();
  const isPicked = view.chain === chain.chainId;
  const facts = [
    text.flow(chain.inProgress),
    ...(chain.endedLastHour === null ? [] : [text.ended(chain.endedLastHour)]),
    ...(chain.complete ? [] : [text.incomplete]),
  ];
  return (
    <article
      className={`card min-w-0 px-4 pt-3 pb-1 ${isPicked ? "outline-2 outline-accent" : ""} ${view.chain !== null && !isPicked ? "opacity-60" : ""}`}
      data-chain={chain.chainId}
    >
      <header className="flex min-h-[26px] flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-semibold text-base text-ink">
          <button
            type="button"
            aria-pressed={isPicked}
            className="tap rounded-sm text-left hover:text-accent"
            onClick={() => onChange({ chain: isPicked ? null : chain.chainId, step: null })}
          >
            {names.chain(chain.chainId)}
          </button>
        </h2>
        <span className="text-ink-2 text-sm">{facts.join(" · ")}</span>
        {chain.onTimeShare !== null && (
          <span className="ml-auto whitespace-nowrap text-ink-2 text-sm">
            {text.onTime(new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format(chain.onTimeShare))}
          </span>
        )}
      </header>
      <ChainMap
        chain={chain}
        most={most}
        picked={isPicked ? view.step : null}
        onPick={(step) => {
          const isSame = isPicked && view.step === step;
          onChange({ chain: isSame ? null : chain.chainId, step: isSame ? null : step });
        }}
      />
    </article>
  );
}
