import { err, ok } from "../../base/result.ts";
import { type Clock, type Ms, unixMs } from "../../base/time.ts";
import type { HttpClient, HttpCounters } from "../http/http-client.ts";
import type { SourceFailure, TraceSource } from "../source.ts";
import { chooseFields, type FieldWishes } from "./fields.ts";
import { findOrder, rangesBack } from "./find-order.ts";
import { createGivenTraces } from "./given-traces.ts";
import { fetchTraces } from "./read-traces.ts";
import { createSamplingProbes } from "./sampling-probes.ts";
import { SCAN_DEFAULTS, type ScanOptions } from "./scan-options.ts";
import { createScanner } from "./scanner.ts";
import { readPosition, searchTraces } from "./search.ts";
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
  const api = createTempoApi(id, http, { limits });
  const fields = chooseFields(options);
  const reading = {
    api: createTempoApi(id, http, { limits, background: true }),
    fields,
    given: createGivenTraces(),
    probes: createSamplingProbes(),
  };
  const scanner = createScanner(reading, { ...SCAN_DEFAULTS, ...withoutUndefined(options), clock });
  let scanFailure: string | null = null;

  const rejected = (detail: string): SourceFailure => ({ kind: "rejected", source: id, detail, retryAfterMs: null });
  const ranges = () => rangesBack(unixMs(clock() - retentionMs), unixMs(clock() + 60_000));

  return {
    id,
    kind: "tempo",
    async scan(cursor, limit, signal) {
      const batch = await scanner.scan(cursor, limit, signal);
      if (batch === null) return err(rejected("Unknown cursor"));
      scanFailure = batch.ok ? null : batch.error.detail;
      return batch;
    },
    async getTraces(traceIds, signal) {
      const found = await fetchTraces(api, traceIds, signal);
      if (!found.ok) return found;
      const reasons = [...found.value.values()].flatMap(({ warnings }) =>
        warnings.flatMap((warning) => (warning.kind === "partial" ? [warning.reason] : [])),
      );
      return ok({ traces: found.value, partial: reasons.length > 0, warnings: [...new Set(reasons)] });
    },
    findOrder: (orderId, keys, signal) => findOrder(api, orderId, keys, ranges(), signal),
    async search(query, signal) {
      const after = query.cursor === undefined ? null : readPosition(query.cursor);
      if (query.cursor !== undefined && after === null) return err(rejected("Unknown cursor"));
      return searchTraces({ api, fields, source: id, now: clock(), retentionMs }, query, after, signal);
    },
    async status() {
      const echo = await api.echo();
      if (!echo.ok) return { id, kind: "tempo", state: "failed", lastError: echo.error.detail };
      const lastError = scanFailure ?? scanner.truncated();
      return { id, kind: "tempo", state: lastError === null ? "ok" : "degraded", lastError };
    },
    counters: () => http.counters(),
    close: () => http.close(),
  };
}

const withoutUndefined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
