"use client";

import Link from "next/link";
import type { ChainDashboardDto } from "#lib/contract/dashboards";
import { useLang, useText } from "../i18n/context.tsx";
import { useChains } from "../ui/chains.tsx";
import { BoxPanel } from "./box-panel.tsx";
import { DashFrame } from "./dash-frame.tsx";
import { Funnel } from "./funnel.tsx";
import { HeatPanel } from "./heat-panel.tsx";
import { CardSkeleton, isMissing, Loaded, Missing } from "./loaded.tsx";
import { MarkerForm } from "./marker-form.tsx";
import { ObjectivePanel } from "./objective-panel.tsx";
import { useChain } from "./queries.ts";
import { RedLine } from "./red-line.tsx";
import { pathOfChain } from "./scope.ts";
import { SeriesPanels } from "./series-panels.tsx";
import { StepBreakdown } from "./step-breakdown.tsx";
import { type Dash, useDash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { useChartMarkers } from "./use-markers.ts";
import { dashWords } from "./words.ts";

export function ChainPage({ chainId, mayMark }: { readonly chainId: string; readonly mayMark: boolean }) {
  const { chain: words, states } = useText(dashWords);
  const lang = useLang();
  const dash = useDash();
  const { ms } = useFormats();
  const chain = useChain(chainId, dash.period);
  const chains = useChains();
  const known = chains.find((one) => one.id === chainId);
  const services = known?.steps.flatMap((step) => (step.service ? [step.service] : [])) ?? null;
  const markers = useChartMarkers(dash.period, services);
  const title = known?.title[lang] ?? chainId;
  const scope = `chain:${chainId}`;
  const per = ms(dash.period.step * 1000);
  if (isMissing(chain.error))
    return (
      <DashFrame title={title} dash={dash}>
        <Missing>{states.noChain}</Missing>
      </DashFrame>
    );
  return (
    <DashFrame title={title} dash={dash} actions={mayMark && <MarkerForm />}>
      <ChainSwitch dash={dash} chainId={chainId} />
      <Loaded query={chain} skeleton={<CardSkeleton height={72} />}>
        {(data) => <RedLine now={data.now} before={data.before} started={words.started(data.started)} />}
      </Loaded>
      <HeatPanel scope={scope} title={words.heat(title)} dash={dash} markers={markers} height={300} />
      <BoxPanel scope={scope} dash={dash} />
      <SeriesPanels scope={scope} dash={dash} markers={markers} countTitle={words.throughput} countNote={words.throughputNote(per)} />
      <Loaded query={chain} skeleton={<CardSkeleton height={300} count={2} className="grid gap-3 xl:grid-cols-2" />}>
        {(data) => <Lower data={data} dash={dash} />}
      </Loaded>
    </DashFrame>
  );
}

function Lower({ data, dash }: { readonly data: ChainDashboardDto; readonly dash: Dash }) {
  return (
    <>
      <StepBreakdown chain={data} />
      <div className="grid items-start gap-3 xl:grid-cols-[1.4fr_1fr]">
        <ObjectivePanel objective={data.onTime} trend={data.onTimeTrend} dash={dash} />
        <Funnel chain={data} />
      </div>
    </>
  );
}

function ChainSwitch({ dash, chainId }: { readonly dash: Dash; readonly chainId: string }) {
  const words = useText(dashWords).chain;
  const lang = useLang();
  return (
    <nav aria-label={words.all} className="flex items-center gap-1.5 relative overflow-x-auto print:hidden">
      {useChains().map((one) => (
        <Link key={one.id} href={dash.hrefTo(pathOfChain(one.id))} className="chip" aria-current={one.id === chainId}>
          {one.title[lang]}
        </Link>
      ))}
      <Link
        href={`/?chain=${encodeURIComponent(chainId)}`}
        className="ml-auto whitespace-nowrap pl-3 text-ink-2 text-sm underline decoration-line-strong underline-offset-4 hover:text-ink"
      >
        {words.orders}
      </Link>
    </nav>
  );
}
