import { type UnixMs, unixMs, unixNs } from "#lib/base/time";
import type { ArrivingSpan, Resource, Scope, SpanEvent, SpanId, SpanKind, SpanLink, SpanStatus, TraceId } from "#lib/trace/span";
import type { SpanRow } from "./schema.ts";
import { attributesFromJson, attributesToJson, type JsonValue } from "./value-json.ts";

/** Their order is stored: append only. */
const KINDS: readonly SpanKind[] = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const CODES: readonly SpanStatus["code"][] = ["unset", "ok", "error"];

/** A span without its ids, as JSON text; resource and scope as dictionary ids. */
type Packed = readonly [
  parentSpanId: string | null,
  name: string,
  kind: number,
  startNs: string,
  durationNs: number,
  code: number,
  message: string | null,
  resource: number,
  scope: number,
  traceState: string | null,
  attributes: readonly JsonValue[],
  events: readonly (readonly [string, string, readonly JsonValue[]])[],
  links: readonly (readonly [string, string, readonly JsonValue[]])[],
];

const NONE: readonly never[] = [];

export function packSpan(span: ArrivingSpan, resource: number, scope: number): string {
  const packed: Packed = [
    span.parentSpanId,
    span.name,
    KINDS.indexOf(span.kind),
    span.startUnixNs.toString(),
    span.durationNs,
    CODES.indexOf(span.status.code),
    span.status.message,
    resource,
    scope,
    span.traceState,
    attributesToJson(span.attributes),
    span.events.length === 0 ? NONE : span.events.map((e) => [e.name, e.timeUnixNs.toString(), attributesToJson(e.attributes)] as const),
    span.links.length === 0 ? NONE : span.links.map((l) => [l.traceId, l.spanId, attributesToJson(l.attributes)] as const),
  ];
  return JSON.stringify(packed);
}

/** What the dictionary gives back for the ids in a payload. */
export interface Meanings {
  resource(id: number): Resource;
  scope(id: number): Scope;
}

/** A payload read, its dictionary ids not yet looked up. */
export interface ReadPayload {
  readonly packed: Packed;
  readonly resource: number;
  readonly scope: number;
}

export function readPayload(payload: string): ReadPayload {
  const packed = JSON.parse(payload) as Packed;
  return { packed, resource: packed[7], scope: packed[8] };
}

export function unpackSpan(
  traceId: TraceId,
  row: Pick<SpanRow, "span_id" | "received_at">,
  { packed }: ReadPayload,
  meanings: Meanings,
): ArrivingSpan & { readonly receivedAt: UnixMs } {
  const [parent, name, kind, start, durationNs, code, message, resource, scope, traceState, attributes, events, links] = packed;
  return {
    traceId,
    spanId: row.span_id as SpanId,
    parentSpanId: parent as SpanId | null,
    name,
    kind: KINDS[kind] ?? "unspecified",
    startUnixNs: unixNs(BigInt(start)),
    durationNs,
    status: { code: CODES[code] ?? "unset", message },
    attributes: attributesFromJson(attributes),
    events: events.map(([event, time, values]): SpanEvent => {
      return { name: event, timeUnixNs: unixNs(BigInt(time)), attributes: attributesFromJson(values) };
    }),
    links: links.map(([linked, spanId, values]): SpanLink => {
      return { traceId: linked as TraceId, spanId: spanId as SpanId, attributes: attributesFromJson(values) };
    }),
    resource: meanings.resource(resource),
    scope: meanings.scope(scope),
    traceState,
    receivedAt: unixMs(row.received_at),
  };
}

/** The attribute list of a payload as stored, for searches that need nothing else. */
export function attributesOf(payload: string): { readonly flat: readonly JsonValue[]; readonly resource: number } {
  const { packed, resource } = readPayload(payload);
  return { flat: packed[10], resource };
}
