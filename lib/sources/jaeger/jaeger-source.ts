import type { Trace, TraceId } from "#lib/trace/span";
import { err, ok, type Result } from "../../base/result.ts";
import { type Clock, HOUR_MS, MINUTE_MS, type Ms } from "../../base/time.ts";
import type { HttpClient, HttpCounters, HttpFailure } from "../http/http-client.ts";
import type { SourceFailure, TraceSource, TracesAnswer } from "../source.ts";
import { type ApiChoice, apiOf, type ChosenApi, isNoSuchApi, probeApi } from "./choose-api.ts";
import { findOrder, rangeUpTo } from "./find-order.ts";
import type { Generation } from "./jaeger-api.ts";
import { newHabits } from "./read-window.ts";
import { layersOf } from "./scan-cursor.ts";
import { createScanner } from "./scanner.ts";
import { searchTraces } from "./search.ts";

export interface JaegerSourceOptions {
  readonly id: string;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly orderKeys: readonly string[];
  readonly api?: ApiChoice;
  /** The longest a span may take from its start to being found in Jaeger, and still be found by Loupe: clocks that run behind included. */
  readonly latenessMs?: Ms;
  /** How far back the first scan begins. */
  readonly historyMs?: Ms;
  /** How far back a search goes that names no time, and a search by order: as long as Jaeger keeps traces. */
  readonly searchBackMs?: Ms;
  /** Traces asked for at once, and where a microsecond holds more. The memory store refuses more than it holds. */
  readonly limit?: number;
  readonly mostLimit?: number;
  /** True where Jaeger stores in Elasticsearch or OpenSearch. */
  readonly escapeRegexp?: boolean;
}

export interface JaegerSource extends TraceSource {
  /** Null until asked for the first time. */
  generation(): Generation | null;
  counters(): HttpCounters;
  close(): void;
}

const DEFAULTS = {
  api: "auto",
  latenessMs: 10 * MINUTE_MS,
  historyMs: 7 * 24 * HOUR_MS,
  searchBackMs: 31 * 24 * HOUR_MS,
  limit: 1_000,
  mostLimit: 20_000,
  escapeRegexp: false,
} as const;

/** Spans of clocks that run ahead of ours. */
const AHEAD_MS = 5 * MINUTE_MS;
/** Each scan reads the newest ten seconds anew: every trace three or four times, twenty times if it were done twice a second. */
const REST_MS = 2_500;
const SCAN_REQUESTS = 2_000;
const ASK_REQUESTS = 200;

/** Jaeger 1.x and 2.x as a source. `README.md` says what it relies on. */
export function createJaegerSource(options: JaegerSourceOptions): JaegerSource {
  const { id, client, clock, orderKeys, api, latenessMs, historyMs, searchBackMs, limit, mostLimit, escapeRegexp } = {
    ...DEFAULTS,
    ...options,
  };
  const habits = newHabits();
  const limits = { limit, mostLimit };
  const scan = createScanner(
    { layers: layersOf(latenessMs), historyMs, aheadMs: AHEAD_MS, limits: { ...limits, mostRequests: SCAN_REQUESTS }, clock },
    habits,
  );
  const askLimits = { ...limits, mostRequests: ASK_REQUESTS };
  let chosen: ChosenApi | null = null;
  let lastError: string | null = null;
  let lastWarning: string | null = null;

  const failure = (kind: SourceFailure["kind"], detail: string): SourceFailure => ({ kind, source: id, detail, retryAfterMs: null });

  /** Finds the API out, works, keeps what happened for `status`; forgets the API when the server does not know it any more. */
  const withApi = async <T>(
    work: (api: ChosenApi) => Promise<Result<T, HttpFailure | "cursor">>,
    signal?: AbortSignal,
  ): Promise<Result<T, SourceFailure>> => {
    if (signal?.aborted) return err(failure("timeout", "The question was called off"));
    const probed: Result<ChosenApi, HttpFailure> = chosen
      ? ok(chosen)
      : api === "auto"
        ? await probeApi(client, id, signal)
        : ok(apiOf(api, client, id));
    if (probed.ok) chosen = probed.value;
    const answer = probed.ok ? await work(probed.value) : probed;
    if (answer.ok) {
      lastError = null;
      return answer;
    }
    if (answer.error === "cursor") return err(failure("rejected", "Unknown cursor"));
    const { kind, source, detail, retryAfterMs, reason } = answer.error;
    if (isNoSuchApi(answer.error)) chosen = null;
    if (reason !== "called-off") lastError = detail;
    return err({ kind, source, detail, retryAfterMs });
  };

  return {
    id,
    kind: "jaeger",
    restMs: REST_MS,
    async scan(cursor, most, signal) {
      const batch = await withApi((known) => scan(known.scan, cursor, most, signal), signal);
      if (batch.ok) lastWarning = batch.value.warnings?.[0] ?? null;
      return batch;
    },
    getTraces: (traceIds, signal) => withApi((known) => getTraces(known, traceIds, signal), signal),
    findOrder: (orderId, keys, signal) =>
      withApi((known) => {
        const range = rangeUpTo(clock(), searchBackMs, AHEAD_MS);
        return findOrder(known.attributes, orderId, keys, habits, { ...range, escapeRegexp, limits: askLimits }, signal);
      }, signal),
    search: (query, signal) =>
      withApi((known) => {
        const range = rangeUpTo(clock(), searchBackMs, AHEAD_MS);
        const settings = { source: id, orderKeys, escapeRegexp, limits: askLimits, range };
        const byAttribute = query.attributes?.length || query.orderId !== undefined;
        return searchTraces(byAttribute ? known.attributes : known.scan, query, habits, settings, signal);
      }, signal),
    status: async () => ({
      id,
      kind: "jaeger",
      state: lastError !== null ? "failed" : lastWarning !== null ? "degraded" : "ok",
      lastError: lastError ?? lastWarning,
    }),
    generation: () => chosen?.generation ?? null,
    counters: () => client.counters(),
    close: () => client.close(),
  };
}

/** One question a trace: Jaeger knows no other that all generations share. The client bounds how many are asked at once. */
async function getTraces(
  { scan }: ChosenApi,
  traceIds: readonly TraceId[],
  signal: AbortSignal | undefined,
): Promise<Result<TracesAnswer, HttpFailure>> {
  const answers = await Promise.all([...new Set(traceIds)].map((traceId) => scan.trace(traceId, signal)));
  const traces = new Map<TraceId, Trace>();
  const warnings = new Set<string>();
  for (const answer of answers) {
    if (!answer.ok) return answer;
    const trace = answer.value?.read();
    if (!trace) continue;
    if (trace.spans.length > 0) traces.set(trace.traceId, trace);
    for (const warning of trace.warnings) if (warning.kind === "partial") warnings.add(warning.reason);
  }
  return ok({ traces, partial: warnings.size > 0, warnings: [...warnings] });
}
