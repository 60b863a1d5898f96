import type { Brand } from "../base/brand.ts";
import type { Ns, UnixMs, UnixNs } from "../base/time.ts";

/** 32 lower-case hex digits, not all zero. */
export type TraceId = Brand<string, "TraceId">;
/** 16 lower-case hex digits, not all zero. */
export type SpanId = Brand<string, "SpanId">;

/** In OTLP's order: a kind's place is its number on the wire. */
export const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** The user's field `operation_status`; derived in `operation-status.ts` where a span does not state it. */
export type OperationStatus = "success" | "error" | "timeout";

export type AttributeValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

/** Made by `emptyAttributes`, inheriting nothing: keys come from outside, `__proto__` among them. */
export type Attributes = { readonly [key: string]: AttributeValue };

/** Who sent a span. One object is shared by all spans of one resource in a batch. */
export interface Resource {
  readonly service: string;
  /** `service.instance.id`, else `host.name`, else null. */
  readonly instance: string | null;
  readonly version: string | null;
  readonly attributes: Attributes;
}

export interface Scope {
  readonly name: string;
  readonly version: string | null;
}

export interface SpanEvent {
  readonly name: string;
  readonly timeUnixNs: UnixNs;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly attributes: Attributes;
}

export interface SpanStatus {
  readonly code: "unset" | "ok" | "error";
  readonly message: string | null;
}

interface SpanBody {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly durationNs: Ns;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly resource: Resource;
  readonly scope: Scope;
  /** W3C tracestate as sent, e.g. `ot=th:e6`; null when absent. */
  readonly traceState: string | null;
}

/** A span as it arrives, before it belongs to a trace: its start is absolute. */
export interface ArrivingSpan extends SpanBody {
  readonly startUnixNs: UnixNs;
}

/** A span of a trace: its start is an offset from the trace's start, so that all arithmetic is on numbers. */
export interface Span extends SpanBody {
  readonly startNs: Ns;
  /** When Loupe's source first saw it; null where the backend does not tell. */
  readonly receivedAt: UnixMs | null;
  /** Which sources gave it; only where copies from several were put together (`merge-traces.ts`). */
  readonly sources?: readonly string[];
}

export type TraceWarning =
  | { readonly kind: "orphan"; readonly spanId: SpanId; readonly parentSpanId: SpanId }
  | { readonly kind: "cycle"; readonly spanIds: readonly SpanId[] }
  | { readonly kind: "duplicate-span"; readonly spanId: SpanId; readonly count: number }
  | { readonly kind: "shared-span-id"; readonly spanId: SpanId; readonly count: number }
  | { readonly kind: "several-roots"; readonly spanIds: readonly SpanId[] }
  | { readonly kind: "no-root" }
  | { readonly kind: "self-parent"; readonly spanId: SpanId }
  | { readonly kind: "clock-skew"; readonly service: string; readonly instance: string | null; readonly offsetMs: number }
  | { readonly kind: "partial"; readonly reason: string };

export interface Trace {
  readonly traceId: TraceId;
  /** Start of the earliest span. */
  readonly startUnixNs: UnixNs;
  /** From the earliest start to the latest end. */
  readonly durationNs: Ns;
  /** By start, then by arrival. Exact duplicates are dropped (and warned of). */
  readonly spans: readonly Span[];
  readonly warnings: readonly TraceWarning[];
}
