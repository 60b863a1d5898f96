"use client";

import type { ChainCardDto, ChangesDto } from "#lib/contract/dashboards";
import { useLang, useText } from "../i18n/context.tsx";
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
          {cards.data && <OverviewHeat dash={dash} chains={cards.data.chains} changes={changes.data ?? null} />}
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
  readonly chains: readonly ChainCardDto[];
  readonly changes: ChangesDto | null;
}

/** The heatmap of one chain: the one asked for, else where it got worst, else the first that an order runs through and that moved. */
function OverviewHeat({ dash, chains, changes }: HeatProps) {
  const lang = useLang();
  const words = useText(dashWords).chain;
  const { ms } = useFormats();
  const markers = useChartMarkers(dash.period);
  const worst = changes?.changes.find((change) => change.direction === "worse" && /^(chain|step|wait):/.test(change.scope));
  const worstId = worst && /^[a-z]+:([^/]+)/.exec(worst.scope)?.[1];
  const shown =
    chains.find((one) => one.chainId === dash.view.chain) ??
    chains.find((one) => one.chainId === worstId) ??
    chains.find((one) => one.chainId === "price-calculation") ??
    chains[0];
  if (!shown) return null;
  const quantile = (name: string, value: number | null) =>
    value !== null && (
      <span>
        {name} <b className="num font-semibold text-ink">{ms(value)}</b>
      </span>
    );
  return (
    <>
      <HeatPanel
        key={shown.chainId}
        scope={`chain:${shown.chainId}`}
        title={words.heat(shown.title[lang])}
        dash={dash}
        markers={markers}
        choice={
          // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own
          <span role="group" aria-label={words.title} className="flex flex-wrap gap-1.5 py-0.5 print:hidden">
            {chains.map((one) => (
              <button
                key={one.chainId}
                type="button"
                className="chip"
                aria-pressed={one === shown}
                onClick={() => dash.change({ chain: one.chainId, box: null })}
              >
                {one.title[lang]}
              </button>
            ))}
          </span>
        }
        figures={
          <span className="flex gap-x-3 max-md:hidden">
            {quantile("p50", shown.now.p50Ms)}
            {quantile("p95", shown.now.p95Ms)}
            {quantile("p99", shown.now.p99Ms)}
          </span>
        }
      />
      <BoxPanel scope={`chain:${shown.chainId}`} dash={dash} />
    </>
  );
}
