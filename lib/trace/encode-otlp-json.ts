import type { UnixNs } from "../base/time.ts";
import {
  type Attributes,
  type AttributeValue,
  type Resource,
  type Scope,
  SPAN_KINDS,
  type Span,
  type SpanStatus,
  type Trace,
} from "./span.ts";

/** OTLP's JSON form (ids in hex, 64-bit integers as strings, bytes in base64): what the API answers and the export holds. */
export interface OtlpJson {
  readonly resourceSpans: readonly OtlpResourceSpans[];
}

export interface OtlpResourceSpans {
  readonly resource: { readonly attributes: readonly OtlpKeyValue[] };
  readonly scopeSpans: readonly {
    readonly scope: { readonly name: string; readonly version?: string };
    readonly spans: readonly OtlpSpan[];
  }[];
}

export interface OtlpKeyValue {
  readonly key: string;
  readonly value: OtlpValue;
}

export type OtlpValue =
  | { readonly [none: string]: never }
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number | string }
  | { readonly bytesValue: string }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } }
  | { readonly kvlistValue: { readonly values: readonly OtlpKeyValue[] } };

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpKeyValue[];
  readonly events?: readonly { readonly timeUnixNano: string; readonly name: string; readonly attributes: readonly OtlpKeyValue[] }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: readonly OtlpKeyValue[] }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface ResourceGroup {
  readonly resource: OtlpResourceSpans["resource"];
  readonly scopes: Map<string, { readonly scope: Scope; readonly spans: OtlpSpan[] }>;
}

/** One or several traces as one export, spans grouped by resource and scope in order of appearance. */
export function encodeOtlpJson(...traces: readonly Trace[]): OtlpJson {
  const groups = new Map<string, ResourceGroup>();
  const keys = new Map<Resource, string>();
  for (const trace of traces) {
    for (const span of trace.spans) {
      // Resources come apart when spans arrive in several requests: the same content is one group.
      const known = keys.get(span.resource);
      const key = known ?? JSON.stringify(encodeAttributes(span.resource.attributes));
      if (known === undefined) keys.set(span.resource, key);
      const group = groups.get(key) ?? { resource: { attributes: encodeAttributes(span.resource.attributes) }, scopes: new Map() };
      groups.set(key, group);
      const scopeKey = `${span.scope.name}\u0000${span.scope.version ?? ""}`;
      const scope = group.scopes.get(scopeKey) ?? { scope: span.scope, spans: [] };
      group.scopes.set(scopeKey, scope);
      scope.spans.push(encodeSpan(span, trace.startUnixNs));
    }
  }
  return {
    resourceSpans: [...groups.values()].map(({ resource, scopes }) => ({
      resource,
      scopeSpans: [...scopes.values()].map(({ scope, spans }) => ({
        scope: scope.version === null ? { name: scope.name } : { name: scope.name, version: scope.version },
        spans,
      })),
    })),
  };
}

const CODE_NUMBERS: Readonly<Record<SpanStatus["code"], number>> = { unset: 0, ok: 1, error: 2 };

function encodeSpan(span: Span, traceStart: UnixNs): OtlpSpan {
  const start = traceStart + BigInt(span.startNs);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== null && { parentSpanId: span.parentSpanId }),
    ...(span.traceState !== null && { traceState: span.traceState }),
    name: span.name,
    kind: SPAN_KINDS.indexOf(span.kind),
    startTimeUnixNano: start.toString(),
    endTimeUnixNano: (start + BigInt(span.durationNs)).toString(),
    attributes: encodeAttributes(span.attributes),
    ...(span.events.length > 0 && {
      events: span.events.map((event) => ({
        timeUnixNano: event.timeUnixNs.toString(),
        name: event.name,
        attributes: encodeAttributes(event.attributes),
      })),
    }),
    ...(span.links.length > 0 && {
      links: span.links.map((link) => ({ traceId: link.traceId, spanId: link.spanId, attributes: encodeAttributes(link.attributes) })),
    }),
    status: {
      ...(span.status.code !== "unset" && { code: CODE_NUMBERS[span.status.code] }),
      ...(span.status.message !== null && { message: span.status.message }),
    },
  };
}

export const encodeAttributes = (attributes: Attributes): readonly OtlpKeyValue[] =>
  Object.keys(attributes).map((key) => ({ key, value: encodeValue(attributes[key] ?? null) }));

function encodeValue(value: AttributeValue): OtlpValue {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "bigint":
      return { intValue: value.toString() };
    case "number":
      // A double without a fraction comes back as an integer: the model does not keep them apart.
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { intValue: value.toString() };
      return { doubleValue: Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value) };
  }
  if (value === null || value === undefined) return {};
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encodeValue) } };
  return { kvlistValue: { values: encodeAttributes(value as Attributes) } };
}
