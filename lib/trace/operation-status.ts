import { NAMES } from "./attribute-names.ts";
import type { Attributes, AttributeValue, OperationStatus, Span } from "./span.ts";

type Judged = Pick<Span, "kind" | "status" | "attributes" | "events">;

/**
 * The user's field `operation_status`. What the service states wins; else it is read from what OpenTelemetry's conventions
 * and the libraries really send. A timeout is a timeout, not an error too.
 *
 *   stated operation_status            → that
 *   HTTP 408 or 504, gRPC code 4       → timeout
 *   failed, and a word of it says so   → timeout        words: error.type, status message, exception events
 *   failed                             → error          failed: status ERROR, error.type, error=true, a 5xx, gRPC code ≠ 0 of a client
 *   else                               → success        a server's 4xx among it: the caller's fault, served well
 *
 * Status OK is a person's explicit word that the operation went well, whatever its codes are.
 */
export function operationStatus(span: Judged): OperationStatus {
  const stated = statedStatus(span.attributes);
  if (stated !== null) return stated;
  if (span.status.code === "ok") return "success";
  const http = codeOf(span.attributes, NAMES.httpStatus);
  const grpc = codeOf(span.attributes, NAMES.grpcStatus);
  if (http === "408" || http === "504" || grpc === "4" || grpc === "DEADLINE_EXCEEDED") return "timeout";
  if (!hasFailed(span, http, grpc)) return "success";
  return saysTimeout(span) ? "timeout" : "error";
}

const STATED_KEYS = ["operation_status", "operation.status"];
const STATED: Readonly<Record<string, OperationStatus>> = {
  success: "success",
  ok: "success",
  error: "error",
  failure: "error",
  timeout: "timeout",
};

function statedStatus(attributes: Attributes): OperationStatus | null {
  for (const key of STATED_KEYS) {
    const value = attributes[key];
    if (typeof value !== "string") continue;
    const word = value.trim().toLowerCase();
    if (Object.hasOwn(STATED, word)) return STATED[word]!;
  }
  return null;
}

/** Numbers and strings alike: some exporters turn codes into text. */
function codeOf(attributes: Attributes, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return String(value).trim();
  }
  return null;
}

function hasFailed({ kind, status, attributes }: Judged, http: string | null, grpc: string | null): boolean {
  if (status.code === "error") return true;
  const error = attributes["error"];
  if (error === true || error === "true") return true;
  const type = attributes["error.type"];
  if (type !== undefined && type !== null && type !== "") return true;
  if (http !== null && /^5\d\d$/.test(http)) return true;
  return kind === "client" && grpc !== null && grpc !== "0" && grpc !== "OK";
}

/**
 * `23` is DOMException.TIMEOUT_ERR, which Node's fetch instrumentation reports as error.type; 55P03 and 57014 are PostgreSQL's
 * codes of LockNotAvailable and QueryCanceled (psycopg's names); 408 and 504 are HTTP's.
 */
const TIMEOUT_TYPES: ReadonlySet<string> = new Set(["23", "55p03", "57014", "408", "504", "4", "deadline_exceeded"]);
const TIMEOUT_WORDS = /time[\s_-]?out|timed[\s_-]?out|locknotavailable|querycanceled|deadline_exceeded|context deadline exceeded/i;

function namesTimeout(value: AttributeValue | undefined): boolean {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return false;
  const text = String(value);
  return TIMEOUT_WORDS.test(text) || TIMEOUT_TYPES.has(text.trim().toLowerCase());
}

function saysTimeout({ status, attributes, events }: Judged): boolean {
  if (namesTimeout(attributes["error.type"])) return true;
  if (status.message !== null && TIMEOUT_WORDS.test(status.message)) return true;
  if (saysException(attributes)) return true;
  return events.some((event) => event.name === "exception" && saysException(event.attributes));
}

function saysException(attributes: Attributes): boolean {
  const message = attributes["exception.message"];
  return namesTimeout(attributes["exception.type"]) || (typeof message === "string" && TIMEOUT_WORDS.test(message));
}
