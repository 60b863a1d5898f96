/** Stands between Loupe and a real server, and does to their talk what networks, gateways and drowning servers do. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export type Disturbance =
  | { readonly kind: "none" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** 200 and a login page. */
  | { readonly kind: "html" }
  /** Half of the body, then the connection is gone. */
  | { readonly kind: "truncated" }
  | { readonly kind: "refused" }
  /** Never an answer. */
  | { readonly kind: "silent" };

export interface DisturbingProxy {
  readonly url: string;
  readonly requests: () => number;
  /** All questions from now on. */
  disturb(by: Disturbance): void;
  /** Of so many questions one, each in the next way. */
  disturbOneOf(every: number, ways: readonly Disturbance[]): void;
  stop(): Promise<void>;
}

export async function startDisturbingProxy(target: string): Promise<DisturbingProxy> {
  let choose: () => Disturbance = () => ({ kind: "none" });
  let requests = 0;
  const server = http.createServer((request, response) => {
    requests++;
    void answer(target, choose(), request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    disturb(by) {
      choose = () => by;
    },
    disturbOneOf(every, ways) {
      choose = () => (requests % every === 0 ? ways[(requests / every) % ways.length]! : { kind: "none" });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(target: string, by: Disturbance, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  switch (by.kind) {
    case "refused":
      request.socket.destroy();
      return;
    case "silent":
      return;
    case "status":
      response.writeHead(by.status, { "content-type": "text/plain", ...(by.retryAfter && { "retry-after": by.retryAfter }) });
      response.end("the disturbing proxy says no");
      return;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
      return;
    case "slow":
      await pause(by.ms);
      break;
  }
  const { statusCode, headers, body } = await forward(new URL(request.url ?? "/", target), request);
  response.writeHead(statusCode ?? 502, { ...headers, "content-length": String(body.length) });
  if (by.kind !== "truncated" || body.length < 2) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, body.length >> 1), () => request.socket.destroy());
}

async function forward(url: URL, request: http.IncomingMessage) {
  const answered = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const asked = http
      .request(url, { method: request.method, headers: { ...request.headers, host: url.host } }, resolve)
      .once("error", reject);
    request.pipe(asked);
  });
  const { "transfer-encoding": _chunked, connection: _connection, ...headers } = answered.headers;
  return { statusCode: answered.statusCode, headers, body: Buffer.concat(await answered.toArray()) };
}
