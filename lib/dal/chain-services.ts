import type { ChainSet } from "../chains/definition.ts";

/** Whose spans may be steps of the chains: the services of their steps, and those that a step's alternatives or its peer name. */
export function chainServices({ chains, peers }: ChainSet): ReadonlySet<string> {
  const steps = chains.flatMap((chain) => chain.steps);
  const named = steps.flatMap((step) => step.match.flatMap(({ service = [], peer = [] }) => [...service, ...peer]));
  return new Set([...steps.flatMap((step) => step.services), ...named.map((name) => peers.get(name) ?? name)]);
}
