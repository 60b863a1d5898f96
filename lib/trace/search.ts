import type { Ms, UnixMs } from "../base/time.ts";
import type { OperationStatus, TraceId } from "./span.ts";

/** What is asked of a search for traces, and what it answers: the same words in every source and in the store. */
export interface TraceQuery {
  readonly service?: string;
  readonly operation?: string;
  readonly status?: OperationStatus;
  readonly minDurationMs?: Ms;
  readonly maxDurationMs?: Ms;
  /** All must hold, each on some span of the trace. */
  readonly attributes?: readonly { readonly key: string; readonly value: string }[];
  readonly orderId?: string;
  readonly from?: UnixMs;
  readonly to?: UnixMs;
  readonly limit: number;
  readonly cursor?: string;
}

export interface TraceSummary {
  readonly traceId: TraceId;
  readonly rootService: string;
  readonly rootOperation: string;
  readonly startedAt: UnixMs;
  readonly durationMs: Ms;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
  readonly orderIds: readonly string[];
  readonly source: string;
}

export interface TracePage {
  readonly items: readonly TraceSummary[];
  readonly nextCursor: string | null;
  readonly partial: boolean;
  readonly warnings: readonly string[];
}
