import type { Span } from "../trace/span.ts";

// Plumbing that real frameworks trace span by span (../recordings/auto-instrumented shows a dozen a request): Express and Koa
// layers, Fastify hooks, ASGI send/receive. Folded in the waterfall unless it failed; never where the span says more.
const LAYER_KEYS = ["express.type", "koa.type", "hapi.type", "fastify.type", "restify.type", "connect.type", "asgi.event.type"] as const;
const LAYER_NAMES = /^(middleware - |request handler - |router - |layer - |.* http (send|receive)$|onRequest|preHandler|hook - )/;

export function isMiddleware(span: Span): boolean {
  if (span.kind !== "internal" && span.kind !== "unspecified") return false;
  if (span.status.code === "error" || span.links.length > 0) return false;
  return LAYER_KEYS.some((key) => Object.hasOwn(span.attributes, key)) || LAYER_NAMES.test(span.name);
}
