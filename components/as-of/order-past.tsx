"use client";

import { useQuery } from "@tanstack/react-query";
import type { OrderDto, OrderHistoryDto } from "#lib/contract/order";
import { useText, useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { useChainNames } from "../ui/chains.tsx";
import { apiOfOrder } from "../ui/paths.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Time } from "../ui/time.tsx";
import { type Moment, momentAt, momentsOf } from "./moments.ts";
import { useAsOf } from "./use-as-of.ts";
import { asOfWords } from "./words.ts";

const AGAIN_MS = 30_000;

/** The way through what was said of an order: loud where the past is shown, a quiet line where the present is. */
export function OrderPast({ order }: { readonly order: OrderDto }) {
  const words = useText(asOfWords);
  const [asOf, goTo] = useAsOf();
  const history = useQuery({
    queryKey: ["order-history", order.orderId],
    queryFn: ({ signal }) => ask<OrderHistoryDto>(`${apiOfOrder(order.orderId)}/history`, signal),
    refetchInterval: asOf === null ? AGAIN_MS : false,
    retry: false,
  });
  const moments = history.data ? momentsOf(history.data.items) : [];
  if (asOf === null) {
    if (moments.length < 1) return null;
    return (
      <p className="mt-2 text-right text-sm">
        <button type="button" className="text-ink-2 underline-offset-4 hover:underline" onClick={() => goTo(moments.at(-1)?.at ?? null)}>
          ⟲ {words.open(moments.length)}
        </button>
      </p>
    );
  }
  const at = momentAt(moments, asOf);
  return (
    <section aria-label={words.label} data-testid="as-of" className="card mb-3 border-running bg-running-soft px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <b className="font-semibold text-lg text-running">
          {words.asKnown} <Time at={asOf} shape="date-clock" />
        </b>
        <span className="ml-auto flex flex-wrap gap-2">
          <button type="button" className="btn" disabled={at <= 0} onClick={() => goTo(moments[at - 1]?.at ?? null, "replace")}>
            ◀ {words.previous}
          </button>
          <button
            type="button"
            className="btn"
            disabled={at >= moments.length - 1}
            onClick={() => goTo(moments[at + 1]?.at ?? null, "replace")}
          >
            {words.next} ▶
          </button>
          <button type="button" className="btn btn-primary" onClick={() => goTo(null)}>
            {words.toNow}
          </button>
        </span>
      </div>
      {history.isError && (
        <p role="alert" className="mt-2 text-failed">
          {words.failed} {history.error.message}
        </p>
      )}
      {moments.length > 1 && (
        <input
          type="range"
          aria-label={words.slider}
          aria-valuetext={`${words.of(at + 1, moments.length)}, ${asOf}`}
          className="mt-2 w-full accent-(--running)"
          min={0}
          max={moments.length - 1}
          step={1}
          value={Math.max(0, at)}
          onChange={(event) => goTo(moments[Number(event.target.value)]?.at ?? null, "replace")}
        />
      )}
      {moments[at] ? (
        <Changed moment={moments[at]} nth={at + 1} of={moments.length} />
      ) : (
        history.data && <p className="mt-1">{words.nothing}</p>
      )}
      {order.past?.learntAt && isLater(order.past.learntAt, asOf) && (
        <p className="mt-1 text-ink-2 text-sm">
          {words.learnt} <Time at={order.past.learntAt} shape="date-clock" />.
        </p>
      )}
    </section>
  );
}

const LATER_MS = 60_000;
const isLater = (learntAt: string, asOf: string): boolean => Date.parse(learntAt) > Date.parse(asOf) + LATER_MS;

/** What was said anew at this step. */
function Changed({ moment, nth, of }: { readonly moment: Moment; readonly nth: number; readonly of: number }) {
  const words = useText(asOfWords);
  const common = useWords();
  const names = useChainNames();
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="text-ink-2">
        {words.of(nth, of)}, <Time at={moment.at} />:
      </span>
      {moment.items.map(({ executionId, chainId, state, stepId }) => (
        <span key={executionId} className="inline-flex items-center gap-1.5">
          {names.chain(chainId)}:
          {state === null ? (
            words.gone
          ) : (
            <>
              <span className={`inline-flex items-center gap-1 font-medium ink-${state}`}>
                <StateGlyph state={state} className="size-3" /> {common.states[state]}
              </span>
              {stepId !== null && <span className="text-ink-2">{names.step(chainId, stepId)}</span>}
            </>
          )}
        </span>
      ))}
    </p>
  );
}
