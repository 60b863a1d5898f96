import { STATES, type StateWord } from "#lib/contract/words";

/** The list's view as the URL says it; the defaults are left out of it. */
export interface OrdersView {
  readonly states: readonly StateWord[];
  readonly chain: string | null;
  readonly range: Range;
  readonly prefix: string;
}

export const RANGES = { any: null, "15m": 15 * 60_000, "1h": 3_600_000, "6h": 6 * 3_600_000, "24h": 24 * 3_600_000 } as const;
export type Range = keyof typeof RANGES;

export function readView(params: URLSearchParams): OrdersView {
  const range = params.get("range") ?? "any";
  return {
    states: (params.get("state") ?? "").split(",").filter((word): word is StateWord => (STATES as readonly string[]).includes(word)),
    chain: params.get("chain"),
    range: range in RANGES ? (range as Range) : "any",
    prefix: params.get("query") ?? "",
  };
}

export function writeView(view: OrdersView): string {
  const params = new URLSearchParams();
  if (view.states.length > 0) params.set("state", view.states.join(","));
  if (view.chain) params.set("chain", view.chain);
  if (view.range !== "any") params.set("range", view.range);
  if (view.prefix) params.set("query", view.prefix);
  return params.size > 0 ? `?${params}` : "";
}

/** The API's query. The range ends open, so that what comes next is in it; its start moves by whole seconds only. */
export function toApiQuery(view: OrdersView, now: number, limit = 50): URLSearchParams {
  const params = new URLSearchParams({ limit: String(limit) });
  if (view.states.length > 0) params.set("state", view.states.join(","));
  if (view.chain) params.set("chain", view.chain);
  if (view.prefix) params.set("query", view.prefix);
  const back = RANGES[view.range];
  if (back !== null) params.set("from", new Date(Math.floor((now - back) / 1000) * 1000).toISOString());
  return params;
}
