import type { Ms } from "#lib/base/time";
import type { Chain, ChainSet } from "./definition.ts";

/** What of one set is another's: only promises, or also what is recognised. */
export interface SetDifference {
  /** Steps, predicates, keys: executions must be matched anew. */
  readonly matching: boolean;
  /** Services' sampling: executions must be judged anew. */
  readonly sampling: boolean;
  readonly deadlines: readonly DeadlineDifference[];
}

export interface DeadlineDifference {
  readonly chainId: string;
  readonly stepId: string;
  readonly before: { readonly softMs: Ms | null; readonly hardMs: Ms | null };
  readonly after: { readonly softMs: Ms | null; readonly hardMs: Ms | null };
}

/** All that decides which spans make which executions, as a text: titles, deadlines and sampling are no part of it. */
export const matchingText = ({ chains, orderKeys, userKeys, facetKeys, deadLetters, peers }: ChainSet): string =>
  JSON.stringify({
    orderKeys,
    userKeys,
    facetKeys,
    deadLetters,
    peers: [...peers].sort(),
    chains: chains.map(({ title: _, ...chain }) => ({ ...chain, steps: chain.steps.map(withoutPromises) })),
  });

const withoutPromises = ({ title: _, softMs: _soft, hardMs: _hard, ...rest }: Chain["steps"][number]) => rest;

/** All that decides what is said of an execution. */
export const judgingText = ({ chains, sampling }: ChainSet): string =>
  JSON.stringify({
    sampling: [...(sampling ?? [])].sort(),
    titles: chains.map((chain) => [chain.title, chain.steps.map((step) => step.title)]),
    deadlines: chains.map((chain) => chain.steps.map(({ softMs, hardMs }) => [softMs, hardMs])),
  });

export function compareSets(before: ChainSet, after: ChainSet): SetDifference {
  const deadlines: DeadlineDifference[] = [];
  for (const chain of after.chains) {
    const former = before.chains.find((one) => one.id === chain.id);
    for (const step of chain.steps) {
      const was = former?.steps.find((one) => one.id === step.id);
      if (!was || (was.softMs === step.softMs && was.hardMs === step.hardMs)) continue;
      const of = ({ softMs, hardMs }: Chain["steps"][number]) => ({ softMs, hardMs });
      deadlines.push({ chainId: chain.id, stepId: step.id, before: of(was), after: of(step) });
    }
  }
  const sampling = JSON.stringify([...(before.sampling ?? [])].sort()) !== JSON.stringify([...(after.sampling ?? [])].sort());
  return { matching: matchingText(before) !== matchingText(after), sampling, deadlines };
}
