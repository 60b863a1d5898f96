import type { UnixMs } from "../base/time.ts";
import { unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Delivery, Execution, StepSighting } from "../chains/execution.ts";
import type { Front } from "./front.ts";

/** Three failed deliveries of one message, and the broker or the code gives it up (rule 7). */
export const GIVEN_UP_AFTER = 3;

const failed = (delivery: Delivery): boolean => delivery.status !== "success";

/** The consuming step whose every delivery failed, three times or more; -1 where there is none. */
export function findGivenUp(execution: Execution, chain: Chain): number {
  return execution.steps.findIndex(
    (seen, index) =>
      seen !== null && chain.steps[index]?.role === "consume" && seen.deliveries.length >= GIVEN_UP_AFTER && seen.deliveries.every(failed),
  );
}

export const findConsumer = (chain: Chain): number => chain.steps.findIndex((step) => step.role === "consume");

export interface Failure {
  readonly index: number;
  readonly seen: StepSighting;
  /** End of the last try that failed: the two minutes run from here. */
  readonly endMs: UnixMs;
}

/** The furthest step ended in error or timeout, and no try that began after it went better (or is still without an outcome further on). */
export function findFailure(execution: Execution, chain: Chain, front: Front): Failure | null {
  if (!failed(front.seen)) return null;
  let endMs: number = front.seen.endMs;
  for (const delivery of front.seen.deliveries) endMs = Math.max(endMs, delivery.endMs);
  const consumer = findConsumer(chain);
  const taken = consumer >= 0 && consumer < front.index ? execution.steps[consumer] : null;
  for (const delivery of taken?.deliveries ?? []) {
    if (!failed(delivery) && delivery.startMs > front.seen.endMs) return null;
    // A consumer ends in error right after the write that failed it, and a redelivery that failed before it wrote counts as a retry.
    if (failed(delivery)) endMs = Math.max(endMs, delivery.endMs);
  }
  return { index: front.index, seen: front.seen, endMs: unixMs(endMs) };
}
