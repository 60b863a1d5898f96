import type { TraceId } from "#lib/trace/span";
import { ok, type Result } from "../../base/result.ts";
import type { Ms } from "../../base/time.ts";
import type { HttpFailure } from "../http/http-client.ts";
import type { JaegerApi } from "./jaeger-api.ts";
import type { RawTrace } from "./to-trace.ts";

export interface WindowWish {
  readonly fromUs: number;
  readonly toUs: number;
  readonly operation?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Spans that took at least so long. */
  readonly tookMs?: Ms;
  readonly lessThanMs?: Ms;
  /** The service that is asked for; null: every trace. */
  readonly service: string | null;
  /** A scan's: people's questions go first. */
  readonly background?: boolean;
}

export interface WindowTraces {
  readonly traces: Map<TraceId, RawTrace>;
  /** What could not be had: more traces in one microsecond than the server gives, or errors among its answers. */
  readonly warnings: Set<string>;
  /** Whether the limit was met anywhere: the next window had better be shorter. */
  limitMet: boolean;
  /** The most that one search gave: v1 asks once for each service, and each has the limit for itself. */
  most: number;
}

/** What one server has shown of itself; kept as long as the adapter lives. */
export interface ServerHabits {
  /**
   * Searching without a service depends on the storage: it works, is an error, or is *silently empty*. So an answer with traces proves
   * that it works, and an empty one is believed only by asking for each service too.
   */
  withoutService: "unknown" | "works" | "refused";
  /** How often it was empty where a service was not: once may be a trace that came in between. */
  foundOtherwise: number;
  /** The memory store allows no limit beyond its size, and says so by a 500: the smallest that it refused. */
  refusedFrom: number;
}

export const newHabits = (): ServerHabits => ({ withoutService: "unknown", foundOtherwise: 0, refusedFrom: Number.POSITIVE_INFINITY });

/** `search depth must be greater than 0 and less than max traces`: the one 500 that says what to do. */
const SEARCH_DEPTH = /search depth/i;

const FOUND_OTHERWISE_OFTEN = 5;

/** About ten milliseconds of decoding: the pages, which share the process, get their turn in between. */
const SPANS_AT_A_TIME = 800;

export interface WindowLimits {
  /** Asked for in one search. */
  readonly limit: number;
  /** Asked for where a window cannot be halved any more. */
  readonly mostLimit: number;
  /** Questions for one wish; beyond, the answer is partial. */
  readonly mostRequests: number;
  /** False: `limitMet` is enough, the caller asks for a shorter window. */
  readonly halving?: boolean;
  /** Told of each trace as its answer is read: decoded at once, its JSON dies young, which is much cheaper than dying old. */
  readonly onFound?: (trace: RawTrace) => void;
}

type Outcome<T> = Result<T, HttpFailure>;

/** Everything that the window holds, completely: over all services if need be, halved wherever the silent limit is met. */
export async function readWindow(
  api: JaegerApi,
  wish: WindowWish,
  habits: ServerHabits,
  limits: WindowLimits,
  signal?: AbortSignal,
): Promise<Outcome<WindowTraces>> {
  const into: WindowTraces = { traces: new Map(), warnings: new Set(), limitMet: false, most: 0 };
  const halve = (service: string | null) =>
    readHalving(api, { ...wish, service }, into, { habits, limits, budget: { requests: limits.mostRequests }, signal });
  if (wish.service !== null) {
    const read = await halve(wish.service);
    return read.ok ? ok(into) : read;
  }
  let refused = false;
  if (api.canOmitService && habits.withoutService !== "refused") {
    const read = await halve(null);
    if (read.ok && into.traces.size > 0) {
      habits.withoutService = "works";
      return ok(into);
    }
    if (read.ok && (wish.attributes || wish.tookMs !== undefined) && habits.withoutService === "works") return ok(into);
    // A storage that cannot do it says so by a 400 or a 500; anything else is an outage, and asking more would not help.
    // Of several windows that ask at once, another may have learnt it meanwhile.
    refused = !read.ok && habits.withoutService !== "works" && [400, 500, 501].includes(read.error.status ?? 0);
    if (!read.ok && !refused) return read;
  }
  const services = await api.services(signal);
  if (!services.ok) return services;
  const reads = await Promise.all(services.value.map(halve)); // the client bounds how many are asked at once
  for (const read of reads) if (!read.ok) return read;
  if (habits.withoutService !== "unknown" || into.traces.size === 0) return ok(into);
  if (refused || ++habits.foundOtherwise >= FOUND_OTHERWISE_OFTEN) habits.withoutService = "refused";
  return ok(into);
}

interface Asking {
  readonly habits: ServerHabits;
  readonly limits: WindowLimits;
  readonly budget: { requests: number };
  readonly signal: AbortSignal | undefined;
}

/**
 *   limit 5        [0 ─────────────── 16)  5 found: there may be more
 *                  [0 ──── 7] [8 ──── 16)  3 found · 5 found
 *                             [8‥11][12‥]  4 found · 2 found: complete
 *
 * Down to a microsecond; there the limit is raised instead, up to what the server can give.
 */
async function readHalving(
  api: JaegerApi,
  wish: WindowWish,
  into: WindowTraces,
  asking: Asking,
  raised?: { readonly from: number; readonly limit: number },
): Promise<Outcome<true>> {
  const { habits, limits, budget, signal } = asking;
  const limit = raised?.limit ?? Math.min(limits.limit, Math.max(1, Math.floor(habits.refusedFrom / 2)));
  if (budget.requests-- <= 0) {
    into.warnings.add(`The window holds more than ${limits.mostRequests} searches can give: narrow it`);
    return ok(true);
  }
  const raise = (from: number): Promise<Outcome<true>> | Outcome<true> => {
    const next = Math.min(from * 4, limits.mostLimit);
    const allowed = next < habits.refusedFrom ? next : Math.floor((from + habits.refusedFrom) / 2);
    if (allowed > from) return readHalving(api, wish, into, asking, { from, limit: allowed });
    into.warnings.add(tooMany(wish, from));
    return ok(true);
  };
  const found = await api.search({ ...wish, limit }, signal);
  if (!found.ok && found.error.reason !== "too-large") {
    if (!SEARCH_DEPTH.test(found.error.detail) || limit <= 1) return found;
    habits.refusedFrom = Math.min(habits.refusedFrom, limit);
    return raised ? raise(raised.from) : readHalving(api, wish, into, asking);
  }
  if (found.ok) {
    let told = 0;
    for (const trace of found.value.traces.values()) {
      if (!keepNewer(into.traces, trace) || !limits.onFound) continue;
      limits.onFound(trace);
      told += trace.spanCount;
      if (told < SPANS_AT_A_TIME) continue;
      told = 0;
      await new Promise(setImmediate);
    }
    for (const error of found.value.errors) into.warnings.add(`Jaeger: ${error}`);
    into.most = Math.max(into.most, found.value.traces.size);
    if (found.value.traces.size < limit) return ok(true);
  }
  into.limitMet = true;
  if (limits.halving === false) return ok(true);
  const middle = wish.fromUs + Math.floor((wish.toUs - wish.fromUs) / 2);
  if (middle > wish.fromUs) {
    const older = await readHalving(api, { ...wish, toUs: middle }, into, asking, raised);
    if (!older.ok) return older;
    // Both ends belong to a window: the middle is read twice rather than not at all.
    return readHalving(api, { ...wish, fromUs: middle }, into, asking, raised);
  }
  if (found.ok) return raise(limit);
  into.warnings.add(tooMany(wish, limit));
  return ok(true);
}

const tooMany = ({ service, fromUs }: WindowWish, limit: number): string =>
  `More than ${limit} traces of ${service ?? "one backend"} begin in one microsecond (${fromUs}): truncated`;

/** The fuller one is the later one: spans are only ever added. Answers whether it tells anything new. */
export function keepNewer(traces: Map<TraceId, RawTrace>, trace: RawTrace): boolean {
  const known = traces.get(trace.traceId);
  if (known && (known.spanCount > trace.spanCount || (known.spanCount === trace.spanCount && known.mark === trace.mark))) return false;
  traces.set(trace.traceId, trace);
  return true;
}
