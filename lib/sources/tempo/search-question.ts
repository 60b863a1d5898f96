import type { HttpFailure } from "../http/http-client.ts";
import type { SourceFailure } from "../source.ts";
import type { Hit } from "./hit.ts";

/** In whole seconds since 1970, both ends included: a finer time Tempo's search does not know. */
export interface Seconds {
  readonly from: number;
  readonly to: number;
}

export type TempoFailure = SourceFailure & { readonly reason?: HttpFailure["reason"]; readonly status?: number | null };

export interface SearchQuestion {
  readonly q: string;
  readonly range: Seconds;
  readonly limit: number;
  /** Spans of a span set. */
  readonly spans: number;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** As many as were asked for, or as this Tempo gives at most: a full answer is a cut one, Tempo does not say so. */
  readonly isFull: boolean;
}

/** What `max_result_limit` allows as Tempo comes. */
export const MOST_RESULTS = 262_144;
/** What `max_spans_per_span_set` allows; 0 would mean 3. */
export const MOST_SPANS = 100;
/** What `max_duration` allows: 168 h, less a little for its own rounding. */
export const LONGEST_RANGE_S = 168 * 3_600 - 60;
