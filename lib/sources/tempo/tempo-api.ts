import { err, ok, type Result } from "../../base/result.ts";
import type { Trace, TraceId } from "../../trace/span.ts";
import type { HttpClient } from "../http/http-client.ts";
import { readSearch } from "./read-search.ts";
import { keepOffBorders } from "./scanner-blocks.ts";
import type { Found, SearchQuestion, TempoFailure } from "./search-question.ts";
import { knownLimits, type ServerLimits, searchWithin } from "./server-limits.ts";
import { traceOfAnswer } from "./to-trace.ts";
import { readTraceAnswer } from "./wire.ts";

export interface TempoApi {
  search(question: SearchQuestion, signal?: AbortSignal): Promise<Result<Found, TempoFailure>>;
  /** Traces that one answer may hold: what is known of it. */
  mostResults(): number;
  /** Null where Tempo has none. */
  trace(traceId: TraceId, signal?: AbortSignal): Promise<Result<Trace | null, TempoFailure>>;
}

interface TempoApiOptions {
  /** A scan's questions, which wait behind people's. */
  readonly background?: boolean;
  /** Learnt by one and known to all that share them. */
  readonly limits?: ServerLimits;
  /** Names of the order's id, on span or resource. */
  readonly orderKeys?: ReadonlySet<string>;
}

const NO_KEYS: ReadonlySet<string> = new Set();

export function createTempoApi(
  source: string,
  http: HttpClient,
  { background = false, limits = knownLimits(), orderKeys = NO_KEYS }: TempoApiOptions = {},
): TempoApi {
  const broken = (detail: string): TempoFailure => ({ kind: "broken-answer", source, detail, retryAfterMs: null });
  const searchOnce = async ({ q, range, limit, spans }: SearchQuestion, signal?: AbortSignal): Promise<Result<Found, TempoFailure>> => {
    const asked = { q: keepOffBorders(q), limit, spss: spans, start: range.from, end: range.to };
    const answer = await http.get("/api/search", asked, { signal, background });
    if (!answer.ok) return answer;
    const read = readSearch(answer.value.bytes, orderKeys);
    return read.ok ? ok({ hits: read.value, isFull: read.value.length >= limit }) : err(broken(read.error));
  };
  return {
    mostResults: () => limits.results,
    search: (question, signal) => searchWithin(limits, question, (allowed) => searchOnce(allowed, signal)),
    async trace(traceId, signal) {
      // No times: given, only blocks that overlap are read, and the trace might be silently partial.
      const answer = await http.get(`/api/v2/traces/${traceId}`, {}, { signal, background, okStatuses: [404] });
      if (!answer.ok) return answer;
      if (answer.value.status === 404)
        return isNotFound(answer.value.bytes) ? ok(null) : err(broken("Tempo's trace API is not at this address"));
      const read = readTraceAnswer(answer.value.bytes);
      if (!read.ok) return err(broken(read.error));
      const { trace, problem } = traceOfAnswer(traceId, read.value);
      return problem === null ? ok(trace) : err(broken(problem));
    },
  };
}

/** An unknown trace is 404 with nothing or Tempo's own words in its body; a wrong address has the router's. */
function isNotFound(bytes: Uint8Array): boolean {
  return !/page not found/i.test(new TextDecoder().decode(bytes.subarray(0, 1_000)));
}
