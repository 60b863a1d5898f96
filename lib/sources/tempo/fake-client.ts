import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { err, ok } from "../../base/result.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { FakeTempo } from "./fake-tempo.ts";

/** The fake behind a real socket. */
export async function serveFake(fake: FakeTempo): Promise<{ readonly url: string; stop(): Promise<void> }> {
  // Go allows a megabyte of headers; Node's 16 kB would refuse long ids.
  const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
    const url = new URL(request.url!, "http://localhost");
    const { status, contentType, body } = fake.answer(url.pathname, Object.fromEntries(url.searchParams));
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

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
    counters: () => ({ requests: 0, bytes: 0, retries: 0, failures: {}, breaker: "closed", lastFailure: null }),
    close: () => {},
  };
}
