import { err, ok, type Result } from "../../base/result.ts";
import type { HttpAnswer, HttpClient, HttpFailure } from "../http/http-client.ts";
import { durationText, type FoundTraces, type JaegerApi } from "./jaeger-api.ts";
import { readAnswer } from "./read-answer.ts";
import { createV1Reader, type V1Reader } from "./v1-slices.ts";
import { isV1NotFound, readV1Services } from "./wire.ts";

/** The JSON API of Jaeger's interface: 1.x and 2.x up to 2.20. A search needs a service. */
export function createApiV1(client: HttpClient, source: string): JaegerApi {
  const reader = createV1Reader();
  return {
    canOmitService: false,
    async services(signal) {
      const answer = await client.get("/api/services", {}, { signal });
      return answer.ok ? readAnswer(source, () => readV1Services(answer.value.bytes)) : answer;
    },
    async search({ service, operation, attributes = {}, fromUs, toUs, tookMs, lessThanMs, limit, background }, signal) {
      const asked = {
        service: service ?? undefined,
        operation,
        start: fromUs,
        end: toUs,
        minDuration: durationText(tookMs),
        maxDuration: durationText(lessThanMs),
        limit,
        tags: Object.keys(attributes).length === 0 ? undefined : JSON.stringify(attributes),
        raw: "true", // as in v3, see there
      };
      return readFound(source, reader, await client.get("/api/traces", asked, { signal, background }));
    },
    async trace(traceId, signal) {
      const answer = await client.get(`/api/traces/${traceId}`, { raw: "true" }, { signal, okStatuses: [404] });
      const found = readFound(source, reader, answer);
      return found.ok ? ok(found.value.traces.get(traceId) ?? null) : found;
    },
  };
}

function readFound(source: string, reader: V1Reader, answer: Result<HttpAnswer, HttpFailure>): Result<FoundTraces, HttpFailure> {
  if (!answer.ok) return answer;
  const { status, bytes } = answer.value;
  if (status === 404) {
    if (isV1NotFound(bytes)) return ok({ traces: new Map(), errors: [] });
    const detail = "The backend answered 404: Jaeger's API is not at this address";
    return err({ kind: "rejected", reason: "status", source, detail, status, retryAfterMs: null });
  }
  return readAnswer(source, () => reader.read(bytes));
}
