import { err, ok } from "../../base/result.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { FakeTempo } from "./fake-tempo.ts";

/** The fake without a socket, for thousands of questions; statuses as the real client treats them. */
export function fakeClient(
  answer: FakeTempo["answer"],
): HttpClient & { readonly asked: { path: string; query: Record<string, string> }[] } {
  const asked: { path: string; query: Record<string, string> }[] = [];
  return {
    asked,
    async get(path, query = {}, options = {}) {
      const given: Record<string, string> = {};
      for (const [name, value] of Object.entries(query)) if (value !== undefined) given[name] = String(value);
      asked.push({ path, query: given });
      const { status, contentType, body } = answer(path, given);
      const failed = { source: "tempo", detail: body, status, retryAfterMs: null };
      if (status !== 200 && !options.okStatuses?.includes(status))
        return err({ ...failed, kind: status >= 500 ? "unavailable" : "rejected", reason: "status" });
      if (options.expect !== "any" && body.startsWith("<")) return err({ ...failed, kind: "broken-answer", reason: "html" });
      return ok({ status, contentType, bytes: Buffer.from(body) });
    },
    counters: () => ({
      requests: 0,
      bytes: 0,
      scanRequests: 0,
      scanBytes: 0,
      retries: 0,
      failures: {},
      breaker: "closed",
      lastFailure: null,
      lastFailureAt: null,
    }),
    close: () => {},
  };
}
