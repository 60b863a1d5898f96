/** Attributes that may tell one execution from another: whose order, what is made, where. Which they are, the chain file says (`facet_keys`). */
import type { Facet } from "./execution.ts";
import type { Node } from "./span-index.ts";

const MOST_FACETS = 24;
const MOST_OF_A_KEY = 3;
const MOST_VALUE = 120;

/** From spans and their resources; in the order of the keys, each value once. Long texts and lists are no facets. */
export const facetsAmong = (nodes: readonly Node[], keys: readonly string[]): readonly Facet[] => {
  const facets: Facet[] = [];
  for (const key of keys) {
    const values = valuesAmong(nodes, key).sort();
    for (const value of values) if (facets.length < MOST_FACETS) facets.push({ key, value });
  }
  return facets;
};

const valuesAmong = (nodes: readonly Node[], key: string): string[] => {
  const found: string[] = [];
  let resource: Node["span"]["resource"] | null = null;
  for (const { span } of nodes) {
    take(found, span.attributes[key]);
    if (span.resource === resource) continue;
    resource = span.resource;
    take(found, resource.attributes[key]);
    if (found.length === MOST_OF_A_KEY) break;
  }
  return found;
};

const take = (found: string[], value: unknown): void => {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return;
  const text = String(value);
  if (text !== "" && text.length <= MOST_VALUE && found.length < MOST_OF_A_KEY && !found.includes(text)) found.push(text);
};
