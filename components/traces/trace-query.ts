import { RANGES, type Range } from "../orders/order-query.ts";

/** The search as the URL says it; empty fields are left out of both. */
export interface TraceView {
  readonly service: string;
  readonly operation: string;
  readonly attribute: string;
  readonly minDurationMs: string;
  readonly status: string;
  readonly range: Range;
}

export function readTraceView(params: URLSearchParams): TraceView {
  const range = params.get("range") ?? "any";
  const text = (name: string) => params.get(name) ?? "";
  return {
    service: text("service"),
    operation: text("operation"),
    attribute: text("attribute"),
    minDurationMs: text("minDurationMs"),
    status: text("status"),
    range: range in RANGES ? (range as Range) : "any",
  };
}

export function writeTraceView(view: TraceView): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) if (value !== "" && value !== "any") params.set(key, value);
  return params.size > 0 ? `?${params}` : "";
}

export function toApiQuery(view: TraceView, now: number): URLSearchParams {
  const { range, ...rest } = view;
  const params = new URLSearchParams({ limit: "50" });
  for (const [key, value] of Object.entries(rest)) if (value !== "") params.set(key, value);
  const back = RANGES[range];
  if (back !== null) params.set("from", new Date(Math.floor((now - back) / 1000) * 1000).toISOString());
  return params;
}
