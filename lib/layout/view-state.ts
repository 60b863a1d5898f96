// What the reader is looking at, as a query string: a copied link opens the same picture. Only what differs from the
// start is written, so the plain page has a plain address. Anything malformed falls back, field by field.

import type { Grouping } from "./forest.ts";

export interface View {
  readonly group: Grouping;
  /** Idle time as long as it was. */
  readonly trueScale: boolean;
  /** Offsets in ns from the waterfall's start; null shows what the page opens on, which need not be all. */
  readonly zoom: { readonly fromNs: number; readonly toNs: number } | "all" | null;
  /** Key of an item (`keyOf`). */
  readonly selected: string | null;
  readonly find: string;
  /** Only rows that match, and what stands above them. */
  readonly onlyFound: boolean;
  readonly critical: boolean;
  readonly middleware: boolean;
  /** Everything closed but `toggled`; false: everything open but `toggled`. */
  readonly shut: boolean;
  readonly toggled: readonly string[];
  readonly openAlike: readonly string[];
  readonly closedGroups: readonly string[];
}

export const PLAIN_VIEW: View = {
  group: "chain",
  trueScale: false,
  zoom: null,
  selected: null,
  find: "",
  onlyFound: false,
  critical: true,
  middleware: false,
  shut: false,
  toggled: [],
  openAlike: [],
  closedGroups: [],
};

/** Keys in one list; an address has an end. */
const MOST_KEYS = 150;
const LONGEST_FIND = 400;

/** Writes into `params`, leaving what is not the waterfall's alone. */
export function encodeView(view: View, params: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const set = (name: string, value: string | null): void => {
    if (value === null || value === "") params.delete(name);
    else params.set(name, value);
  };
  set("group", view.group === PLAIN_VIEW.group ? null : view.group);
  set("scale", view.trueScale ? "true" : null);
  set("zoom", view.zoom === null || view.zoom === "all" ? view.zoom : `${short(view.zoom.fromNs)}~${short(view.zoom.toNs)}`);
  set("span", view.selected);
  set("find", view.find.slice(0, LONGEST_FIND));
  set("only", view.onlyFound ? "1" : null);
  set("critical", view.critical ? null : "0");
  set("middleware", view.middleware ? "1" : null);
  set("shut", view.shut ? "1" : null);
  set("toggled", joinKeys(view.toggled));
  set("alike", joinKeys(view.openAlike));
  set("closed", joinKeys(view.closedGroups));
  return params;
}

export function decodeView(params: URLSearchParams): View {
  return {
    group: oneOf(params.get("group"), ["chain", "trace", "service"], PLAIN_VIEW.group),
    trueScale: params.get("scale") === "true",
    zoom: readZoom(params.get("zoom")),
    selected: params.get("span")?.slice(0, LONGEST_FIND) || null,
    find: (params.get("find") ?? "").slice(0, LONGEST_FIND),
    onlyFound: params.get("only") === "1",
    critical: params.get("critical") !== "0",
    middleware: params.get("middleware") === "1",
    shut: params.get("shut") === "1",
    toggled: splitKeys(params.get("toggled")),
    openAlike: splitKeys(params.get("alike")),
    closedGroups: splitKeys(params.get("closed")),
  };
}

const short = (ns: number): string => String(Math.round(ns));
/** `~` parts the keys, and encodeURIComponent lets it through. */
const escapeKey = (key: string): string => encodeURIComponent(key).replaceAll("~", "%7E");
const joinKeys = (keys: readonly string[]): string | null => (keys.length === 0 ? null : keys.slice(0, MOST_KEYS).map(escapeKey).join("~"));

function splitKeys(text: string | null): readonly string[] {
  if (!text) return [];
  return text
    .split("~")
    .slice(0, MOST_KEYS)
    .flatMap((part) => readKey(part) ?? []);
}

function readKey(text: string | null): string | null {
  if (text === null || text === "" || text.length > 600) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readZoom(text: string | null): View["zoom"] {
  if (text === "all") return text;
  const parts = /^(-?\d{1,30})~(-?\d{1,30})$/.exec(text ?? "");
  if (!parts) return null;
  const fromNs = Number(parts[1]);
  const toNs = Number(parts[2]);
  return toNs > fromNs ? { fromNs, toNs } : null;
}

const oneOf = <T extends string>(value: string | null, all: readonly T[], otherwise: T): T => all.find((one) => one === value) ?? otherwise;
