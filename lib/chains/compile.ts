/** A chain set made ready for matching, once per set: its predicates sorted by whose spans they ask for. */
import type { Span } from "#lib/trace/span";
import { type CompiledChain, compileChain } from "./compile-chain.ts";
import type { ChainSet } from "./definition.ts";
import { compilePatterns, type TextTest } from "./predicate.ts";
import { type Shortlist, shortlistsOf } from "./shortlist.ts";

export interface CompiledSet {
  readonly set: ChainSet;
  readonly chains: readonly CompiledChain[];
  /** Those keyed by order, and those keyed by trace. */
  readonly ofOrders: readonly CompiledChain[];
  readonly ofTraces: readonly CompiledChain[];
  readonly shortlist: (span: Span) => Shortlist;
  readonly isDeadLetterName: TextTest;
}

const compiled = new WeakMap<ChainSet, CompiledSet>();

export const compileChains = (set: ChainSet): CompiledSet => {
  let result = compiled.get(set);
  if (!result) {
    const chains = set.chains.map(compileChain);
    const ofOrders = chains.filter(({ chain }) => chain.keyedBy === "order");
    const ofTraces = chains.filter(({ chain }) => chain.keyedBy === "trace");
    result = { set, chains, ofOrders, ofTraces, shortlist: shortlistsOf(chains), isDeadLetterName: compilePatterns(set.deadLetters) };
    compiled.set(set, result);
  }
  return result;
};

/** Without looking at other spans: a sign that asks for the peer may be one. */
export const mayBeRequest = ({ shortlist }: CompiledSet, spans: readonly Span[]): boolean => {
  for (const span of spans) for (const probe of shortlist(span).traceSigns) if (probe(span, NO_PEER) !== 0) return true;
  return false;
};

const NO_PEER = (): readonly string[] => [];
