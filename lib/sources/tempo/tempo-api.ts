import { err, ok, type Result } from "../../base/result.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import type { HttpClient, HttpFailure } from "../http/http-client.ts";
import type { SourceFailure } from "../source.ts";
import { keepOffBorders } from "./scanner-blocks.ts";
import { traceOfAnswer } from "./to-trace.ts";
import { readSearch, readTraceAnswer, type WireHit } from "./wire.ts";

/** In whole seconds since 1970, both ends included: a finer time Tempo's search does not know. */
export interface Seconds {
  readonly from: number;
  readonly to: number;
}

export type TempoFailure = SourceFailure & { readonly reason?: HttpFailure["reason"]; readonly status?: number | null };

export interface TempoApi {
  search(question: SearchQuestion, signal?: AbortSignal): Promise<Result<readonly WireHit[], TempoFailure>>;
  /** Null where Tempo has none. */
  trace(traceId: TraceId, signal?: AbortSignal): Promise<Result<Trace | null, TempoFailure>>;
  /** Whether it answers at all. */
  echo(): Promise<Result<null, TempoFailure>>;
}

export interface SearchQuestion {
  readonly q: string;
  readonly range: Seconds;
  /** A full answer is a cut one: Tempo does not say so. */
  readonly limit: number;
  /** Spans of a span set. */
  readonly spans: number;
}

/** What `max_result_limit` allows as Tempo comes. */
export const MOST_RESULTS = 262_144;
/** What `max_spans_per_span_set` allows; 0 would mean 3. */
export const MOST_SPANS = 100;
/** What `max_duration` allows: 168 h, less a little for its own rounding. */
export const LONGEST_RANGE_S = 168 * 3_600 - 60;

export function createTempoApi(source: string, http: HttpClient): TempoApi {
  const broken = (detail: string): TempoFailure => ({ kind: "broken-answer", source, detail, retryAfterMs: null });
  return {
    async search({ q, range, limit, spans }, signal) {
      const answer = await http.get(
        "/api/search",
        { q: keepOffBorders(q), limit, spss: spans, start: range.from, end: range.to },
        { signal },
      );
      if (!answer.ok) return answer;
      const read = readSearch(answer.value.bytes);
      return read.ok ? read : err(broken(read.error));
    },
    async trace(traceId, signal) {
      // No times: given, only blocks that overlap are read, and the trace might be silently partial.
      const answer = await http.get(`/api/v2/traces/${traceId}`, {}, { signal, okStatuses: [404] });
      if (!answer.ok) return answer;
      if (answer.value.status === 404)
        return isNotFound(answer.value.bytes) ? ok(null) : err(broken("Tempo's trace API is not at this address"));
      const read = readTraceAnswer(answer.value.bytes);
      if (!read.ok) return err(broken(read.error));
      const { trace, problem } = traceOfAnswer(traceId, read.value);
      return problem === null ? ok(trace) : err(broken(problem));
    },
    async echo() {
      const echo = await http.get("/api/echo", {}, { expect: "any", okStatuses: [404], retries: 0 });
      if (!echo.ok) return echo;
      if (echo.value.status !== 404) return ok(null);
      const ready = await http.get("/ready", {}, { expect: "any", retries: 0 });
      return ready.ok ? ok(null) : ready;
    },
  };
}

/** An unknown trace is 404 with nothing or Tempo's own words in its body; a wrong address has the router's. */
function isNotFound(bytes: Uint8Array): boolean {
  return !/page not found/i.test(new TextDecoder().decode(bytes.subarray(0, 1_000)));
}
