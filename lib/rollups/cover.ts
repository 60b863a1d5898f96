import { isDatabaseSpan, NAMES } from "../trace/attribute-names.ts";
import { carriedIds } from "../trace/order-ids.ts";
import type { Span } from "../trace/span.ts";

/** Places in the tally of a `cover` series: how well a service's spans keep to the list (DOMAIN, "Coverage"). */
export const COVER = {
  spans: 0,
  /** Estimated size as OTLP. */
  bytes: 1,
  orderId: 2,
  userId: 3,
  /** States how it went: by `operation_status`, the span's status, or an HTTP or gRPC code. */
  status: 4,
  /** Its parent is in none of the trace's spans. */
  orphans: 5,
  consumed: 6,
  contextLost: 7,
  entries: 8,
  entriesWithOrder: 9,
  entriesWithUser: 10,
} as const;

const STATUS_KEYS = ["operation_status", "operation.status", ...NAMES.httpStatus, ...NAMES.grpcStatus];

export function saysStatus(span: Pick<Span, "status" | "attributes">): boolean {
  if (span.status.code !== "unset") return true;
  for (const key of STATUS_KEYS) if (span.attributes[key] !== undefined) return true;
  return span.attributes["error.type"] !== undefined;
}

export const carriesAny = (span: Pick<Span, "attributes" | "resource">, keys: readonly string[]): boolean =>
  carriedIds(span, keys).length > 0;

/** A message that was taken without its publisher's context: no parent, no link. */
export const lostContext = (span: Pick<Span, "kind" | "parentSpanId" | "links">): boolean =>
  span.kind === "consumer" && span.parentSpanId === null && span.links.length === 0;

/** Ids, times, kind and the frame around them, as protobuf. */
const FRAME_BYTES = 70;

/** About as long as the span is on the wire; the resource, which a batch shares, is left out. */
export function estimateBytes(span: Pick<Span, "name" | "attributes" | "events" | "links">): number {
  let bytes = FRAME_BYTES + span.name.length + span.links.length * 40;
  for (const key in span.attributes) bytes += key.length + lengthOf(span.attributes[key]) + 6;
  for (const event of span.events) {
    bytes += 20 + event.name.length;
    for (const key in event.attributes) bytes += key.length + lengthOf(event.attributes[key]) + 6;
  }
  return bytes;
}

const lengthOf = (value: unknown): number =>
  typeof value === "string" ? value.length : typeof value === "object" && value !== null ? 40 : 8;

/** `system/namespace|operation collection`: what a database span did, without its statement's values. */
export function describeQuery(span: Pick<Span, "attributes" | "name">): string | null {
  if (!isDatabaseSpan(span)) return null;
  const text = (names: readonly string[]): string => {
    for (const name of names) {
      const value = span.attributes[name];
      if (typeof value === "string" && value !== "") return value;
    }
    return "";
  };
  const system = text(NAMES.dbSystem);
  const namespace = text(NAMES.dbNamespace);
  const operation = text(NAMES.dbOperation);
  const collection = text(NAMES.dbCollection);
  const did = `${operation} ${collection}`.trim();
  return `${system}${namespace ? `/${namespace}` : ""}|${did || span.name}`;
}
