import type { ChainSet } from "../chains/definition.ts";
import type { TraceSource } from "../sources/source.ts";
import type { ChainSwitch } from "./chain-switch.ts";

export interface SourceSwitch {
  current(): readonly TraceSource[];
  close(): void;
}

/**
 * A source asks its backend for what the chains read and no more: where other attributes or order keys are read, it is made anew, under its
 * old name, and its cursors go on. Those before it may still be asked by a round that is running, so they are closed at the end.
 */
export function createSourceSwitch(chosen: Pick<ChainSwitch, "current">, make: (chains: ChainSet) => readonly TraceSource[]): SourceSwitch {
  let wishes = wishesOf(chosen.current().chains);
  let sources = make(chosen.current().chains);
  const before: TraceSource[] = [];
  return {
    current() {
      const { chains } = chosen.current();
      const wanted = wishesOf(chains);
      if (wanted !== wishes) {
        before.push(...sources);
        sources = make(chains);
        wishes = wanted;
      }
      return sources;
    },
    close() {
      for (const source of [...before, ...sources]) source.close?.();
    },
  };
}

const known = new WeakMap<ChainSet, string>();

function wishesOf(chains: ChainSet): string {
  let text = known.get(chains);
  if (text === undefined) {
    text = JSON.stringify([chains.orderKeys, chains.userKeys, [...new Set(attributeKeysOf(chains))].sort(), [...chains.peers].sort()]);
    known.set(chains, text);
  }
  return text;
}

/** Attributes that the chains' predicates read: Tempo gives only what it is asked for. */
export const attributeKeysOf = ({ chains, facetKeys = [] }: ChainSet): readonly string[] => {
  const predicates = chains.flatMap((chain) => [...chain.signs, ...chain.steps.flatMap((step) => step.match)]);
  return [...facetKeys, ...predicates.flatMap((predicate) => Object.keys(predicate.attributes ?? {}))];
};
