import type { Ms, UnixMs } from "../../base/time.ts";
import type { HttpFailure } from "./http-client.ts";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/): between 0 and 200 ms × 2^attempt.
 * What the backend asked for is the least. Null: it asked for longer than anybody should wait here, so the caller is told instead.
 */
export function pauseBefore(attempt: number, failure: HttpFailure, random: () => number): Ms | null {
  const jitter = random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  if (failure.retryAfterMs === null) return jitter;
  return failure.retryAfterMs > LONGEST_PAUSE_MS ? null : failure.retryAfterMs + jitter;
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); null when absent or senseless. */
export function readRetryAfter(value: string | undefined, now: UnixMs): Ms | null {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = /GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** 500 may be a question that the backend cannot digest: asked again, but no sign that it is down. 501 never gets better. */
export function isWorthRetrying({ reason, status }: HttpFailure): boolean {
  if (reason === "status") return status === 429 || status === 500 || status === 502 || status === 503 || status === 504;
  return reason === "connect" || reason === "truncated";
}

/** Whether a failure says that the backend is down or drowning. */
export function isOutage({ reason, status }: HttpFailure): boolean {
  if (reason === "status") return status === 502 || status === 503 || status === 504;
  return reason === "connect" || reason === "tls" || reason === "timeout";
}
