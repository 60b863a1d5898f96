import type { UnixMs } from "#lib/base/time";
import type { TracePage, TraceQuery, TraceSummary } from "#lib/trace/search";
import type { Trace, TraceId } from "#lib/trace/span";
import { err, ok, type Result } from "../../base/result.ts";
import type { HttpFailure } from "../http/http-client.ts";
import { attributeText } from "./find-order.ts";
import type { JaegerApi } from "./jaeger-api.ts";
import { carries, isNamed, matchTrace, summarise } from "./match-query.ts";
import { readWindow, type ServerHabits, type WindowLimits, type WindowWish } from "./read-window.ts";

export interface SearchSettings {
  readonly source: string;
  readonly orderKeys: readonly string[];
  readonly escapeRegexp: boolean;
  readonly limits: WindowLimits;
  readonly range: { readonly from: UnixMs; readonly to: UnixMs };
}

/** Where a page ended: at a trace, or between slices (then `after` is null). */
interface Position {
  readonly beforeUs: number;
  readonly after: { readonly anchorUs: number; readonly traceId: TraceId } | null;
}

/** Slices of one page: beyond, the page ends early and its cursor goes on. */
const SLICES_A_PAGE = 24;
const FIRST_SLICE_US = 15 * 60 * 1e6;
/** A span that names the service may begin this long after its trace began, and after the range. */
const LATER_SPANS_US = 10 * 60 * 1e6;

/**
 * Newest first, slice by slice, each read completely. A trace belongs to the slice of its *anchor*: the newest of its spans that
 * Jaeger's search itself could have found, so that it comes once though it reaches over several slices.
 *
 *   from ├────────── slice 3 ──────────┼── slice 2 ──┼ slice 1 ┤ to        slices grow while they are nearly empty
 */
export async function searchTraces(
  api: JaegerApi,
  query: TraceQuery,
  habits: ServerHabits,
  settings: SearchSettings,
  signal?: AbortSignal,
): Promise<Result<TracePage, HttpFailure | "cursor">> {
  const narrow = narrowing(query, settings);
  const fromUs = Math.floor((query.from ?? settings.range.from) * 1_000);
  const lastUs = Math.ceil((query.to ?? settings.range.to) * 1_000) + (narrow.isNarrow ? LATER_SPANS_US : 0);
  const start = query.cursor === undefined ? { beforeUs: lastUs, after: null } : readPosition(query.cursor);
  if (!start) return err("cursor");
  const items: TraceSummary[] = [];
  const warnings = new Set<string>();
  let beforeUs = start.beforeUs;
  let sizeUs = FIRST_SLICE_US;
  for (let slices = 0; beforeUs > fromUs; slices++) {
    if (slices === SLICES_A_PAGE) return ok(pageOf(items, { beforeUs, after: null }, warnings));
    const sliceFromUs = Math.max(fromUs, beforeUs - sizeUs);
    const limits = { ...settings.limits, halving: sizeUs <= 1 };
    const read = await readWindow(api, { ...narrow.wish, fromUs: sliceFromUs, toUs: beforeUs }, habits, limits, signal);
    if (!read.ok) return read;
    if (read.value.limitMet && !limits.halving) {
      // The page's part of it is enough: the newest quarter.
      sizeUs = Math.max(1, Math.floor((beforeUs - sliceFromUs) / 4));
      continue;
    }
    for (const warning of read.value.warnings) warnings.add(warning);
    const hits = [...read.value.traces.values()]
      .map((raw) => raw.read())
      .map((trace) => ({ trace, anchorUs: anchorOf(trace, narrow.finds, lastUs) }))
      .filter(({ trace, anchorUs }) => anchorUs >= sliceFromUs && anchorUs < beforeUs && isAfter(start, anchorUs, trace.traceId))
      .sort((a, b) => b.anchorUs - a.anchorUs || (a.trace.traceId < b.trace.traceId ? -1 : 1));
    for (const { trace, anchorUs } of hits) {
      if (!matchTrace(trace, query, settings.orderKeys)) continue;
      items.push(summarise(trace, settings.source, settings.orderKeys));
      if (items.length < query.limit) continue;
      return ok(pageOf(items, { beforeUs: anchorUs + 1, after: { anchorUs, traceId: trace.traceId } }, warnings));
    }
    sizeUs *= 3;
    beforeUs = sliceFromUs;
  }
  return ok(pageOf(items, null, warnings));
}

interface Narrowing {
  readonly wish: Omit<WindowWish, "fromUs" | "toUs">;
  readonly isNarrow: boolean;
  /** Whether Jaeger would find the span by `wish`. */
  finds(span: Trace["spans"][number]): boolean;
}

/**
 * What of the question Jaeger can be asked without losing an answer. It demands everything of one span, and takes durations as a
 * span's: so at most one attribute, and nothing about durations or statuses.
 */
function narrowing(query: TraceQuery, { escapeRegexp, orderKeys }: SearchSettings): Narrowing {
  const { service, operation } = query;
  const onlyKey = query.orderId !== undefined && orderKeys.length === 1 ? [{ key: orderKeys[0]!, value: query.orderId }] : [];
  // Service and operation may stand on another span than the attribute: the attribute alone is the rarer.
  const attribute = [...onlyKey, ...(query.attributes ?? [])].find(({ key }) => !SPECIAL_KEYS.test(key));
  if (attribute) {
    const { key, value } = attribute;
    const wish = { service: null, attributes: { [key]: attributeText(value, escapeRegexp) } };
    return { wish, isNarrow: true, finds: (span) => carries(span, key, value) };
  }
  const isNarrow = service !== undefined || operation !== undefined;
  return { wish: { service: service ?? null, operation }, isNarrow, finds: (span) => isNamed(span, { service, operation }) };
}

/** Jaeger means something else by these. */
const SPECIAL_KEYS = /^(error$|span\.|scope\.|resource\.)/;

function anchorOf(trace: Trace, finds: Narrowing["finds"], lastUs: number): number {
  const traceUs = Number(trace.startUnixNs / 1_000n);
  let anchorUs = -1;
  for (const span of trace.spans) {
    const us = traceUs + Math.floor((Number(trace.startUnixNs % 1_000n) + span.startNs) / 1_000);
    if (us > anchorUs && us < lastUs && finds(span)) anchorUs = us;
  }
  return anchorUs;
}

const isAfter = ({ after }: Position, anchorUs: number, traceId: TraceId): boolean =>
  after === null || anchorUs < after.anchorUs || (anchorUs === after.anchorUs && traceId > after.traceId);

function pageOf(items: readonly TraceSummary[], next: Position | null, warnings: ReadonlySet<string>): TracePage {
  const nextCursor = next && `j1.${next.beforeUs}${next.after ? `.${next.after.anchorUs}.${next.after.traceId}` : ""}`;
  return { items, nextCursor, partial: warnings.size > 0, warnings: [...warnings] };
}

function readPosition(cursor: string): Position | null {
  const match = /^j1\.(\d{1,16})(?:\.(\d{1,16})\.([0-9a-f]{32}))?$/.exec(cursor);
  if (!match) return null;
  const after = match[2] === undefined ? null : { anchorUs: Number(match[2]), traceId: match[3] as TraceId };
  return { beforeUs: Number(match[1]), after };
}
