import type { SourceFailure } from "#lib/sources/source";
import type { ProblemDto } from "../contract/problem.ts";

/** Every expected way in which a call can fail; the one list that maps to status and safe text below. */
export type Problem =
  | { readonly kind: "unauthenticated" }
  | { readonly kind: "forbidden"; readonly right: string }
  | { readonly kind: "bad-request"; readonly field: string; readonly detail: string }
  | { readonly kind: "not-found"; readonly detail: string }
  | { readonly kind: "method-not-allowed"; readonly allowed: string }
  | { readonly kind: "too-many-requests"; readonly retryAfterMs: number }
  | { readonly kind: "source-unavailable"; readonly timedOut: boolean; readonly detail: string; readonly retryAfterMs: number | null };

export interface ProblemAnswer {
  readonly body: ProblemDto;
  readonly headers: Readonly<Record<string, string>>;
}

export const notFound = (detail: string): Problem => ({ kind: "not-found", detail });
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

export const describeFailure = (failure: SourceFailure): string => `${failure.source}: ${failure.detail}`;

export function toProblemAnswer(problem: Problem): ProblemAnswer {
  switch (problem.kind) {
    case "unauthenticated":
      return answer("unauthenticated", "Sign-in needed", 401, "Send `Authorization: Bearer …` with a token from the issuer, or sign in.", {
        "www-authenticate": 'Bearer realm="loupe"',
      });
    case "forbidden":
      return answer("forbidden", "Not allowed", 403, `Your role lacks the right "${problem.right}".`);
    case "bad-request": {
      const made = answer("bad-request", "The request cannot be understood", 400, `\`${problem.field}\` ${problem.detail}`);
      return { ...made, body: { ...made.body, field: problem.field } };
    }
    case "not-found":
      return answer("not-found", "Not found", 404, problem.detail);
    case "method-not-allowed":
      return answer("method-not-allowed", "Method not allowed", 405, `Use ${problem.allowed}.`, { allow: problem.allowed });
    case "too-many-requests":
      return answer("too-many-requests", "Too many requests", 429, "Ask again later.", retryAfter(problem.retryAfterMs));
    case "source-unavailable":
      return answer(
        "source-unavailable",
        "The trace source could not be asked",
        problem.timedOut ? 504 : 502,
        problem.detail,
        problem.retryAfterMs === null ? {} : retryAfter(problem.retryAfterMs),
      );
  }
}

const retryAfter = (ms: number) => ({ "retry-after": String(Math.max(1, Math.ceil(ms / 1000))) });

const answer = (type: string, title: string, status: number, detail: string, headers: Record<string, string> = {}): ProblemAnswer => ({
  body: { type: `/problems/${type}`, title, status, detail },
  headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
});
