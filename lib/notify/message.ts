import type { Severity } from "../detector/cases/case.ts";
import type { Phase } from "./bundle.ts";

/** What is sent, whatever carries it. Texts are masked already. */
export interface Message {
  /** The same for every try: receivers that can tell apart by it do. */
  readonly key: string;
  readonly phase: Phase | "summary" | "test";
  readonly route: string;
  readonly groupId: string | null;
  readonly language: "ru" | "en";
  readonly severity: Severity;
  readonly count: number;
  /** One line. */
  readonly subject: string;
  readonly lines: readonly string[];
  /** Where to look. */
  readonly url: string;
  /** RFC 3339. */
  readonly startsAt: string;
  readonly endsAt: string | null;
  /** Chain, step, state, cause, queue, service, version: what is known of them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whose people are told by it; bounded. */
  readonly caseIds: readonly string[];
}

/** Accepted by the receiver, or why not. */
export type Sent =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly reason: string; readonly retryAfterMs: number | null };

export const ACCEPTED: Sent = { accepted: true };
export const refused = (reason: string, retryAfterMs: number | null = null): Sent => ({ accepted: false, reason, retryAfterMs });
