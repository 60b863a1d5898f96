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

/** The ids that a trace carries, in order of appearance: mostly none, or one that several of its spans repeat. */
export function idsOf(trace: Pick<Trace, "spans">, keys: readonly string[]): readonly string[] {
  let only: string | null = null;
  let several: Set<string> | null = null;
  for (const span of trace.spans) {
    for (const id of carriedIds(span, keys)) {
      if (id === only) continue;
      if (only === null) only = id;
      else {
        several ??= new Set([only]);
        several.add(id);
      }
    }
  }
  return several !== null ? [...several] : only !== null ? [only] : NONE;
}

const NONE: readonly string[] = Object.freeze([]);

function idsUnder(attributes: Readonly<Record<string, AttributeValue>>, keys: readonly string[]): readonly string[] {
  let only: string | null = null;
  for (let at = 0; at < keys.length; at++) {
    const value = attributes[keys[at]!];
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) return severalUnder(attributes, keys);
    const id = toId(value);
    if (id === null || id === only) continue;
    if (only !== null) return severalUnder(attributes, keys);
    only = id;
  }
  return only === null ? NONE : [only];
}

function severalUnder(attributes: Readonly<Record<string, AttributeValue>>, keys: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const key of keys) {
    const value = attributes[key];
    for (const item of Array.isArray(value) ? value : [value]) {
      const id = toId(item);
      if (id !== null) found.add(id);
    }
  }
  return [...found];
}

/** Not trimmed, not folded: an id is found again exactly as it was sent. */
function toId(value: AttributeValue | undefined): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)) ? String(value) : null;
}
