/** A chain made ready for matching: its steps in segments between broker hops. */
import type { Chain, Step } from "./definition.ts";

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

export const compileChain = (chain: Chain, index: number): CompiledChain => {
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
