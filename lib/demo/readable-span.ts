import { type HrTime, SpanKind as OtelKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { type UnixNs, unixNs } from "#lib/base/time";
import type { ArrivingSpan, Attributes, Resource, SpanId, SpanKind, TraceId } from "#lib/trace/span";

const KINDS: Readonly<Record<OtelKind, SpanKind>> = {
  [OtelKind.INTERNAL]: "internal",
  [OtelKind.SERVER]: "server",
  [OtelKind.CLIENT]: "client",
  [OtelKind.PRODUCER]: "producer",
  [OtelKind.CONSUMER]: "consumer",
};

const resources = new WeakMap<object, Resource>();

/** The SDK's span as the receiver would read it off the wire: what the in-process mode hands over instead of bytes. */
export function toArrivingSpan(span: ReadableSpan): ArrivingSpan {
  const { traceId, spanId, traceState } = span.spanContext();
  const status = span.status.code;
  return {
    traceId: traceId as TraceId,
    spanId: spanId as SpanId,
    parentSpanId: (span.parentSpanContext?.spanId as SpanId | undefined) ?? null,
    name: span.name,
    kind: KINDS[span.kind],
    startUnixNs: toNs(span.startTime),
    durationNs: Number(toNs(span.endTime) - toNs(span.startTime)),
    status: {
      code: status === SpanStatusCode.ERROR ? "error" : status === SpanStatusCode.OK ? "ok" : "unset",
      message: span.status.message || null,
    },
    attributes: bare(span.attributes),
    events: span.events.map((e) => ({ name: e.name, timeUnixNs: toNs(e.time), attributes: bare(e.attributes ?? {}) })),
    links: span.links.map((l) => ({
      traceId: l.context.traceId as TraceId,
      spanId: l.context.spanId as SpanId,
      attributes: bare(l.attributes ?? {}),
    })),
    resource: resourceOf(span),
    scope: { name: span.instrumentationScope.name, version: span.instrumentationScope.version ?? null },
    traceState: traceState?.serialize() || null,
  };
}

const toNs = ([seconds, ns]: HrTime): UnixNs => unixNs(BigInt(seconds) * 1_000_000_000n + BigInt(ns));

const bare = (attributes: object): Attributes => Object.assign(Object.create(null), attributes);

function resourceOf({ resource }: ReadableSpan): Resource {
  let known = resources.get(resource);
  if (!known) {
    const text = (key: string): string | null => (resource.attributes[key] as string | undefined) ?? null;
    known = {
      service: text("service.name") ?? "unknown",
      instance: text("service.instance.id"),
      version: text("service.version"),
      attributes: bare(resource.attributes),
    };
    resources.set(resource, known);
  }
  return known;
}
