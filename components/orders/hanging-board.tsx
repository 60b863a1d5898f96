"use client";

import { useQuery } from "@tanstack/react-query";
import type { OverviewDto } from "#lib/contract/overview";
import { HANGING, type StateWord } from "#lib/contract/words";
import { useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { useChainNames } from "../ui/chains.tsx";
import { FailedNotice, PartialNotice } from "../ui/notices.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { useAge } from "../ui/time.tsx";
import { ChainMap } from "./chain-map.tsx";
import type { OrdersView } from "./order-query.ts";

interface Props {
  readonly initial: OverviewDto | null;
  readonly view: OrdersView;
  readonly onPick: (change: Partial<OrdersView>) => void;
}

type Chain = OverviewDto["chains"][number];

/** What hangs now, by chain; a number leads to the orders behind it. */
export function HangingBoard({ initial, onPick }: Props) {
  const words = useWords();
  const { data, isError, error, refetch } = useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => ask<OverviewDto>("/api/v1/overview", signal),
    initialData: initial ?? undefined,
    refetchInterval: 5_000,
  });
  return (
    <section aria-labelledby="board-title">
      <div className="mb-3 flex flex-wrap items-baseline gap-3">
        <h1 id="board-title">{words.board.title}</h1>
        {data && <Totals chains={data.chains} sure={!isError && !data.partial} onPick={onPick} />}
      </div>
      {!data && isError && (
        <div className="card">
          <FailedNotice detail={error.message} onRetry={() => refetch()} />
        </div>
      )}
      {data && (isError || data.partial) && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice stale={isError} warnings={isError ? [error.message] : data.warnings} />
        </div>
      )}
      <div className="grid gap-3 lg:grid-cols-2">
        {data ? data.chains.map((chain) => <ChainCard key={chain.chainId} chain={chain} onPick={onPick} />) : <Bones show={!isError} />}
      </div>
    </section>
  );
}

const Bones = ({ show }: { readonly show: boolean }) =>
  show && [0, 1, 2, 3].map((index) => <div key={index} className="card skeleton h-[168px]" />);

const sumOf = (chains: readonly Chain[], state: StateWord): number =>
  chains.reduce((sum, chain) => sum + chain.states.reduce((own, one) => own + (one.state === state ? one.count : 0), 0), 0);

interface TotalsProps {
  readonly chains: readonly Chain[];
  /** Everything could be asked: only then is nothing found the same as nothing hangs. */
  readonly sure: boolean;
  readonly onPick: Props["onPick"];
}

function Totals({ chains, sure, onPick }: TotalsProps) {
  const words = useWords();
  const hanging = HANGING.map((state) => ({ state, count: sumOf(chains, state) })).filter(({ count }) => count > 0);
  if (hanging.length === 0)
    return <StatePill state={sure ? "done" : "cannot-tell"}>{sure ? words.board.nothing : words.states4.partial}</StatePill>;
  return (
    <span className="ml-auto flex flex-wrap gap-2">
      {hanging.map(({ state, count }) => (
        <button key={state} type="button" className="rounded-full" onClick={() => onPick({ states: [state], chain: null })}>
          <StatePill state={state}>{words.counted(count, state)}</StatePill>
        </button>
      ))}
    </span>
  );
}

function ChainCard({ chain, onPick }: { readonly chain: Chain; readonly onPick: Props["onPick"] }) {
  const words = useWords();
  const names = useChainNames();
  const running = sumOf([chain], "running");
  // Those that were simply done are not counted by the index: their number would grow with history.
  const doneLate = sumOf([chain], "done-late");
  const hanging = HANGING.flatMap((state) => chain.states.filter((one) => one.state === state && one.count > 0));
  return (
    <article className="card px-4 pt-3 pb-2" data-chain={chain.chainId}>
      <header className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <div>
          <h2 className="font-semibold text-base text-ink">{names.chain(chain.chainId)}</h2>
          <p className="text-ink-2 text-sm">
            {words.board.inFlight(running)} · {words.board.doneLate(doneLate)}
          </p>
        </div>
        <span className="flex flex-wrap gap-1.5">
          {hanging.map(({ state, count, oldestSince }) => (
            <button
              key={state}
              type="button"
              className="rounded-full"
              aria-label={`${count}. ${words.board.show(words.statesMany[state], names.chain(chain.chainId))}`}
              title={words.statesMany[state]}
              onClick={() => onPick({ states: [state], chain: chain.chainId })}
            >
              <StatePill state={state}>
                {count} · <Oldest at={oldestSince} />
              </StatePill>
            </button>
          ))}
        </span>
      </header>
      <ChainMap chain={chain} />
    </article>
  );
}

const Oldest = ({ at }: { readonly at: string }) => <span className="num font-medium">{useAge(at, "coarse")}</span>;
