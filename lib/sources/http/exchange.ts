import http from "node:http";
import https from "node:https";
import { createGunzip } from "node:zlib";
import { err, ok, type Result } from "../../base/result.ts";
import type { Clock, Ms } from "../../base/time.ts";
import type { FailureMaker } from "./failure.ts";
import type { HttpAnswer, HttpFailure } from "./http-client.ts";

/** One attempt. */
export interface Exchange {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: http.Agent;
  readonly connectTimeoutMs: Ms;
  readonly timeoutMs: Ms;
  readonly maxBodyBytes: number;
  readonly expectJson: boolean;
  readonly okStatuses: readonly number[];
  readonly signal: AbortSignal | undefined;
  readonly failures: FailureMaker;
  readonly clock: Clock;
  /** As received. */
  onBytes(count: number): void;
}

type Outcome = Result<HttpAnswer, HttpFailure>;

/** Of an error's body this much is read, for the sentence in it. */
const ERROR_BODY_BYTES = 16_384;

/** Asks once. Resolves exactly once, never rejects; whatever happens, the socket is either reusable or destroyed. */
export function exchange(how: Exchange): Promise<Outcome> {
  const { failures, signal } = how;
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(err(failures.of("timeout", "called-off", "The question was called off")));
    let settled = false;
    const request = (how.url.protocol === "https:" ? https : http).get(how.url, { agent: how.agent, headers: how.headers });
    const settle = (outcome: Outcome) => {
      if (settled) return;
      settled = true;
      clearTimeout(connecting);
      clearTimeout(waiting);
      signal?.removeEventListener("abort", callOff);
      if (!outcome.ok) request.destroy();
      resolve(outcome);
    };
    const callOff = () => settle(err(failures.of("timeout", "called-off", "The question was called off")));
    const connecting = setTimeout(
      () => settle(err(failures.of("unreachable", "connect", `No connection within ${how.connectTimeoutMs} ms`))),
      how.connectTimeoutMs,
    );
    const waiting = setTimeout(
      () => settle(err(failures.of("timeout", "timeout", `No complete answer within ${how.timeoutMs} ms`))),
      how.timeoutMs,
    );
    signal?.addEventListener("abort", callOff, { once: true });
    request.on("socket", (socket) => {
      const connected = () => clearTimeout(connecting);
      if (!socket.connecting) connected();
      else socket.once(how.url.protocol === "https:" ? "secureConnect" : "connect", connected);
    });
    request.on("error", (error) => settle(err(failures.ofError(error))));
    request.on("response", (response) => readResponse(response, how, settle));
  });
}

function readResponse(response: http.IncomingMessage, how: Exchange, settle: (outcome: Outcome) => void): void {
  const { failures } = how;
  const status = response.statusCode ?? 0;
  const contentType = String(response.headers["content-type"] ?? "");
  const isAnswer = (status >= 200 && status < 300) || how.okStatuses.includes(status);
  const broken = (detail: string) => settle(err(failures.of("broken-answer", "truncated", detail, status)));
  response.on("data", (chunk: Buffer) => how.onBytes(chunk.length));
  response.on("aborted", () => broken("The answer broke off in the middle"));
  response.on("error", () => broken("The answer broke off in the middle"));
  const body = response.headers["content-encoding"] === "gzip" ? response.pipe(createGunzip()) : response;
  body.on("error", () => broken("The answer's compression is broken"));
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = () => {
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
    if (!isAnswer)
      return settle(err(failures.ofStatus(status, bytes.toString("utf8"), response.headers["retry-after"] as string, how.clock())));
    if (how.expectJson && isHtml(contentType, bytes))
      return settle(err(failures.of("broken-answer", "html", "An HTML page came instead of JSON: a login page, or a wrong path", status)));
    settle(ok({ status, contentType, bytes }));
  };
  body.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (!isAnswer && size > ERROR_BODY_BYTES) {
      finish();
    } else if (size > how.maxBodyBytes) {
      settle(err(failures.of("broken-answer", "too-large", `The answer is larger than ${how.maxBodyBytes} bytes`, status)));
    } else chunks.push(chunk);
  });
  // `end` also comes after an abort in some cases: `complete` tells that the whole message was there.
  body.on("end", () => (response.complete ? finish() : broken("The answer broke off in the middle")));
}

/** By its beginning too: proxies lie about types. */
function isHtml(contentType: string, bytes: Uint8Array): boolean {
  if (/^\s*text\/html/i.test(contentType)) return true;
  for (const byte of bytes.subarray(0, 64)) {
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0xef || byte === 0xbb || byte === 0xbf) continue;
    return byte === 0x3c; // "<"
  }
  return false;
}
