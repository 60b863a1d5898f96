import type { TraceId } from "../trace/span.ts";

/**
 * What ties traces to each other and to orders, as it became known: a consumer that linked to, or named the message of, a publisher that
 * comes after a restart is still known then. A ring of small documents in the index, each written with the round that learnt it; the cost
 * is that of new ties, whatever is stored.
 */
export type Tie =
  | readonly ["link", TraceId, TraceId]
  | readonly ["carried", TraceId, readonly string[]]
  | readonly ["message", string, readonly string[]]
  | readonly ["orphan", string, TraceId];
