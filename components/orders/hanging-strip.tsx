"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { OverviewDto } from "#lib/contract/overview";
import { HANGING } from "#lib/contract/words";
import { useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { useChainNames } from "../ui/chains.tsx";
import { FailedNotice, PartialNotice } from "../ui/notices.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { useAge } from "../ui/time.tsx";
import type { OrdersView } from "./order-query.ts";

interface Props {
  readonly initial: OverviewDto | null;
  readonly onPick: (change: Partial<OrdersView>) => void;
}

type Chain = OverviewDto["chains"][number];

/** What hangs now, in one line a chain: a number narrows the list below to the orders behind it. The maps are on the board. */
export function HangingStrip({ initial, onPick }: Props) {
  const words = useWords();
  const { data, isError, error, refetch } = useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => ask<OverviewDto>("/api/v1/overview", signal),
    initialData: initial ?? undefined,
    refetchInterval: 5_000,
  });
  return (
    <section aria-label={words.board.title} className="card overflow-hidden">
      {!data && isError && <FailedNotice detail={error.message} onRetry={() => refetch()} />}
      {data && (isError || data.partial) && <PartialNotice stale={isError} warnings={isError ? [error.message] : data.warnings} />}
      {(data || !isError) && (
        <div className="grid divide-line max-md:divide-y md:grid-cols-2 xl:grid-cols-4 xl:divide-x">
          {data
            ? data.chains.map((chain) => <Cell key={chain.chainId} chain={chain} isSure={!isError && !data.partial} onPick={onPick} />)
            : [0, 1, 2, 3].map((index) => <div key={index} className="skeleton m-3 h-12" />)}
        </div>
      )}
    </section>
  );
}

interface CellProps {
  readonly chain: Chain;
  /** Everything could be asked: only then is nothing found the same as nothing hangs. */
  readonly isSure: boolean;
  readonly onPick: Props["onPick"];
}

function Cell({ chain, isSure, onPick }: CellProps) {
  const words = useWords();
  const names = useChainNames();
  const hanging = HANGING.flatMap((state) => chain.states.filter((one) => one.state === state && one.count > 0));
  return (
    <div className="min-w-0 px-4 py-2.5" data-chain={chain.chainId}>
      <Link
        href={`/board?chain=${encodeURIComponent(chain.chainId)}`}
        className="block truncate font-semibold hover:text-accent max-md:py-1.5"
      >
        {names.chain(chain.chainId)}
      </Link>
      <span className="mt-1 flex flex-wrap gap-1.5">
        {hanging.length === 0 && (
          <StatePill state={isSure ? "done" : "cannot-tell"}>{isSure ? words.board.nothing : words.states4.partial}</StatePill>
        )}
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
    </div>
  );
}

const Oldest = ({ at }: { readonly at: string }) => <span className="num font-medium">{useAge(at, "coarse")}</span>;
