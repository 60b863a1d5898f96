import type { Result } from "../../base/result.ts";
import type { Clock, Ms } from "../../base/time.ts";
import type { SourceCounters, SourceFailure } from "../source.ts";

export type HttpAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "basic"; readonly user: string; readonly password: string };

export interface HttpClientOptions {
  /** The source's id: failures carry it. */
  readonly source: string;
  /** With the base path, e.g. `https://traces.example.internal/jaeger`. Credentials in it count as basic ones. */
  readonly baseUrl: string;
  readonly auth?: HttpAuth;
  readonly headers?: Readonly<Record<string, string>>;
  /** E.g. `{ header: "x-scope-orgid", value: "jewels" }`. */
  readonly tenant?: { readonly header: string; readonly value: string };
  readonly tls?: { readonly caPem?: string; readonly clientCertPem?: string; readonly clientKeyPem?: string };
  readonly connectTimeoutMs?: Ms;
  /** One attempt, from asking to the last byte. */
  readonly timeoutMs?: Ms;
  /** After decompression. */
  readonly maxBodyBytes?: number;
  /** Attempts after the first. */
  readonly retries?: number;
  readonly maxConcurrent?: number;
  readonly breaker?: { readonly failures: number; readonly openMs: Ms };
  /** Monotonic enough for pauses; tests give their own. */
  readonly clock?: Clock;
  readonly sleep?: (ms: Ms, signal?: AbortSignal) => Promise<void>;
  /** 0 ≤ x < 1, for the jitter. */
  readonly random?: () => number;
}

export type QueryValue = string | number | undefined;

export interface GetOptions {
  /** `json` (the default) refuses HTML whatever its status: backends' user interfaces and login pages answer unknown paths so. */
  readonly expect?: "json" | "any";
  /** Statuses beside 2xx that are answers here, not failures (Jaeger's 404 for "no match"). */
  readonly okStatuses?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the client's. */
  readonly timeoutMs?: Ms;
  readonly retries?: number;
  /** A scan's: it waits behind all others, and always leaves them one connection. */
  readonly background?: boolean;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What a failure was, finer than its kind: an adapter halves its window when a body is too large. */
export type HttpReason =
  | "connect"
  | "tls"
  | "timeout"
  | "called-off"
  | "status"
  | "redirect"
  | "html"
  | "truncated"
  | "too-large"
  | "breaker-open";

export interface HttpFailure extends SourceFailure {
  readonly reason: HttpReason;
  /** Null where no answer came. */
  readonly status: number | null;
}

export type BreakerState = SourceCounters["breaker"];

/** Since the client was made; for `/metrics`. */
export interface HttpCounters extends SourceCounters {
  readonly lastFailure: HttpFailure | null;
}

/** A polite, suspicious client for one backend: it tells "nothing there" from "could not ask", and shows no secret in either. */
export interface HttpClient {
  get(path: string, query?: Readonly<Record<string, QueryValue>>, options?: GetOptions): Promise<Result<HttpAnswer, HttpFailure>>;
  counters(): HttpCounters;
  /** Ends every connection: what is being asked fails, and nothing is asked any more. */
  close(): void;
}
