"use client";

import { useIsFetching } from "@tanstack/react-query";
import { CrosshairProvider } from "../charts/crosshair.tsx";
import { useLang, useNow, useText } from "../i18n/context.tsx";
import { nameZone } from "../i18n/format.ts";
import { formatMinute } from "../i18n/minute.ts";
import { useSources } from "../ui/freshness.tsx";
import { RangeBar } from "./range-bar.tsx";
import { SubNav } from "./sub-nav.tsx";
import type { Dash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

interface Props {
  readonly title: React.ReactNode;
  readonly dash: Dash;
  readonly actions?: React.ReactNode;
  readonly children: React.ReactNode;
}

/** What every dashboard has: its name, its time, the way to the others, one cross-hair. */
export function DashFrame({ title, dash, actions, children }: Props) {
  const asking = useIsFetching({ queryKey: ["dash"] }) > 0;
  const words = useText(dashWords);
  return (
    <CrosshairProvider>
      <SubNav hrefTo={dash.hrefTo} />
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="line-clamp-3 min-w-0">{title}</h1>
        <PeriodName dash={dash} />
        <span className="ml-auto flex flex-wrap items-center gap-2 print:hidden">
          <RangeBar dash={dash} />
          {actions}
        </span>
      </div>
      <div
        aria-hidden="true"
        className={`fixed inset-x-0 top-0 z-40 h-0.5 bg-accent transition-opacity ${asking ? "opacity-60" : "opacity-0"}`}
      />
      <output className="sr-only">{asking ? words.states.asking : ""}</output>
      <div className="flex flex-col gap-3">{children}</div>
    </CrosshairProvider>
  );
}

function PeriodName({ dash }: { readonly dash: Dash }) {
  const lang = useLang();
  const words = useText(dashWords).range;
  const { view, period, zone } = dash;
  const at = (ms: number) => formatMinute(ms, lang, zone);
  const name = typeof view.range === "string" ? words.last[view.range] : `${at(period.from)} – ${at(period.to)}`;
  return (
    <span className="text-ink-2">
      {name}
      {view.compare !== "none" && <span className="max-sm:hidden"> {words.against(words.comparisons[view.compare] ?? "")}</span>}
      <span className="max-sm:hidden"> · {nameZone(zone, lang, period.to)}</span>
      <Incomplete period={period} />
    </span>
  );
}

/** The newest minutes are still coming in: said once a page, and shaded on each chart. */
const WORTH_SAYING_MS = 60_000;

function Incomplete({ period }: { readonly period: Dash["period"] }) {
  const words = useText(dashWords).states;
  const { ms } = useFormats();
  const now = useNow();
  const { data } = useSources();
  if (!data?.completeUpTo) return null;
  const missing = Math.min(now, period.to) - Date.parse(data.completeUpTo);
  if (missing < WORTH_SAYING_MS) return null;
  return (
    <span className="ml-2 whitespace-nowrap rounded-full bg-unknown-soft px-2 py-0.5 text-sm text-unknown">
      {words.incomplete(ms(Math.ceil(missing / 60_000) * 60_000))}
    </span>
  );
}
