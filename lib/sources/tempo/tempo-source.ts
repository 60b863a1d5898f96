import { err, ok, type Result } from "../../base/result.ts";
import { type Clock, type Ms, unixMs } from "../../base/time.ts";
import type { HttpClient, HttpCounters } from "../http/http-client.ts";
import type { SourceFailure, TraceSource } from "../source.ts";
import { createAbsentCallers } from "./absent-callers.ts";
import { createAwaitedParents } from "./awaited-parents.ts";
import { chooseFields, type FieldWishes } from "./fields.ts";
import { findOrder, rangesBack } from "./find-order.ts";
import { createGivenTraces } from "./given-traces.ts";
import { fetchTraces } from "./read-traces.ts";
import { createSamplingProbes } from "./sampling-probes.ts";
import { SCAN_DEFAULTS, type ScanOptions } from "./scan-options.ts";
import { createScanner } from "./scanner.ts";
import { readPosition, searchTraces } from "./search.ts";
import type { TempoFailure } from "./search-question.ts";
import { knownLimits } from "./server-limits.ts";
import { createTempoApi } from "./tempo-api.ts";

export interface TempoOptions extends FieldWishes, Partial<Omit<ScanOptions, "clock">> {
  readonly id: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  /** How far back an order, or a search without a beginning, is looked for. */
  readonly retentionMs?: Ms;
}

export interface TempoSource extends TraceSource {
  /** For `/metrics`. */
  counters(): HttpCounters;
  close(): void;
}

/** Tempo's own default for keeping blocks. */
const RETENTION_MS = 14 * 86_400_000;

/** Grafana Tempo 2.8 to 3.x as a source. */
export function createTempoSource(options: TempoOptions): TempoSource {
  const { id, http, clock, retentionMs = RETENTION_MS } = options;
  const limits = knownLimits();
  const fields = chooseFields(options);
  const { orderKeys } = fields;
  const api = createTempoApi(id, http, { limits, orderKeys });
  const reading = {
    api: createTempoApi(id, http, { limits, orderKeys, background: true }),
    fields,
    given: createGivenTraces(),
    probes: createSamplingProbes(),
    callers: createAbsentCallers(),
    parents: createAwaitedParents(clock),
  };
  const scanner = createScanner(reading, { ...SCAN_DEFAULTS, ...withoutUndefined(options), clock });
  /** What scanning, and what people, met last. Never asked for: a server that hangs would make every page wait. */
  let scanError: string | null = null;
  let askError: string | null = null;

  const asked = async <T>(answer: Promise<Result<T, TempoFailure>>): Promise<Result<T, TempoFailure>> => {
    const outcome = await answer;
    if (outcome.ok) askError = null;
    // Its no to one question says nothing of the next.
    else if (outcome.error.kind !== "rejected" && outcome.error.reason !== "called-off") askError = outcome.error.detail;
    return outcome;
  };

  const rejected = (detail: string): SourceFailure => ({ kind: "rejected", source: id, detail, retryAfterMs: null });
  const ranges = () => rangesBack(unixMs(clock() - retentionMs), unixMs(clock() + 60_000));

  return {
    id,
    kind: "tempo",
    async scan(cursor, limit, signal) {
      const batch = await scanner.scan(cursor, limit, signal);
      if (batch === null) return err(rejected("Unknown cursor"));
      if (batch.ok) scanError = null;
      else if (batch.error.reason !== "called-off") scanError = batch.error.detail;
      return batch;
    },
    async getTraces(traceIds, signal) {
      const found = await asked(fetchTraces(api, traceIds, signal));
      if (!found.ok) return found;
      const reasons = [...found.value.values()].flatMap(({ warnings }) =>
        warnings.flatMap((warning) => (warning.kind === "partial" ? [warning.reason] : [])),
      );
      return ok({ traces: found.value, partial: reasons.length > 0, warnings: [...new Set(reasons)] });
    },
    findOrder: (orderId, keys, signal) => asked(findOrder(api, orderId, keys, ranges(), signal)),
    async search(query, signal) {
      const after = query.cursor === undefined ? null : readPosition(query.cursor);
      if (query.cursor !== undefined && after === null) return err(rejected("Unknown cursor"));
      return asked(searchTraces({ api, fields, source: id, now: clock(), retentionMs }, query, after, signal));
    },
    async status() {
      const error = scanError ?? askError;
      const lastError = error ?? scanner.truncated();
      return { id, kind: "tempo", state: error !== null ? "failed" : lastError !== null ? "degraded" : "ok", lastError };
    },
    counters: () => http.counters(),
    close: () => http.close(),
  };
}

const withoutUndefined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
