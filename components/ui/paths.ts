const TRACE_ID = /^[0-9a-f]{32}$/i;

/** A trace id looks like nothing else; everything else is an order's. */
export const pathOfId = (id: string): string => (TRACE_ID.test(id) ? pathOfTrace(id.toLowerCase()) : pathOfOrder(id));

export const pathOfOrder = (orderId: string): string => `/orders/${encodeSegment(orderId)}`;
export const pathOfTrace = (traceId: string): string => `/traces/${traceId}`;
export const apiOfOrder = (orderId: string): string => `/api/v1/orders/${encodeSegment(orderId)}`;
export const apiOfTrace = (traceId: string): string => `/api/v1/traces/${traceId}`;

/** `encodeURIComponent` throws on half a surrogate pair, and leaves `.` and `..`, which browsers fold away: %2E is no better, so they travel as they are when longer. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
