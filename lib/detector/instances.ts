import { MINUTE_MS, type UnixMs, unixMs } from "../base/time.ts";
import { SILENCE_AFTER_MS } from "./context.ts";
import { createTimeBits, type TimeBits } from "./time-bits.ts";

/** What was heard of one instance of a service. */
export interface InstanceRecord {
  readonly id: string;
  readonly heard: TimeBits;
  /** Newest end, never beyond its own arrival. */
  newestMs: UnixMs;
  /** Entry spans (SERVER, CONSUMER) by minute: its share of the service's work. */
  readonly work: Map<number, number>;
}

export const createInstance = (id: string): InstanceRecord => ({
  id,
  heard: createTimeBits(),
  newestMs: unixMs(Number.NEGATIVE_INFINITY),
  work: new Map(),
});

/** Over how long the shares before and after a silence are compared. */
const COMPARED_MS = 10 * MINUTE_MS;
const FEWEST_PIECES = 10;
/** What the others do after it, of what all did before: their share has visibly grown by what the silent one did. */
const MOVED_SHARE = 0.85;
const FORGOTTEN_AFTER_MS = 60 * MINUTE_MS;

/**
 * Rule 3: an instance counts, for watermark and gaps, until its share has visibly moved to the others. A silent consumer of three may be
 * the one that took the message; one that was scaled away or replaced is not waited for.
 */
export function isLive(instance: InstanceRecord, all: readonly InstanceRecord[], newestMs: UnixMs): boolean {
  const silentMs = newestMs - instance.newestMs;
  if (silentMs <= SILENCE_AFTER_MS) return true;
  if (silentMs > FORGOTTEN_AFTER_MS) return false;
  if (silentMs < COMPARED_MS / 2) return true;
  const span = Math.min(silentMs, COMPARED_MS);
  const before = workOf(all, instance.newestMs - span, instance.newestMs);
  if (before < FEWEST_PIECES || workOf([instance], instance.newestMs - span, instance.newestMs) === 0) return true;
  return workOf(all, instance.newestMs + MINUTE_MS, instance.newestMs + span + MINUTE_MS) < MOVED_SHARE * before;
}

function workOf(instances: readonly InstanceRecord[], fromMs: number, toMs: number): number {
  let sum = 0;
  for (const { work } of instances) {
    for (let minute = Math.floor(fromMs / MINUTE_MS); minute < Math.floor(toMs / MINUTE_MS); minute++) sum += work.get(minute) ?? 0;
  }
  return sum;
}
