import type { UnixMs } from "../../base/time.ts";
import type { HttpFailure, HttpReason } from "./http-client.ts";
import { readRetryAfter } from "./pauses.ts";

/** Builds failures for one backend. `redact` knows its secrets: texts of the backend may repeat them. */
export interface FailureMaker {
  of(kind: HttpFailure["kind"], reason: HttpReason, detail: string, status?: number | null, retryAfterMs?: number | null): HttpFailure;
  ofError(error: unknown): HttpFailure;
  ofStatus(status: number, body: string, retryAfter: string | undefined, now: UnixMs): HttpFailure;
}

export function createFailureMaker(source: string, redact: (text: string) => string): FailureMaker {
  const of: FailureMaker["of"] = (kind, reason, detail, status = null, retryAfterMs = null) => ({
    kind,
    reason,
    source,
    detail: redact(detail),
    status,
    retryAfterMs,
  });
  return {
    of,
    ofError(error) {
      const code = codeOf(error);
      if (code === "ENOTFOUND" || code === "EAI_AGAIN") return of("unreachable", "connect", `The backend's name is not known (${code})`);
      if (code === "ECONNRESET" || code === "EPIPE") return of("unreachable", "connect", `The connection broke off (${code})`);
      if (/^(ERR_SSL|ERR_OSSL|ERR_TLS|CERT|UNABLE_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code))
        return of("unreachable", "tls", `No trusted TLS connection (${code}): is the backend's CA or the client certificate right?`);
      if (code.startsWith("HPE_")) return of("broken-answer", "truncated", `The backend does not speak HTTP (${code})`);
      return of("unreachable", "connect", `The backend cannot be reached (${code || "no reason given"})`);
    },
    ofStatus(status, body, retryAfter, now) {
      const wait = readRetryAfter(retryAfter, now);
      const said = saidIn(body);
      const detail = `The backend answered ${status}${said ? `: ${said}` : ""}`;
      if (status === 429) return of("throttled", "status", detail, status, wait);
      if (status >= 500) return of("unavailable", "status", detail, status, wait);
      if (status >= 300 && status < 400) return of("rejected", "redirect", `${detail} (a redirect, perhaps to a login page)`, status);
      if (status === 401 || status === 403) return of("rejected", "status", `${detail}: the credentials were refused`, status);
      return of("rejected", "status", detail, status);
    },
  };
}

/** OpenSSL's own errors carry no code that begins like Node's, but a library. */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "" && error instanceof AggregateError) return codeOf(error.errors[0]);
  return code;
}

const MOST_SAID = 200;

/** A sentence of the backend's own, for the operator: from Jaeger's and Tempo's envelopes, or plain text; never markup. */
function saidIn(body: string): string {
  let text = body.trim();
  if (text === "" || text.startsWith("<")) return "";
  try {
    const json = JSON.parse(text) as { error?: unknown; errors?: readonly { msg?: unknown }[]; message?: unknown };
    const error = json.error as { message?: unknown } | string | undefined;
    const found = (typeof error === "object" ? error?.message : error) ?? json.errors?.[0]?.msg ?? json.message;
    text = typeof found === "string" ? found : "";
  } catch {
    // Plain text.
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters would garble a log
  text = text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim();
  return text.length > MOST_SAID ? `${text.slice(0, MOST_SAID)}…` : text;
}
