"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useRef, useState } from "react";
import { useNow, useZone } from "../i18n/context.tsx";
import { joinAddress } from "./scope.ts";
import { useSince } from "./since.tsx";
import { type DashView, type Period, readDashView, resolvePeriod, usualRange, writeDashView } from "./view.ts";

export interface Dash {
  readonly view: DashView;
  readonly period: Period;
  readonly zone: string;
  readonly change: (next: Partial<DashView>) => void;
  /** The address of another dashboard with the same time, without a box. */
  readonly hrefTo: (path: string) => string;
  readonly refreshNow: () => void;
}

/** The view as the address says it. The present moves on when it is refreshed, not every second: charts do not crawl under the eye. */
export function useDash(): Dash {
  const search = useSearchParams().toString();
  const path = usePathname();
  const now = useNow();
  const own = useZone();
  const since = useSince();
  const [opened] = useState(now);
  const view = useMemo(() => readDashView(new URLSearchParams(search), usualRange(since, opened)), [search, since, opened]);
  const seen = useRef({ key: "", at: now });
  const key = JSON.stringify([view.range, view.refresh]);
  if (seen.current.key !== key || (view.refresh > 0 && now - seen.current.at >= view.refresh * 1000)) seen.current = { key, at: now };
  const at = seen.current.at;
  const period = useMemo(() => resolvePeriod(view, at), [view, at]);
  return {
    view,
    period,
    zone: view.zone ?? own,
    change: (next) => window.history.pushState(null, "", writeDashView({ ...view, ...next }) || path),
    hrefTo: (to) => joinAddress(to, writeDashView({ ...view, box: null, chain: null, operation: null })),
    refreshNow: () => {
      seen.current = { key, at: now };
    },
  };
}
