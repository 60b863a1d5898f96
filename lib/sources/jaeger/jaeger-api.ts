import type { TraceId } from "#lib/trace/span";
import type { Result } from "../../base/result.ts";
import type { Ms } from "../../base/time.ts";
import type { HttpFailure } from "../http/http-client.ts";
import type { RawTrace } from "./to-trace.ts";

/** One search. Times are whole microseconds, the finest that every generation and storage keeps; both ends belong to it. */
export interface WindowQuery {
  /** Null: of any service, where the storage can. */
  readonly service: string | null;
  readonly operation?: string;
  /** All on one span; values as text. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly fromUs: number;
  readonly toUs: number;
  /** Spans that took at least so long. */
  readonly tookMs?: Ms;
  readonly lessThanMs?: Ms;
  readonly limit: number;
  /** Behind what people ask. */
  readonly background?: boolean;
}

/** As Go writes them. */
export const durationText = (ms: Ms | undefined): string | undefined => (ms === undefined ? undefined : `${ms}ms`);

export interface FoundTraces {
  /** `size` equal to the limit means that there may be more: Jaeger does not say. */
  readonly traces: ReadonlyMap<TraceId, RawTrace>;
  /** What Jaeger said went wrong with a part of them. */
  readonly errors: readonly string[];
}

type Answer<T> = Promise<Result<T, HttpFailure>>;

/** One generation's way of asking; which one a server understands is found out in `choose-api.ts`. */
export interface JaegerApi {
  /** Whether a search may leave the service out (it may still find nothing then: it depends on the storage). */
  readonly canOmitService: boolean;
  services(signal?: AbortSignal): Answer<readonly string[]>;
  search(query: WindowQuery, signal?: AbortSignal): Answer<FoundTraces>;
  /** Null when there is none. */
  trace(traceId: TraceId, signal?: AbortSignal): Answer<RawTrace | null>;
}

/** What a server was found to understand. `v3-old`: up to 2.18, where v3 cannot search by attribute and v1 does it instead. */
export type Generation = "v3" | "v3-old" | "v1";
