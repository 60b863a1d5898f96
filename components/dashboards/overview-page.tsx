"use client";

import type { ChainCardDto, ChangesDto } from "#lib/contract/dashboards";
import { useLang, useText } from "../i18n/context.tsx";
import { useChains } from "../ui/chains.tsx";
import { BoxPanel } from "./box-panel.tsx";
import { ChainCards } from "./chain-cards.tsx";
import { ChangesList } from "./changes-list.tsx";
import { DashFrame } from "./dash-frame.tsx";
import { Figures } from "./figures.tsx";
import { HeatPanel } from "./heat-panel.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { MarkerForm } from "./marker-form.tsx";
import { useChainCards, useChanges, useKpis } from "./queries.ts";
import { type Dash, useDash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { useChartMarkers } from "./use-markers.ts";
import { usualChain } from "./view.ts";
import { dashWords } from "./words.ts";

const FOUR = "grid gap-3 sm:grid-cols-2 xl:grid-cols-4";

export function OverviewPage({ mayMark }: { readonly mayMark: boolean }) {
  const words = useText(dashWords);
  const dash = useDash();
  const kpis = useKpis(dash.period);
  const cards = useChainCards(dash.period);
  const changes = useChanges(dash.period);
  return (
    <DashFrame title={words.title.overview} dash={dash} actions={mayMark && <MarkerForm />}>
      <Loaded query={kpis} skeleton={<CardSkeleton height={142} count={4} className={FOUR} />}>
        {(data) => <Figures kpis={data} />}
      </Loaded>
      <div className="grid gap-3 xl:grid-cols-[1.62fr_1fr]">
        <div className="flex min-w-0 flex-col gap-3">
          <OverviewHeat dash={dash} cards={cards.data?.chains ?? []} changes={changes.data ?? null} />
        </div>
        <Loaded query={changes} skeleton={<CardSkeleton height={336} />}>
          {(data) => (
            <section className="card px-4 pt-3 pb-1" data-testid="what-got-worse">
              <header className="flex flex-wrap items-baseline gap-x-3 border-line border-b pb-2">
                <h2 className="font-semibold text-base">{words.change.title}</h2>
                <span className="ml-auto text-ink-2 text-sm">
                  {data.against ? words.change.against[data.against.kind] : words.change.sure}
                </span>
              </header>
              <ChangesList changes={data} direction="worse" hrefTo={dash.hrefTo} />
            </section>
          )}
        </Loaded>
      </div>
      <Loaded query={cards} skeleton={<CardSkeleton height={290} count={4} className={FOUR} />}>
        {(data) => <ChainCards chains={data.chains} hrefTo={dash.hrefTo} />}
      </Loaded>
    </DashFrame>
  );
}

interface HeatProps {
  readonly dash: Dash;
  readonly cards: readonly ChainCardDto[];
  readonly changes: ChangesDto | null;
}

/** The heatmap of one chain, asked for at once and not after the cards; the chains that got worse are marked on their buttons. */
function OverviewHeat({ dash, cards, changes }: HeatProps) {
  const lang = useLang();
  const { chain: words, figures } = useText(dashWords);
  const { ms } = useFormats();
  const markers = useChartMarkers(dash.period);
  const chains = useChains();
  const id = chains.find((one) => one.id === dash.view.chain)?.id ?? usualChain(chains.map((one) => one.id));
  const shown = chains.find((one) => one.id === id);
  if (!shown) return null;
  const now = cards.find((one) => one.chainId === id)?.now ?? null;
  const isWorse = (chainId: string) =>
    changes?.changes.some(
      (one) => one.direction === "worse" && /^(chain|step|wait):/.test(one.scope) && one.scope.split(/[:/]/)[1] === chainId,
    );
  const quantile = (name: string, value: number | null) =>
    value !== null && (
      <span>
        {name} <b className="num font-semibold text-ink">{ms(value)}</b>
      </span>
    );
  return (
    <>
      <HeatPanel
        key={shown.id}
        scope={`chain:${shown.id}`}
        title={words.heat(shown.title[lang])}
        dash={dash}
        markers={markers}
        choice={
          // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own
          <span role="group" aria-label={words.title} className="flex flex-wrap gap-1.5 py-0.5 print:hidden">
            {chains.map((one) => (
              <button
                key={one.id}
                type="button"
                className="chip"
                aria-pressed={one === shown}
                onClick={() => dash.change({ chain: one.id, box: null })}
              >
                {isWorse(one.id) && (
                  <span className="text-stuck" title={figures.worse}>
                    ▲<span className="sr-only"> {figures.worse}</span>
                  </span>
                )}
                {one.title[lang]}
              </button>
            ))}
          </span>
        }
        figures={
          <span className="flex gap-x-3 max-md:hidden">
            {quantile("p50", now?.p50Ms ?? null)}
            {quantile("p95", now?.p95Ms ?? null)}
            {quantile("p99", now?.p99Ms ?? null)}
          </span>
        }
      />
      <BoxPanel scope={`chain:${shown.id}`} dash={dash} />
    </>
  );
}
