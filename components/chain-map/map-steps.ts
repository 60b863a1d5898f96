import type { BoardDto } from "#lib/contract/board";
import { HANGING, type StateWord } from "#lib/contract/words";
import type { MapStep, Most } from "#lib/layout/chain-map";

export type BoardChain = BoardDto["chains"][number];
export type BoardStep = BoardChain["steps"][number];

/** How the ring is drawn: worst first, from the top on; who simply runs comes last. */
const RING: readonly StateWord[] = [...HANGING, "running", "done-late", "done"];
const RANK = new Map(RING.map((state, index) => [state, index]));

export const worstOf = (step: BoardStep): BoardStep["states"][number] | null =>
  HANGING.map((state) => step.states.find((one) => one.state === state && one.count > 0)).find((one) => one !== undefined) ?? null;

/** `now` in ms: how long the oldest in a queue has waited is counted from it. */
export function toMapSteps(chain: BoardChain, name: (step: BoardStep) => string, now: number): readonly MapStep<StateWord>[] {
  return chain.steps.map((step, index) => ({
    id: step.stepId,
    name: name(step),
    here: [...step.states].sort((a, b) => (RANK.get(a.state) ?? 0) - (RANK.get(b.state) ?? 0)),
    queue: index > 0 && step.role === "consume" ? fillOf(step, now) : null,
    flow: step.passedLastHour ?? 0,
  }));
}

function fillOf({ states, softMs, hardMs }: BoardStep, now: number): NonNullable<MapStep<StateWord>["queue"]> {
  if (hardMs === null || hardMs <= 0) return { share: 0, softShare: 1 };
  const oldest = Math.min(now, ...states.filter((one) => one.count > 0).map((one) => Date.parse(one.oldestSince)));
  // Who is said to be stuck has used up all of it, whenever the verdict was found.
  const isOver = states.some((one) => one.state === "stuck" && one.count > 0);
  return { share: isOver ? 1 : (now - oldest) / hardMs, softShare: (softMs ?? hardMs) / hardMs };
}

export function mostOf(chains: readonly BoardChain[]): Most {
  const steps = chains.flatMap((chain) => chain.steps);
  return {
    count: Math.max(0, ...steps.map((step) => step.states.reduce((sum, one) => sum + one.count, 0))),
    flow: Math.max(0, ...steps.map((step) => step.passedLastHour ?? 0)),
  };
}
