import type { Resource, Scope, Span, SpanEvent, SpanLink, Trace, TraceWarning } from "../trace/span.ts";
import { type Masker, makeMasker } from "./masker.ts";
import type { MaskingPolicy } from "./policy.ts";

export const maskTrace = (trace: Trace, policy: MaskingPolicy, key: Uint8Array): Trace => maskTraceWith(makeMasker(policy, key), trace);

/** Ids, kinds, statuses and times are untouched; nothing is mutated, and what needs no masking is shared with the original. */
export function maskTraceWith(masker: Masker, trace: Trace): Trace {
  const resources = remember((resource: Resource) => maskResource(masker, resource));
  const scopes = remember((scope: Scope) => ({ name: masker.text(scope.name), version: textOrNull(masker, scope.version) }));
  return {
    ...trace,
    spans: trace.spans.map((span) => maskSpan(masker, span, resources, scopes)),
    warnings: trace.warnings.map((warning) => maskWarning(masker, warning)),
  };
}

function maskSpan(masker: Masker, span: Span, resources: (from: Resource) => Resource, scopes: (from: Scope) => Scope): Span {
  const { message } = span.status;
  return {
    ...span,
    name: masker.text(span.name),
    status: message === null ? span.status : { code: span.status.code, message: masker.text(message) },
    attributes: masker.attributes(span.attributes, span.kind),
    events: span.events.length === 0 ? span.events : span.events.map((event) => maskEvent(masker, event)),
    links: span.links.length === 0 ? span.links : span.links.map((link) => maskLink(masker, link)),
    resource: resources(span.resource),
    scope: scopes(span.scope),
    traceState: textOrNull(masker, span.traceState),
  };
}

const maskEvent = (masker: Masker, event: SpanEvent): SpanEvent => ({
  ...event,
  name: masker.text(event.name),
  attributes: masker.attributes(event.attributes),
});

const maskLink = (masker: Masker, link: SpanLink): SpanLink => ({ ...link, attributes: masker.attributes(link.attributes) });

const maskResource = (masker: Masker, resource: Resource): Resource => ({
  service: masker.text(resource.service),
  instance: textOrNull(masker, resource.instance),
  version: textOrNull(masker, resource.version),
  attributes: masker.attributes(resource.attributes),
});

function maskWarning(masker: Masker, warning: TraceWarning): TraceWarning {
  if (warning.kind === "clock-skew")
    return { ...warning, service: masker.text(warning.service), instance: textOrNull(masker, warning.instance) };
  return warning.kind === "partial" ? { ...warning, reason: masker.text(warning.reason) } : warning;
}

const textOrNull = (masker: Masker, text: string | null): string | null => (text === null ? null : masker.text(text));

/** Resources and scopes are shared by the spans of a batch: once is enough, and they stay shared. */
function remember<T extends object>(make: (from: T) => T): (from: T) => T {
  const made = new Map<T, T>();
  return (from) => {
    const known = made.get(from);
    if (known) return known;
    const fresh = make(from);
    made.set(from, fresh);
    return fresh;
  };
}
