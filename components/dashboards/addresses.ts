// Where each answer is asked for: one place, so that what a page is sent ahead (`preload`) is what its script then asks.
import type { Box } from "#lib/layout/charts/box";
import type { Period } from "./view.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const span = ({ from, to }: Span) => ({ from: iso(from), to: iso(to) });
const at = (path: string, params: Readonly<Record<string, string>>): string => `/api/v1/${path}?${new URLSearchParams(params)}`;

type Stepped = Pick<Period, "from" | "to" | "step">;
const stepped = (scope: string, period: Stepped) => ({ scope, ...span(period), step: String(period.step) });

export const addressOf = {
  kpis: (period: Span) => at("kpis", span(period)),
  chainCards: (period: Span) => at("chains", span(period)),
  chain: (id: string, period: Span) => at(`chains/${encodeURIComponent(id)}`, span(period)),
  services: (period: Span) => at("services", span(period)),
  service: (name: string, period: Span) => at("service", { name, ...span(period) }),
  dependencies: (period: Span) => at("dependencies", span(period)),
  changes: (period: Span) => at("changes", span(period)),
  incidents: (period: Span, tzMinutes: number) => at("incidents", { ...span(period), tz: String(tzMinutes) }),
  coverage: (period: Span) => at("coverage", span(period)),
  markers: (period: Span) => at("markers", span(period)),
  series: (scope: string, period: Stepped) => at("series", stepped(scope, period)),
  heatmap: (scope: string, period: Stepped) => at("heatmap", stepped(scope, period)),
  behind: (scope: string, box: Box) =>
    at("behind", { scope, ...span(box), minMs: String(box.lowMs), ...(box.highMs !== Infinity && { maxMs: String(box.highMs) }) }),
} as const;
