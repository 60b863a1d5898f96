import { orderPath } from "#lib/contract/order-param";

const TRACE_ID = /^[0-9a-f]{32}$/i;

/** A trace id looks like nothing else; everything else is an order's. */
export const pathOfId = (id: string): string => (TRACE_ID.test(id) ? pathOfTrace(id.toLowerCase()) : pathOfOrder(id));

/** Half a surrogate pair cannot be percent-encoded; such an id cannot have come over UTF-8 either. */
export const pathOfOrder = (orderId: string): string => orderPath(orderId.toWellFormed());
export const pathOfTrace = (traceId: string): string => `/traces/${traceId}`;
export const apiOfOrder = (orderId: string): string => `/api/v1${pathOfOrder(orderId)}`;
export const apiOfTrace = (traceId: string): string => `/api/v1/traces/${traceId}`;
