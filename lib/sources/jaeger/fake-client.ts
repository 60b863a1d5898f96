import { err, ok } from "../../base/result.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { FakeJaeger } from "./fake-jaeger.ts";

/** The fake without a socket, for thousands of questions; statuses as the real client treats them. */
export function fakeClient(answer: FakeJaeger["answer"], beforeEach?: () => void): HttpClient {
  return {
    async get(path, query = {}, options = {}) {
      beforeEach?.();
      const asked: Record<string, string> = {};
      for (const [name, value] of Object.entries(query)) if (value !== undefined) asked[name] = String(value);
      const { status, contentType, body } = answer(decodeURIComponent(path), asked);
      const failed = { source: "jaeger", detail: body, status, retryAfterMs: null };
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
