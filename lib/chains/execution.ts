import type { Ms, UnixMs } from "#lib/base/time";
import type { OperationStatus, SpanId, TraceId } from "#lib/trace/span";

/** One delivery of the message (or one try of the call) that reached a step. Times are corrected for clock skew. */
export interface Delivery {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly service: string;
  readonly instance: string | null;
  readonly version: string | null;
  readonly startMs: UnixMs;
  readonly endMs: UnixMs;
  readonly status: OperationStatus;
  readonly errorText: string | null;
  /** When Loupe first saw its span. */
  readonly seenAt: UnixMs;
}

/** What was seen of one step of one execution. The fields of its deciding delivery stand on the sighting itself. */
export interface StepSighting extends Delivery {
  readonly stepId: string;
  /**
   * DOMAIN "Reached": the step's own deadline is held against this. Start of the first delivery for SERVER, CONSUMER and outside callers
   * (there the start of the first span of the caller's work); end of the deciding delivery for any other.
   */
  readonly reachedMs: UnixMs;
  /**
   * From when the NEXT step's clock runs: as `reachedMs`, but of the latest delivery where the step was delivered more than once
   * (DOMAIN rule 7: a redelivery restarts the clock of the step after it, never its own). A caller's refused calls do not restart it.
   */
  readonly nextClockMs: UnixMs;
  /**
   * True where no span of its own says so and the step was inferred from the beginning of the next one (`api-user` from the SERVER
   * span's start, `price` from the publish). Its status is then success, its span that of the next step.
   */
  readonly inferred: boolean;
  /** The queue's wait before a consuming step (first delivery's start − producer end, never negative); null elsewhere. */
  readonly waitMs: Ms | null;
  /** All of them by start, the deciding one included; length is the API's `attempts`. */
  readonly deliveries: readonly Delivery[];
}

/** The message that ties publisher and consumer. */
export interface PublishedMessage {
  readonly messageId: string | null;
  readonly destination: string | null;
  readonly publishedMs: UnixMs;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

export interface DeadLetter {
  readonly destination: string;
  readonly atMs: UnixMs;
  readonly endMs: UnixMs;
  readonly seenAt: UnixMs;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

/** A sampling threshold read from `tracestate` (`ot=th:…`) of one service's spans: the share kept, 0…1. */
export interface SamplingMark {
  readonly service: string;
  readonly keptShare: number;
  readonly atMs: UnixMs;
}

/**
 * What a caller's CLIENT span says of the service that it called (DOMAIN rule 4). `served`: it answered, with whatever HTTP status
 * of its own; `refused`: nobody listened (connection refused or reset, a proxy's 502 or 503); `timeout`: the caller gave up waiting.
 */
export interface Witness {
  readonly service: string;
  /** Who was called, where its SERVER span was seen. */
  readonly instance: string | null;
  readonly caller: string;
  /** End of the call, corrected. */
  readonly atMs: UnixMs;
  readonly outcome: "served" | "refused" | "timeout";
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

/** One run of one chain for one order (or one request where the chain has no order): facts only, no judgement. */
export interface Execution {
  /** Stable: `chainId:orderId:attempt`, or `chainId:@traceId:attempt` where there is no order. */
  readonly id: string;
  readonly chainId: string;
  readonly orderId: string | null;
  /** From 1, by start. */
  readonly attempt: number;
  /** Every trace that a step of it was seen in, in order of appearance. */
  readonly traceIds: readonly TraceId[];
  /** Parallel to the chain's steps; null where nothing was seen. */
  readonly steps: readonly (StepSighting | null)[];
  readonly startedMs: UnixMs;
  readonly lastActivityMs: UnixMs;
  /** When the root of the attempt's first work ended; null while unseen. */
  readonly rootEndedMs: UnixMs | null;
  readonly message: PublishedMessage | null;
  readonly deadLetter: DeadLetter | null;
  readonly sampling: readonly SamplingMark[];
  /** Callers' evidence from this execution's own traces, by time. */
  readonly witnesses: readonly Witness[];
  /** What may tell it from others of its chain: who did its steps in which version, and the attributes that the chain file names. */
  readonly facets?: readonly Facet[];
}

/** `crm-api.version` = `2.8.1`, `seller.id` = `s-17`: a step's own, or an attribute's key and value. Not masked. */
export interface Facet {
  readonly key: string;
  readonly value: string;
}
