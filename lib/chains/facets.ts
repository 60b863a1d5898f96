/** Attributes that may tell one execution from another: whose order, what is made, where. Which they are, the chain file says (`facet_keys`). */
import type { Facet } from "./execution.ts";
import type { Node } from "./span-index.ts";

const MOST_FACETS = 24;
const MOST_OF_A_KEY = 3;
const MOST_VALUE = 120;

/** From spans and their resources; in the order of the keys, each value once. Long texts and lists are no facets. */
export const facetsAmong = (nodes: ReadonlySet<Node>, keys: readonly string[]): readonly Facet[] => {
  if (keys.length === 0) return [];
  const values = new Map<string, Set<string>>();
  const take = (key: string, value: unknown) => {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return;
    const text = String(value);
    if (text === "" || text.length > MOST_VALUE) return;
    const known = values.get(key);
    if (!known) values.set(key, new Set([text]));
    else if (known.size < MOST_OF_A_KEY) known.add(text);
  };
  const resources = new Set<object>();
  for (const { span } of nodes) {
    for (const key of keys) if (key in span.attributes) take(key, span.attributes[key]);
    if (resources.has(span.resource)) continue;
    resources.add(span.resource);
    for (const key of keys) if (key in span.resource.attributes) take(key, span.resource.attributes[key]);
  }
  return keys.flatMap((key) => [...(values.get(key) ?? [])].sort().map((value): Facet => ({ key, value }))).slice(0, MOST_FACETS);
};
