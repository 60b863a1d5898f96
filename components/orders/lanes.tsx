"use client";

import { useState } from "react";
import type { ExecutionDto } from "#lib/contract/execution";
import type { OrderDto } from "#lib/contract/order";
import { useLang, useWords } from "../i18n/context.tsx";
import { type ChainWords, useChainNames, useChains } from "../ui/chains.tsx";
import { Duration } from "../ui/time.tsx";
import { LaneTrack } from "./lane-track.tsx";

/** The order's chains as tracks of steps, begun or not: what has not come yet is drawn dashed. */
export function Lanes({ order }: { readonly order: OrderDto }) {
  const words = useWords();
  const chains = useChains().filter((chain) => chain.keyedBy === "order" || order.executions.some((one) => one.chainId === chain.id));
  if (order.executions.length === 0) return null;
  return (
    <section aria-label={words.order.chains} className="card mt-3 divide-y divide-line py-2">
      {chains.map((chain) => (
        <Lane key={chain.id} chain={chain} attempts={order.executions.filter((one) => one.chainId === chain.id)} begun={order.executions} />
      ))}
    </section>
  );
}

interface LaneProps {
  readonly chain: ChainWords;
  readonly attempts: readonly ExecutionDto[];
  readonly begun: readonly ExecutionDto[];
}

function Lane({ chain, attempts, begun }: LaneProps) {
  const words = useWords();
  const lang = useLang();
  const [picked, setPicked] = useState<number | null>(null);
  const shown = attempts.find((one) => one.attempt === picked) ?? attempts.at(-1);
  return (
    <div className="grid items-center gap-x-2 gap-y-2 px-4 py-2 md:grid-cols-[236px_1fr] md:px-6" data-lane={chain.id}>
      <div>
        <h3 className="font-semibold">{chain.title[lang]}</h3>
        <p className="text-ink-2 text-sm">{shown ? <Summary execution={shown} /> : <NotBegun chain={chain} begun={begun} />}</p>
        {attempts.length > 1 && shown && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own
          <div role="group" aria-label={words.order.attempts} className="mt-1 flex gap-1">
            {attempts.map((one) => (
              <button
                key={one.id}
                type="button"
                className="chip px-2 leading-4"
                aria-pressed={one.attempt === shown.attempt}
                title={words.states[one.state]}
                onClick={() => setPicked(one.attempt)}
              >
                {words.order.attempt(one.attempt)}
              </button>
            ))}
          </div>
        )}
      </div>
      <LaneTrack chain={chain} execution={shown ?? null} />
    </div>
  );
}

function Summary({ execution }: { readonly execution: ExecutionDto }) {
  const words = useWords();
  const names = useChainNames();
  if (execution.state === "done" && execution.durationMs !== null)
    return (
      <>
        {words.states.done} · <Duration ms={execution.durationMs} />
      </>
    );
  return (
    <span className={execution.state === "running" ? "" : `ink-${execution.state}`}>
      {words.states[execution.state]}
      {execution.stepId && ` · ${names.step(execution.chainId, execution.stepId)}`}
      {execution.cause && execution.cause !== "slow" && ` · ${words.causes[execution.cause]}`}
      {execution.state === "done-late" && execution.durationMs !== null && (
        <>
          {" · "}
          <Duration ms={execution.durationMs} />
        </>
      )}
    </span>
  );
}

function NotBegun({ chain, begun }: Pick<LaneProps, "chain" | "begun">) {
  const words = useWords();
  const names = useChainNames();
  const before = chain.after.find((id) => !begun.some((one) => one.chainId === id && one.state.startsWith("done")));
  return <span className="text-ink-3">{before ? words.order.waitsFor(names.chain(before)) : words.order.notStarted}</span>;
}
