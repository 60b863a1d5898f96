import type { Ms, UnixMs } from "../base/time.ts";
import { unixMs } from "../base/time.ts";
import type { Chain, Step } from "../chains/definition.ts";
import type { Execution, StepSighting } from "../chains/execution.ts";

/**
 * Where an execution stands: its furthest step seen, and the deadlines of the step after it.
 *
 *   steps    api-user ── mes-api ── rabbitmq ── crm-api ── crm-db
 *   seen        ●           –          ●          –          –
 *                                   furthest     next: soft and hard run from the furthest's reach
 *
 * A step unseen before the furthest one (mes-api) is no question any more: it must have happened.
 */
export interface Front {
  readonly index: number;
  readonly seen: StepSighting;
  /** From when the next step's clock runs. */
  readonly clockMs: UnixMs;
  readonly next: Step | null;
  readonly softMs: UnixMs | null;
  readonly hardMs: UnixMs | null;
}

/** `before`: as if nothing from that step on had been seen. */
export function findFront(execution: Execution, chain: Chain, before = chain.steps.length): Front | null {
  for (let index = before - 1; index >= 0; index--) {
    const seen = execution.steps[index];
    if (!seen) continue;
    const next = chain.steps[index + 1] ?? null;
    const clockMs = clockOf(seen);
    return {
      index,
      seen,
      clockMs,
      next,
      softMs: next?.softMs == null ? null : unixMs(clockMs + next.softMs),
      hardMs: next?.hardMs == null ? null : unixMs(clockMs + next.hardMs),
    };
  }
  return null;
}

/** Rule 6: a clock that runs ahead must not postpone an alarm, so a deadline never runs from later than the first sight of the latest delivery. */
function clockOf(seen: StepSighting): UnixMs {
  let sight: number = seen.seenAt;
  for (const delivery of seen.deliveries) sight = Math.max(sight, delivery.seenAt);
  return unixMs(Math.min(seen.nextClockMs, sight));
}

export interface SlowStep {
  readonly stepId: string;
  readonly title: Step["title"];
  readonly index: number;
  readonly tookMs: Ms;
  readonly softMs: Ms;
}

/**
 * The step that crossed its soft deadline, the worst by ratio; null where all kept theirs. Over steps that were not seen, the way between
 * their seen neighbours is held against the sum of the soft deadlines on it: nothing is said that the spans do not prove.
 */
export function findSlowStep(execution: Execution, chain: Chain): SlowStep | null {
  let worst: SlowStep | null = null;
  let from: StepSighting | null = null;
  let allowedMs = 0;
  for (let index = 0; index < chain.steps.length; index++) {
    const step = chain.steps[index]!;
    allowedMs += step.softMs ?? 0;
    const seen = execution.steps[index];
    if (!seen) continue;
    if (from !== null && allowedMs > 0) {
      const tookMs = tookBetween(from, seen);
      if (tookMs > allowedMs && (worst === null || tookMs / allowedMs > worst.tookMs / worst.softMs)) {
        worst = { stepId: step.id, title: step.title, index, tookMs, softMs: allowedMs };
      }
    }
    from = seen;
    allowedMs = 0;
  }
  return worst;
}

/** From one step's reach to the next one's; after a redelivery, from that. */
export const tookBetween = (previous: StepSighting, seen: StepSighting): Ms => seen.reachedMs - startOf(previous, seen);

/** A duplicate delivered after the next step was reached has not restarted that step's clock. */
function startOf(previous: StepSighting, seen: StepSighting): UnixMs {
  if (previous.nextClockMs <= seen.reachedMs) return previous.nextClockMs;
  let latest: UnixMs = previous.reachedMs;
  if (previous.nextClockMs === previous.reachedMs) return latest;
  for (const delivery of previous.deliveries)
    if (delivery.startMs <= seen.reachedMs && delivery.startMs > latest) latest = delivery.startMs;
  return latest;
}
