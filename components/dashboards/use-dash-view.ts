"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useRef } from "react";
import { useNowBy, useZone } from "../i18n/context.tsx";
import { joinAddress } from "./scope.ts";
import { useUsualRange } from "./usual-range.tsx";
import { type DashView, grainOf, type Period, readDashView, resolvePeriod, writeDashView } from "./view.ts";

export interface Dash {
  readonly view: DashView;
  readonly period: Period;
  readonly zone: string;
  readonly change: (next: Partial<DashView>) => void;
  /** The address of another dashboard with the same time, without a box. */
  readonly hrefTo: (path: string) => string;
}

/** The view as the address says it. The present moves on when it is refreshed, not every second: charts do not crawl under the eye. */
export function useDash(): Dash {
  const search = useSearchParams().toString();
  const path = usePathname();
  const own = useZone();
  const usual = useUsualRange();
  const opened = useRef<{ readonly range: string; readonly at: number } | null>(null);
  const view = useMemo(() => readDashView(new URLSearchParams(search), usual), [search, usual]);
  const now = useNowBy(grainOf(view));
  const range = JSON.stringify(view.range);
  if (opened.current?.range !== range) opened.current = { range, at: now };
  const at = view.refresh > 0 ? now : opened.current.at;
  const period = useMemo(() => resolvePeriod(view, at), [view, at]);
  return useMemo(
    () => ({
      view,
      period,
      zone: view.zone ?? own,
      change: (next) => window.history.pushState(null, "", writeDashView({ ...view, ...next }) || path),
      hrefTo: (to) => joinAddress(to, writeDashView({ ...view, box: null, chain: null, operation: null })),
    }),
    [view, period, own, path],
  );
}
