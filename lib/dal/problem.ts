import type { ProblemDto } from "../contract/problem.ts";
import type { SourceFailure } from "../sources/source.ts";
import { maskProse } from "./masking.ts";

/**
 * Every expected way in which a call can fail once the caller is known (`access.ts` answers for the gate itself),
 * and the one place that maps them to status and safe text.
 */
export type Problem =
  | { readonly kind: "bad-request"; readonly field: string; readonly detail: string }
  | { readonly kind: "not-found"; readonly detail: string }
  /** Someone was faster, or it cannot be done to what it has become. */
  | { readonly kind: "conflict"; readonly detail: string }
  /** Allowed in general, but not this. */
  | { readonly kind: "forbidden"; readonly detail: string }
  | { readonly kind: "too-many-requests"; readonly retryAfterMs: number }
  | { readonly kind: "source-unavailable"; readonly timedOut: boolean; readonly detail: string; readonly retryAfterMs: number | null };

export const notFound = (detail: string): Problem => ({ kind: "not-found", detail });
export const conflict = (detail: string): Problem => ({ kind: "conflict", detail });
export const forbidden = (detail: string): Problem => ({ kind: "forbidden", detail });
export const badRequest = (field: string, detail: string): Problem => ({ kind: "bad-request", field, detail });

/** Nothing could be asked: said once, with every source's own words. */
export function sourceUnavailable(failures: readonly SourceFailure[]): Problem {
  const waits = failures.flatMap((failure) => (failure.retryAfterMs === null ? [] : [failure.retryAfterMs]));
  return {
    kind: "source-unavailable",
    timedOut: failures.length > 0 && failures.every((failure) => failure.kind === "timeout"),
    detail: failures.map(describeFailure).join("; ") || "No trace source is configured.",
    retryAfterMs: waits.length > 0 ? Math.max(...waits) : null,
  };
}

export const describeFailure = (failure: SourceFailure): string => `${failure.source}: ${maskProse(failure.detail)}`;

export function problemBody(failure: Problem): ProblemDto {
  switch (failure.kind) {
    case "bad-request":
      return {
        ...body(400, "bad-request", "The request cannot be understood", `\`${failure.field}\` ${failure.detail}`),
        field: failure.field,
      };
    case "not-found":
      return body(404, "not-found", "Not found", failure.detail);
    case "conflict":
      return body(409, "conflict", "It has changed meanwhile", failure.detail);
    case "forbidden":
      return body(403, "forbidden", "Not allowed", failure.detail);
    case "too-many-requests":
      return body(429, "too-many-requests", "Too many requests", "Ask again later.");
    case "source-unavailable":
      return body(failure.timedOut ? 504 : 502, "source-unavailable", "The trace source could not be asked", failure.detail);
  }
}

export function respondProblem(failure: Problem): Response {
  const wait = "retryAfterMs" in failure ? failure.retryAfterMs : null;
  return send(problemBody(failure), wait === null ? {} : { "retry-after": String(Math.max(1, Math.ceil(wait / 1000))) });
}

/** For the gate, which knows its own titles. `type` is a word; it becomes `/problems/word`. */
export const problem = (
  status: number,
  type: string,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response => send(body(status, type, title, detail), headers);

/** What is wrong is told with what was sent, and with what a source said of it: both may name somebody. */
const body = (status: number, type: string, title: string, detail: string): ProblemDto => ({
  type: `/problems/${type}`,
  title,
  status,
  detail: maskProse(detail),
});

const send = (content: ProblemDto, headers: Readonly<Record<string, string>>): Response =>
  new Response(JSON.stringify(content), {
    status: content.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
