import type { Span, SpanId, TraceId } from "../../trace/span.ts";

/** A trace as a search shows it, as read from the wire: all of it, or a part. */
export interface Hit {
  readonly traceId: TraceId;
  /** Of its earliest fragment: seconds since 1970, and nanoseconds after them. */
  readonly startS: number;
  readonly startNanos: number;
  /** One for each fragment of the trace. */
  readonly sets: readonly HitSet[];
}

export interface HitSet {
  /** How many spans there are, of which so many are shown as were asked for. */
  readonly matched: number;
  /** A fragment is known by its first span and its number of spans: one that has grown is another. */
  readonly print: string;
  readonly spans: readonly HitSpan[];
}

export interface HitSpan {
  readonly spanId: SpanId;
  readonly startS: number;
  readonly startNanos: number;
  /** Its `startNs` is 0 until it is placed in its trace. Null: unreadable. */
  readonly span: PlaceableSpan | null;
  readonly doubt: Doubt | null;
}

export type PlaceableSpan = { -readonly [Key in keyof Span]: Span[Key] };

/** Why what a search tells of a trace may not be all of it: it is then fetched by id. */
export type Doubt = "cut" | "parent-elsewhere" | "several-links" | "two-ids" | "unreadable";

export const printOf = (matched: number, first: HitSpan | undefined): string => `${matched} ${first?.spanId ?? ""}`;

/** Search answers trim leading zeros. */
export const traceIdOf = (hex: string): TraceId => hex.toLowerCase().padStart(32, "0") as TraceId;
export const spanIdOf = (hex: string): SpanId => hex.toLowerCase().padStart(16, "0") as SpanId;

export const startOf = ({ startS, startNanos }: Pick<Hit, "startS" | "startNanos">): bigint =>
  BigInt(startS) * 1_000_000_000n + BigInt(startNanos);
