import type { Execution, Facet } from "../../chains/execution.ts";

const MOST_FACETS = 60;
const MOST_VALUE = 200;

/** What may tell an execution from its neighbours: versions and instances of those who worked on it, its queue, and the attributes that it carries. */
export function facetsOf(execution: Execution): readonly Facet[] {
  const found = new Map<string, Facet>();
  const add = (key: string, value: string | null) => {
    if (value === null || value === "" || value.length > MOST_VALUE || found.size >= MOST_FACETS) return;
    found.set(`${key}\u0000${value}`, { key, value });
  };
  for (const step of execution.steps) {
    if (step === null) continue;
    // The deciding delivery alone: three failed ones would have met more instances than one that went well, whoever is to blame.
    add(`${step.service}.version`, step.version);
    add(`${step.service}.instance`, step.instance);
  }
  add("queue", execution.message?.destination ?? null);
  for (const { key, value } of execution.facets ?? []) add(key, value);
  return [...found.values()];
}
