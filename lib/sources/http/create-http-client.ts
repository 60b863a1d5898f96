import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { createSecureContext } from "node:tls";
import { err, ok, type Result } from "../../base/result.ts";
import { type Ms, type UnixMs, unixMs } from "../../base/time.ts";
import { readAccess } from "./access.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import { exchange } from "./exchange.ts";
import { createFailureMaker } from "./failure.ts";
import type { GetOptions, HttpAnswer, HttpClient, HttpClientOptions, HttpFailure, QueryValue } from "./http-client.ts";
import { isOutage, isWorthRetrying, pauseBefore } from "./pauses.ts";
import { createSlots } from "./slots.ts";

const DEFAULTS = {
  connectTimeoutMs: 5_000,
  timeoutMs: 30_000,
  // A window of a thousand traces of a hundred spans is 60 MB of Jaeger's JSON; beyond this an adapter asks for less.
  maxBodyBytes: 256 * 2 ** 20,
  retries: 2,
  maxConcurrent: 4,
  breaker: { failures: 5, openMs: 5_000 },
} as const;

const sleepWell = (ms: Ms, signal?: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined);

/**
 * A client for one backend. A question is: wait for the breaker and a free slot, ask, and ask again after a pause what may get better.
 * @throws TypeError for an address or a certificate that is none: configuration, found at the start
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const {
    source,
    connectTimeoutMs,
    timeoutMs,
    maxBodyBytes,
    retries,
    maxConcurrent,
    breaker: breakerOptions,
  } = { ...DEFAULTS, ...options };
  const { clock = () => unixMs(performance.timeOrigin + performance.now()), sleep = sleepWell, random = Math.random } = options;
  const access = readAccess(options);
  const failures = createFailureMaker(source, access.redact);
  const breaker = createCircuitBreaker(breakerOptions, clock);
  const slots = createSlots(maxConcurrent);
  const agent = createAgent(access.origin, maxConcurrent, options.tls);
  const counts = { requests: 0, bytes: 0, scanRequests: 0, scanBytes: 0, retries: 0 };
  const failed: Partial<Record<HttpFailure["kind"], number>> = {};
  let lastFailure: HttpFailure | null = null;
  let lastFailureAt: UnixMs | null = null;
  let closed = false;
  const calledOff = () => err(failures.of("timeout", "called-off", "The question was called off"));

  const urlOf = (path: string, query: Readonly<Record<string, QueryValue>>): URL => {
    const url = new URL(access.origin);
    url.pathname = `${access.basePath}${path}`;
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.append(name, String(value));
    return url;
  };

  const attempt = async (url: URL, get: GetOptions): Promise<Result<HttpAnswer, HttpFailure>> => {
    const wait = breaker.admit();
    if (wait > 0) {
      const since = lastFailure === null ? "" : ` (${lastFailure.detail})`;
      return err(
        failures.of("unavailable", "breaker-open", `The backend failed repeatedly and is left alone for a while${since}`, null, wait),
      );
    }
    counts.requests++;
    if (get.background) counts.scanRequests++;
    const outcome = await exchange({
      url,
      headers: { accept: "application/json", ...access.headers, ...get.headers },
      agent,
      connectTimeoutMs,
      timeoutMs: get.timeoutMs ?? timeoutMs,
      maxBodyBytes,
      expectJson: get.expect !== "any",
      okStatuses: get.okStatuses ?? [],
      signal: get.signal,
      failures,
      clock,
      onBytes: (count) => {
        counts.bytes += count;
        if (get.background) counts.scanBytes += count;
      },
    });
    if (outcome.ok) breaker.report("good");
    else breaker.report(isOutage(outcome.error) ? "bad" : outcome.error.reason === "called-off" ? "unknown" : "good");
    return outcome;
  };

  const ask = async (url: URL, get: GetOptions): Promise<Result<HttpAnswer, HttpFailure>> => {
    let before: Result<HttpAnswer, HttpFailure> | null = null;
    for (let again = 0; ; again++) {
      // A connection that is made now would outlive the client.
      if (closed) return before ?? calledOff();
      const outcome = await attempt(url, get);
      // What really happened says more than that the breaker opened upon it.
      if (before && !outcome.ok && outcome.error.reason === "breaker-open") return before;
      before = outcome;
      if (outcome.ok || again >= (get.retries ?? retries) || !isWorthRetrying(outcome.error)) return outcome;
      const wait = pauseBefore(again, outcome.error, random);
      if (wait === null) return outcome;
      await sleep(wait, get.signal);
      if (get.signal?.aborted) return outcome;
      counts.retries++;
    }
  };

  return {
    async get(path, query = {}, get = {}) {
      const release = await slots.take(get.signal, get.background);
      const outcome = release ? await ask(urlOf(path, query), get).finally(release) : calledOff();
      if (outcome.ok) return ok(outcome.value);
      failed[outcome.error.kind] = (failed[outcome.error.kind] ?? 0) + 1;
      if (outcome.error.reason !== "breaker-open") {
        lastFailure = outcome.error;
        lastFailureAt = clock();
      }
      return outcome;
    },
    counters: () => ({ ...counts, failures: { ...failed }, breaker: breaker.state(), lastFailure, lastFailureAt }),
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

/** Idle connections are dropped before common proxies do it (60 s and more), so that a question seldom meets a dead one. */
const IDLE_MS = 15_000;

function createAgent(origin: URL, maxSockets: number, tls: HttpClientOptions["tls"]): http.Agent {
  const common = { keepAlive: true, maxSockets, timeout: IDLE_MS, scheduling: "lifo" as const };
  if (origin.protocol === "http:") return new http.Agent(common);
  createSecureContext({ ca: tls?.caPem, cert: tls?.clientCertPem, key: tls?.clientKeyPem }); // throws now what would fail at every question
  return new https.Agent({ ...common, ca: tls?.caPem, cert: tls?.clientCertPem, key: tls?.clientKeyPem });
}
