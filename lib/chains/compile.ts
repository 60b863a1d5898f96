/** A chain set made ready for matching, once per set: predicates as functions, steps in segments between broker hops. */
import type { Span } from "#lib/trace/span";
import type { Chain, ChainSet, Step } from "./definition.ts";
import { compilePatterns, compilePredicate, type SpanTest, type TextTest } from "./predicate.ts";

export interface CompiledStep {
  readonly step: Step;
  readonly index: number;
  /** 0 before the first broker hop, 1 after it, and so on: a consume step opens a segment. */
  readonly segment: number;
  readonly alternatives: readonly SpanTest[];
}

export interface CompiledChain {
  readonly chain: Chain;
  readonly index: number;
  /** This chain's bit in a mask of chains. */
  readonly bit: number;
  readonly signs: readonly SpanTest[];
  readonly steps: readonly CompiledStep[];
  readonly consumeSteps: readonly CompiledStep[];
  readonly publishSteps: readonly CompiledStep[];
}

export interface CompiledSet {
  readonly set: ChainSet;
  readonly chains: readonly CompiledChain[];
  readonly isDeadLetterName: TextTest;
}

const compiled = new WeakMap<ChainSet, CompiledSet>();

export const compileChains = (set: ChainSet): CompiledSet => {
  let result = compiled.get(set);
  if (!result) {
    result = { set, chains: set.chains.map(compileChain), isDeadLetterName: compilePatterns(set.deadLetters) };
    compiled.set(set, result);
  }
  return result;
};

/** Without looking at other spans: a sign that asks for the peer may be one. */
export const mayBeSign = ({ chain, signs }: CompiledChain, span: Span): boolean =>
  signs.some((test, index) => test(span, () => chain.signs[index]!.peer ?? []));

const compileChain = (chain: Chain, index: number): CompiledChain => {
  let segment = 0;
  const steps = chain.steps.map((step, at): CompiledStep => {
    if (step.role === "consume") segment++;
    return { step, index: at, segment, alternatives: step.match.map(compilePredicate) };
  });
  return {
    chain,
    index,
    bit: 1 << index,
    signs: chain.signs.map(compilePredicate),
    steps,
    consumeSteps: steps.filter(({ step }) => step.role === "consume"),
    publishSteps: steps.filter(({ step }) => step.role === "publish"),
  };
};
