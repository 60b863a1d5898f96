/** A step of the funnel: who came this far, and of them who was seen doing this step. */
export interface FunnelStep {
  readonly stepId: string;
  readonly came: number;
  readonly seen: number;
  /** Came to the step before it, and not to this one. */
  readonly lost: number;
}

/**
 * Who was seen at a later step has come through the earlier ones, seen there or not: a funnel never widens, and a step that leaves no trace
 * is no place where orders are lost.
 *
 *   seen  10   6   9   8      came  10   9   9   8      lost  0   1   0   1
 */
export function funnelSteps(
  started: number,
  steps: readonly { readonly stepId: string; readonly reached: number }[],
): readonly FunnelStep[] {
  const came: number[] = [];
  for (let i = steps.length - 1; i >= 0; i--) came[i] = Math.max(steps[i]!.reached, came[i + 1] ?? 0);
  return steps.map(({ stepId, reached }, i) => {
    const before = i === 0 ? Math.max(started, came[0] ?? 0) : came[i - 1]!;
    return { stepId, came: came[i]!, seen: reached, lost: before - came[i]! };
  });
}
