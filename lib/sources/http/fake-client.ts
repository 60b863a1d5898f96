import { err, ok } from "../../base/result.ts";
import type { HttpClient } from "./http-client.ts";

/** What a fake backend answers to a path and its query. */
export type FakeAnswer = (
  path: string,
  query: Record<string, string>,
) => { readonly status: number; readonly contentType: string; readonly body: string };

/** A fake backend without a socket, for thousands of questions; statuses as the real client treats them. */
export function fakeClient(source: string, answer: FakeAnswer): HttpClient {
  return {
    async get(path, query = {}, options = {}) {
      const asked: Record<string, string> = {};
      for (const [name, value] of Object.entries(query)) if (value !== undefined) asked[name] = String(value);
      const { status, contentType, body } = answer(path, asked);
      const failed = { source, detail: body, status, retryAfterMs: null };
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
