import { RANGES, type Range } from "../orders/order-query.ts";

/** The columns that rows can be ordered by. */
export const SORTS = ["startedAt", "durationMs", "spanCount", "errorCount", "root", "source"] as const;
export type Sort = (typeof SORTS)[number];

/** The search as the URL says it; what is not asked is left out of it. Names are the API's, so that one can be made of the other by hand. */
export interface TraceView {
  readonly service: string;
  readonly operation: string;
  readonly status: string;
  /** `key:value`, each on some span of the trace. */
  readonly attributes: readonly string[];
  /** Milliseconds. */
  readonly least: number | null;
  readonly most: number | null;
  /** A time back from now; not heeded while `from` or `to` is given. */
  readonly range: Range;
  /** Unix milliseconds. */
  readonly from: number | null;
  readonly to: number | null;
  /** Of a range that holds more than a page: its newest, page by page, and not some of every part of it. */
  readonly newest: boolean;
  /** Heartbeats and the like among the rows. */
  readonly housekeeping: boolean;
  readonly sort: Sort;
  readonly rising: boolean;
}

export const EMPTY_VIEW: TraceView = {
  service: "",
  operation: "",
  status: "",
  attributes: [],
  least: null,
  most: null,
  range: "any",
  from: null,
  to: null,
  newest: false,
  housekeeping: false,
  sort: "startedAt",
  rising: false,
};

export function readTraceView(params: URLSearchParams): TraceView {
  const text = (name: string) => params.get(name) ?? "";
  const range = text("range");
  const sort = text("sort").replace(/^-/, "");
  return {
    service: text("service"),
    operation: text("operation"),
    status: text("status"),
    attributes: params.getAll("attribute").filter((one) => one !== ""),
    least: readNumber(text("minDurationMs")),
    most: readNumber(text("maxDurationMs")),
    range: range in RANGES ? (range as Range) : "any",
    from: readMoment(text("from")),
    to: readMoment(text("to")),
    newest: text("pick") === "newest",
    housekeeping: text("housekeeping") === "show",
    sort: (SORTS as readonly string[]).includes(sort) ? (sort as Sort) : "startedAt",
    rising: text("sort") !== "" && !text("sort").startsWith("-"),
  };
}

const readNumber = (text: string): number | null => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null);

function readMoment(text: string): number | null {
  const at = text === "" ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

export function writeTraceView(view: TraceView): string {
  const params = filtersOf(view);
  if (view.range !== "any" && view.from === null && view.to === null) params.set("range", view.range);
  if (view.newest) params.set("pick", "newest");
  if (view.housekeeping) params.set("housekeeping", "show");
  if (view.sort !== "startedAt" || view.rising) params.set("sort", `${view.rising ? "" : "-"}${view.sort}`);
  return params.size > 0 ? `?${params}` : "";
}

function filtersOf(view: TraceView): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of ["service", "operation", "status"] as const) if (view[name] !== "") params.set(name, view[name]);
  for (const attribute of view.attributes) params.append("attribute", attribute);
  if (view.least !== null) params.set("minDurationMs", String(view.least));
  if (view.most !== null) params.set("maxDurationMs", String(view.most));
  if (view.from !== null) params.set("from", new Date(view.from).toISOString());
  if (view.to !== null) params.set("to", new Date(view.to).toISOString());
  return params;
}

/** What the answer depends on: the order of rows is not part of it. */
export const keyOf = (view: TraceView): string => writeTraceView({ ...view, sort: "startedAt", rising: false });

export const PAGE = 200;
/** A range is looked at in so many parts, each with its share of so many traces. */
const SLICES = 24;
const SPREAD = 360;

/** The API's query at a moment: a preset's start is fixed when it is asked, so that every page of one answer means the same range. */
export function toApiQuery(view: TraceView, now: number): URLSearchParams {
  const params = filtersOf(view);
  const spread = isBounded(view) && !view.newest;
  params.set("limit", String(spread ? SPREAD : PAGE));
  if (spread) params.set("spread", String(SLICES));
  if (!view.housekeeping) params.set("housekeeping", "hide");
  const { fromMs } = rangeOf(view, now);
  if (fromMs !== undefined) params.set("from", new Date(fromMs).toISOString());
  return params;
}

/** The ends of time that are asked for; undefined: all that is kept. */
export function rangeOf(view: TraceView, now: number): { readonly fromMs: number | undefined; readonly toMs: number | undefined } {
  if (view.from !== null || view.to !== null) return { fromMs: view.from ?? undefined, toMs: view.to ?? undefined };
  const back = RANGES[view.range];
  if (back === null) return { fromMs: undefined, toMs: undefined };
  return { fromMs: Math.floor((now - back) / 1000) * 1000, toMs: now };
}

/** A beginning is asked for: what lies between it and the end can be cut into parts. */
export const isBounded = (view: TraceView): boolean =>
  view.from === null && view.to === null ? RANGES[view.range] !== null : view.from !== null;

/** Whether anything but the order of rows was asked. */
export const isNarrowed = (view: TraceView): boolean => keyOf({ ...view, housekeeping: false, newest: false }) !== "";
