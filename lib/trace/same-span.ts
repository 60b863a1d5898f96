import type { ArrivingSpan, Attributes, AttributeValue, Resource } from "./span.ts";

/** Whether two arrivals say exactly the same: a retried export, not a second span under one id. */
export function sameSpan(a: ArrivingSpan, b: ArrivingSpan): boolean {
  return (
    a.spanId === b.spanId &&
    a.traceId === b.traceId &&
    a.parentSpanId === b.parentSpanId &&
    a.name === b.name &&
    a.kind === b.kind &&
    a.startUnixNs === b.startUnixNs &&
    a.durationNs === b.durationNs &&
    a.traceState === b.traceState &&
    a.status.code === b.status.code &&
    a.status.message === b.status.message &&
    a.scope.name === b.scope.name &&
    a.scope.version === b.scope.version &&
    sameResource(a.resource, b.resource) &&
    sameValue(a.attributes, b.attributes) &&
    a.events.length === b.events.length &&
    a.events.every((event, i) => {
      const other = b.events[i]!;
      return event.name === other.name && event.timeUnixNs === other.timeUnixNs && sameValue(event.attributes, other.attributes);
    }) &&
    a.links.length === b.links.length &&
    a.links.every((link, i) => {
      const other = b.links[i]!;
      return link.traceId === other.traceId && link.spanId === other.spanId && sameValue(link.attributes, other.attributes);
    })
  );
}

const sameResource = (a: Resource, b: Resource): boolean => a === b || (a.service === b.service && sameValue(a.attributes, b.attributes));

/** Deep equality; the order of keys does not matter, NaN equals itself. Depth is bounded by the decoders' nesting cap. */
function sameValue(a: AttributeValue | Attributes, b: AttributeValue | Attributes): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  }
  const left = a as Attributes;
  const right = b as Attributes;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key]!, right[key]!));
}
