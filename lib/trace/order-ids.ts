import type { AttributeValue, Span, Trace } from "./span.ts";

/**
 * The ids that a span carries under any of `keys` (an order's, a user's; the operator configures them): those of the span itself,
 * else those of its resource (a job that works for one order). Numbers become text, each entry of an array counts.
 */
export function carriedIds(span: Pick<Span, "attributes" | "resource">, keys: readonly string[]): readonly string[] {
  const own = idsUnder(span.attributes, keys);
  return own.length > 0 ? own : idsUnder(span.resource.attributes, keys);
}

/** Id → how many spans of the trace carry it, in order of appearance. */
export function countIds(trace: Pick<Trace, "spans">, keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const span of trace.spans) for (const id of carriedIds(span, keys)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

const NONE: readonly string[] = Object.freeze([]);

function idsUnder(attributes: Readonly<Record<string, AttributeValue>>, keys: readonly string[]): readonly string[] {
  let found: Set<string> | null = null;
  for (const key of keys) {
    const value = attributes[key];
    if (value === undefined || value === null) continue;
    found ??= new Set();
    if (Array.isArray(value)) for (const item of value) addId(found, item);
    else addId(found, value);
  }
  return found === null || found.size === 0 ? NONE : [...found];
}

/** Not trimmed, not folded: an id is found again exactly as it was sent. */
function addId(found: Set<string>, value: AttributeValue): void {
  if (typeof value === "string" ? value !== "" : typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value))) {
    found.add(String(value));
  }
}
