import { operationStatus } from "#lib/trace/operation-status";
import type { Delivery } from "./execution.ts";
import type { Node } from "./span-index.ts";

export const toDelivery = (node: Node): Delivery => {
  const { span } = node;
  const status = operationStatus(span);
  return {
    traceId: node.traceId,
    spanId: span.spanId,
    service: span.resource.service,
    instance: span.resource.instance,
    version: span.resource.version,
    startMs: node.startMs,
    endMs: node.endMs,
    status,
    errorText: status === "success" ? null : errorTextOf(node),
    seenAt: node.seenAt,
  };
};

/** Enough for a sentence and a fingerprint; whole texts stay on the span. */
const MAX_TEXT = 300;

const errorTextOf = ({ span }: Node): string | null => {
  const exception = span.events.findLast((event) => event.name === "exception")?.attributes;
  const parts = [exception?.["exception.type"] ?? span.attributes["error.type"], span.status.message ?? exception?.["exception.message"]]
    .filter((part) => typeof part === "string" || typeof part === "number")
    .map((part) => String(part).split("\n", 1)[0]!.trim())
    .filter((part) => part !== "");
  const [type, message] = parts;
  if (type === undefined)
    return span.attributes["http.response.status_code"] !== undefined
      ? `HTTP ${String(span.attributes["http.response.status_code"])}`
      : null;
  return (message === undefined || message.startsWith(type) ? (message ?? type) : `${type}: ${message}`).slice(0, MAX_TEXT);
};

/** The one that decides: the first that went well, else the last. */
export const decidingOf = (deliveries: readonly Delivery[]): Delivery =>
  deliveries.find((delivery) => delivery.status === "success") ?? deliveries.at(-1)!;
