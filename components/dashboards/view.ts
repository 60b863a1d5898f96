import { type Box, readBox, writeBox } from "#lib/layout/charts/box";

// What a dashboard's address says: /chains/price-calculation?range=7d&compare=week&tz=Europe/Moscow&refresh=60&box=…

const HOUR = 3_600_000;
export const PRESETS = { "1h": HOUR, "6h": 6 * HOUR, "24h": 24 * HOUR, "7d": 168 * HOUR, "30d": 720 * HOUR } as const;
export type Preset = keyof typeof PRESETS;
export const COMPARISONS = ["before", "week", "none"] as const;
export type Comparison = (typeof COMPARISONS)[number];
/** Seconds; 0: only when asked. */
export const REFRESHES = [0, 30, 60, 300] as const;
export type Refresh = (typeof REFRESHES)[number];

export interface DashView {
  readonly range: Preset | { readonly from: number; readonly to: number };
  readonly compare: Comparison;
  /** null: the reader's own. */
  readonly zone: string | null;
  readonly refresh: Refresh;
  readonly box: Box | null;
  /** The chain whose heatmap the overview shows; null: the one that needs it most. */
  readonly chain: string | null;
  /** The operation that a service's charts show; null: all its requests. */
  readonly operation: string | null;
}

/** What the API answers for at most; whoever asks for more has mistyped. */
export const LONGEST = 400 * 24 * HOUR;
export const PLAIN: DashView = { range: "24h", compare: "before", zone: null, refresh: 60, box: null, chain: null, operation: null };

/** What is shown where an address names no time: a day, or less where the telemetry is younger than that. */
export function usualRange(since: number | null, now: number): Preset {
  const age = since === null ? Infinity : now - since;
  return age < HOUR ? "1h" : age < 7 * HOUR ? "6h" : "24h";
}

/** Whatever an address says, a view: what cannot be read is as if it were not there. */
export function readDashView(params: URLSearchParams, usual: Preset = "24h"): DashView {
  const range = params.get("range");
  const compare = params.get("compare") as Comparison;
  const refresh = Number(params.get("refresh") ?? Number.NaN) as Refresh;
  return {
    range: range !== null && Object.hasOwn(PRESETS, range) ? (range as Preset) : (readAbsolute(params) ?? usual),
    compare: COMPARISONS.includes(compare) ? compare : PLAIN.compare,
    zone: readZone(params.get("tz")),
    refresh: REFRESHES.includes(refresh) ? refresh : PLAIN.refresh,
    box: readBox(params.get("box")),
    chain: params.get("chain")?.slice(0, 200) || null,
    operation: params.get("op")?.slice(0, 2_000) || null,
  };
}

function readAbsolute(params: URLSearchParams): { readonly from: number; readonly to: number } | null {
  const [from, to] = [Date.parse(params.get("from") ?? ""), Date.parse(params.get("to") ?? "")];
  return from < to && to - from <= LONGEST ? { from, to } : null;
}

function readZone(zone: string | null): string | null {
  if (!zone || zone.length > 64) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

/** Only what differs from the plain view, for a short address; the time always, for what is usual changes. */
export function writeDashView(view: DashView): string {
  const params = new URLSearchParams();
  if (typeof view.range === "string") {
    params.set("range", view.range);
  } else {
    params.set("from", new Date(view.range.from).toISOString());
    params.set("to", new Date(view.range.to).toISOString());
  }
  if (view.compare !== PLAIN.compare) params.set("compare", view.compare);
  if (view.zone !== null) params.set("tz", view.zone);
  if (view.refresh !== PLAIN.refresh) params.set("refresh", String(view.refresh));
  if (view.chain !== null) params.set("chain", view.chain);
  if (view.operation !== null) params.set("op", view.operation);
  if (view.box) params.set("box", writeBox(view.box));
  return params.size > 0 ? `?${params}` : "";
}

/** Where nothing is refreshed, a page that is asked for another time still takes the present of then. */
const IDLE_S = 30;

/** How often the present moves on, ms, and the present by it. */
export const grainOf = (view: DashView): number => (view.refresh || IDLE_S) * 1000;
export const presentOf = (view: DashView, now: number): number => Math.floor(now / grainOf(view)) * grainOf(view);

/** The chain whose heatmap the overview shows where none is asked for: the one that orders hang on most, else the first. */
export const usualChain = (ids: readonly string[]): string | undefined => ids.find((id) => id === "price-calculation") ?? ids[0];

export interface Period {
  readonly from: number;
  readonly to: number;
  /** Seconds of a bucket. */
  readonly step: number;
  /** What it is held against. */
  readonly before: { readonly from: number; readonly to: number } | null;
  /** Ends at the present. */
  readonly live: boolean;
}

const STEPS = [60, 300, 3_600, 86_400] as const;
/** More buckets than this make a comb of a chart; fewer than the other no chart at all. */
const MOST_BUCKETS = 300;
const LEAST_BUCKETS = 40;
/** Minutes are kept 48 h, an hour is left for the time that asking takes. */
const FINE_KEPT_MS = 47 * HOUR;

/** `now`: ms. A period that follows the present ends at a bucket's end, so that an hour asked for twice is the same hour. */
export function resolvePeriod(view: DashView, now: number): Period {
  const { range } = view;
  const live = typeof range === "string";
  const length = live ? PRESETS[range] : range.to - range.from;
  const end = live ? now : range.to;
  const finest = now - (end - length) > FINE_KEPT_MS ? 3_600 : 60;
  const step = pickStep(length, finest);
  // An hour's bucket that has just begun would shift the whole week by up to an hour: the present counts by five minutes at most.
  const grain = Math.min(step, 300) * 1000;
  // What happens within the minute is already in it: a release marked now is a line now.
  const to = live ? (Math.floor(now / grain) + 1) * grain : range.to;
  const from = live ? to - length : range.from;
  const back = view.compare === "week" ? Math.max(1, Math.ceil(length / (168 * HOUR))) * 168 * HOUR : length;
  return { from, to, step, live, before: view.compare === "none" ? null : { from: from - back, to: to - back } };
}

/** 6 h: 5 min; 24 h: 5 min; 7 d: 1 h; 30 d: 1 h, for by days there would be but thirty. */
function pickStep(length: number, finest: number): number {
  const kept = STEPS.filter((one) => one >= finest);
  const at = kept.findIndex((one) => length / (one * 1000) <= MOST_BUCKETS);
  if (at < 0) return 86_400;
  return at > 0 && length / (kept[at]! * 1000) < LEAST_BUCKETS && length / (kept[at - 1]! * 1000) <= 800 ? kept[at - 1]! : kept[at]!;
}
