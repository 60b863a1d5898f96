/** A chain set made ready for matching, once per set: predicates sorted by whose spans they ask for, steps in segments between broker hops. */
import type { Span } from "#lib/trace/span";
import type { Chain, ChainSet, Step } from "./definition.ts";
import { compilePatterns, type TextTest } from "./predicate.ts";
import { type Shortlist, shortlistsOf } from "./shortlist.ts";

export interface CompiledStep {
  readonly step: Step;
  readonly index: number;
  /** 0 before the first broker hop, 1 after it, and so on: a consume step opens a segment. */
  readonly segment: number;
  /** Index of its chain. */
  readonly chain: number;
}

export interface CompiledChain {
  readonly chain: Chain;
  readonly index: number;
  /** This chain's bit in a mask of chains. */
  readonly bit: number;
  readonly steps: readonly CompiledStep[];
  readonly consumeSteps: readonly CompiledStep[];
  readonly publishSteps: readonly CompiledStep[];
}

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

const compileChain = (chain: Chain, index: number): CompiledChain => {
  let segment = 0;
  const steps = chain.steps.map((step, at): CompiledStep => {
    if (step.role === "consume") segment++;
    return { step, index: at, segment, chain: index };
  });
  return {
    chain,
    index,
    bit: 1 << index,
    steps,
    consumeSteps: steps.filter(({ step }) => step.role === "consume"),
    publishSteps: steps.filter(({ step }) => step.role === "publish"),
  };
};
