import { err, ok, type Result } from "../../base/result.ts";
import type { HttpAnswer, HttpClient, HttpFailure } from "../http/http-client.ts";
import { durationText, type FoundTraces, type JaegerApi, type WindowQuery } from "./jaeger-api.ts";
import { readAnswer } from "./read-answer.ts";
import { readV3Traces } from "./v3-bytes.ts";
import { isV3NotFound, readV3Services } from "./wire.ts";

/**
 * `raw` switches the server's own adjustments off: they move clocks (Loupe works that out itself, from many traces), and the memory
 * store keeps the warnings they add, so that a trace grows with every reading.
 */
const NAMES = {
  v3: {
    service: "query.serviceName",
    operation: "query.operationName",
    from: "query.startTimeMin",
    to: "query.startTimeMax",
    took: "query.durationMin",
    lessThan: "query.durationMax",
    limit: "query.searchDepth",
    raw: "query.rawTraces",
  },
  "v3-old": {
    service: "query.service_name",
    operation: "query.operation_name",
    from: "query.start_time_min",
    to: "query.start_time_max",
    took: "query.duration_min",
    lessThan: "query.duration_max",
    limit: "query.num_traces",
    raw: "query.raw_traces",
  },
} as const;

export function createApiV3(client: HttpClient, source: string, names: "v3" | "v3-old"): JaegerApi {
  const name = NAMES[names];
  return {
    canOmitService: true,
    async services(signal) {
      const answer = await client.get("/api/v3/services", {}, { signal });
      return answer.ok ? readAnswer(source, () => readV3Services(answer.value.bytes)) : answer;
    },
    async search(query, signal) {
      const asked = {
        [name.service]: query.service ?? undefined,
        [name.operation]: query.operation,
        [name.from]: timeText(query.fromUs),
        [name.to]: timeText(query.toUs),
        [name.took]: durationText(query.tookMs),
        [name.lessThan]: durationText(query.lessThanMs),
        [name.limit]: query.limit,
        [name.raw]: "true",
        "query.attributes": attributesText(query),
      };
      return readFound(source, await client.get("/api/v3/traces", asked, { signal, okStatuses: [404], background: query.background }));
    },
    async trace(traceId, signal) {
      const raw = names === "v3" ? "rawTraces" : "raw_traces";
      const found = readFound(source, await client.get(`/api/v3/traces/${traceId}`, { [raw]: "true" }, { signal, okStatuses: [404] }));
      return found.ok ? ok(found.value.traces.get(traceId) ?? null) : found;
    },
  };
}

function readFound(source: string, answer: Result<HttpAnswer, HttpFailure>): Result<FoundTraces, HttpFailure> {
  if (!answer.ok) return answer;
  const { status, bytes } = answer.value;
  if (status !== 404) return readAnswer(source, () => ({ traces: readV3Traces(bytes), errors: [] }));
  if (isV3NotFound(bytes)) return ok({ traces: new Map(), errors: [] });
  const detail = "The backend answered 404: Jaeger's v3 API is not at this address";
  return err({ kind: "rejected", reason: "status", source, detail, status, retryAfterMs: null });
}

const attributesText = ({ attributes = {} }: WindowQuery): string | undefined =>
  Object.keys(attributes).length === 0 ? undefined : JSON.stringify(attributes);

/** RFC 3339 with microseconds. */
function timeText(us: number): string {
  const seconds = Math.floor(us / 1e6);
  const fraction = String(us - seconds * 1e6).padStart(6, "0");
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${fraction}Z`;
}
