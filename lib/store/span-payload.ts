import { type UnixMs, unixMs, unixNs } from "#lib/base/time";
import type { ArrivingSpan, Resource, Scope, SpanEvent, SpanId, SpanKind, SpanLink, SpanStatus, TraceId } from "#lib/trace/span";
import type { SpanRow } from "./schema.ts";
import { openAttributes, openList, openText, type SealedList, type SealedText, sealAttributes, sealText } from "./sealed-json.ts";
import { NO_SEALING, type Sealing } from "./sealing.ts";
import type { JsonValue } from "./value-json.ts";

/** Their order is stored: append only. */
const KINDS: readonly SpanKind[] = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const CODES: readonly SpanStatus["code"][] = ["unset", "ok", "error"];

/** A span without its ids, as JSON text; resource and scope as dictionary ids; what is personal sealed. */
type Packed = readonly [
  parentSpanId: string | null,
  name: SealedText,
  kind: number,
  startNs: string,
  durationNs: number,
  code: number,
  message: SealedText | null,
  resource: number,
  scope: number,
  traceState: SealedText | null,
  attributes: SealedList,
  events: readonly (readonly [SealedText, string, SealedList])[],
  links: readonly (readonly [string, string, SealedList])[],
];

const NONE: readonly never[] = [];

/** A span's payload, and what tells whether a span is there already: equal spans are sealed differently each time. */
export interface PackedSpan {
  readonly payload: string;
  readonly identity: string;
}

export function packSpan(span: ArrivingSpan, resource: number, scope: number, sealing: Sealing): PackedSpan {
  const payload = write(span, resource, scope, sealing);
  if (!payload.includes(SEALED)) return { payload, identity: payload };
  return { payload, identity: sealing.blind(write(span, resource, scope, NO_SEALING)) };
}

/** Somebody's own text has its quotes escaped there; at worst an identity is worked out for nothing. */
const SEALED = '{"$e":"';

function write(span: ArrivingSpan, resource: number, scope: number, sealing: Sealing): string {
  const packed: Packed = [
    span.parentSpanId,
    sealText(sealing, span.name),
    KINDS.indexOf(span.kind),
    span.startUnixNs.toString(),
    span.durationNs,
    CODES.indexOf(span.status.code),
    span.status.message === null ? null : sealText(sealing, span.status.message),
    resource,
    scope,
    span.traceState === null ? null : sealText(sealing, span.traceState),
    sealAttributes(sealing, span.attributes, span.kind),
    span.events.length === 0
      ? NONE
      : span.events.map((e) => [sealText(sealing, e.name), e.timeUnixNs.toString(), sealAttributes(sealing, e.attributes)] as const),
    span.links.length === 0 ? NONE : span.links.map((l) => [l.traceId, l.spanId, sealAttributes(sealing, l.attributes)] as const),
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
  sealing: Sealing,
): ArrivingSpan & { readonly receivedAt: UnixMs } {
  const [parent, name, kind, start, durationNs, code, message, resource, scope, traceState, attributes, events, links] = packed;
  return {
    traceId,
    spanId: row.span_id as SpanId,
    parentSpanId: parent as SpanId | null,
    name: openText(sealing, name),
    kind: KINDS[kind] ?? "unspecified",
    startUnixNs: unixNs(BigInt(start)),
    durationNs,
    status: { code: CODES[code] ?? "unset", message: message === null ? null : openText(sealing, message) },
    attributes: openAttributes(sealing, attributes),
    events: events.map(([event, time, values]): SpanEvent => {
      return { name: openText(sealing, event), timeUnixNs: unixNs(BigInt(time)), attributes: openAttributes(sealing, values) };
    }),
    links: links.map(([linked, spanId, values]): SpanLink => {
      return { traceId: linked as TraceId, spanId: spanId as SpanId, attributes: openAttributes(sealing, values) };
    }),
    resource: meanings.resource(resource),
    scope: meanings.scope(scope),
    traceState: traceState === null ? null : openText(sealing, traceState),
    receivedAt: unixMs(row.received_at),
  };
}

/** The attribute list of a payload, for searches that need nothing else. */
export function attributesOf(payload: string, sealing: Sealing): { readonly flat: readonly JsonValue[]; readonly resource: number } {
  const { packed, resource } = readPayload(payload);
  return { flat: openList(sealing, packed[10]), resource };
}
