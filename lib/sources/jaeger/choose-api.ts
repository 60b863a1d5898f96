import { err, ok, type Result } from "../../base/result.ts";
import type { HttpClient, HttpFailure } from "../http/http-client.ts";
import { createApiV1 } from "./api-v1.ts";
import { createApiV3 } from "./api-v3.ts";
import type { Generation, JaegerApi } from "./jaeger-api.ts";
import { isV3Error } from "./wire.ts";

/** `auto` finds out; the rest is the operator's word. */
export type ApiChoice = "auto" | "v3" | "v1";

export interface ChosenApi {
  readonly generation: Generation;
  /** For whole windows and single traces: v3 wherever there is one, as it is cheaper to read and loses nothing. */
  readonly scan: JaegerApi;
  /** For searches by attribute. */
  readonly attributes: JaegerApi;
}

/**
 * What the server understands, by what it says to a question that only v3 of 2.19 and later knows:
 *
 *   /api/v3/trace-summaries without times
 *     JSON 400                      ≥ 2.19          v3 for everything
 *     HTML 200 (2.13), plain 404    older: ask /api/v3/services
 *       JSON                        2.0 – 2.18      v3 for windows, v1 for attributes
 *       HTML, 404                   1.x             v1 for everything
 */
export async function probeApi(client: HttpClient, source: string, signal?: AbortSignal): Promise<Result<ChosenApi, HttpFailure>> {
  const summaries = await client.get("/api/v3/trace-summaries", {}, { signal, expect: "any", okStatuses: [400, 404] });
  if (!summaries.ok) return summaries;
  if (summaries.value.status === 400 && isV3Error(summaries.value.bytes)) return ok(apiOf("v3", client, source));
  const old = await createApiV3(client, source, "v3-old").services(signal);
  if (old.ok) return ok(apiOf("v3-old", client, source));
  if (!isNoSuchApi(old.error)) return old;
  const v1 = await createApiV1(client, source).services(signal);
  if (v1.ok) return ok(apiOf("v1", client, source));
  if (!isNoSuchApi(v1.error)) return v1;
  const detail = `Jaeger's API is not at this address (${v1.error.detail})`;
  return err({ ...v1.error, detail });
}

/** Answered, but not as this API would. */
export const isNoSuchApi = ({ kind, reason, status }: HttpFailure): boolean =>
  reason === "html" || (kind === "rejected" && (status === 400 || status === 404)) || (kind === "broken-answer" && status === 200);

export function apiOf(generation: Generation, client: HttpClient, source: string): ChosenApi {
  const v1 = createApiV1(client, source);
  switch (generation) {
    case "v1":
      return { generation, scan: v1, attributes: v1 };
    case "v3-old":
      return { generation, scan: createApiV3(client, source, "v3-old"), attributes: v1 };
    case "v3": {
      const v3 = createApiV3(client, source, "v3");
      return { generation, scan: v3, attributes: v3 };
    }
  }
}
