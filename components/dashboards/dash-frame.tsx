"use client";

import { useIsFetching } from "@tanstack/react-query";
import { CrosshairProvider } from "../charts/crosshair.tsx";
import { useLang, useText } from "../i18n/context.tsx";
import { formatTime, nameZone } from "../i18n/format.ts";
import { RangeBar } from "./range-bar.tsx";
import { SubNav } from "./sub-nav.tsx";
import type { Dash } from "./use-dash-view.ts";
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
        <h1 className="min-w-0">{title}</h1>
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
  const at = (ms: number) => formatTime(ms, lang, zone, "date-clock").replace(/:00$/, "");
  const name = typeof view.range === "string" ? words.last[view.range] : `${at(period.from)} – ${at(period.to)}`;
  return (
    <span className="text-ink-2">
      {name}
      {view.compare !== "none" && <span className="max-sm:hidden"> {words.against(words.comparisons[view.compare] ?? "")}</span>}
      <span className="max-sm:hidden"> · {nameZone(zone, lang, period.to)}</span>
    </span>
  );
}
