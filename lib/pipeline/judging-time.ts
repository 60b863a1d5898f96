import { type UnixMs, unixMs } from "../base/time.ts";
import { timeByArrivals } from "../detector/arrivals.ts";
import type { Machine } from "./machine.ts";

/**
 * While arrivals are waiting (history being loaded, a backend that was away), only event time tells how late it is: judged by the wall
 * clock, everything that waits to be read would look missing. What a source that fails had not given by then is not known either. Nor is our own clock believed when it alone jumps ahead.
 */
export function judgingTime(machine: Machine, caughtUp = machine.caughtUp): UnixMs {
  const now = timeByArrivals(machine.knowledge.arrivals, machine.clock());
  const failing = [...machine.progress.values()].filter(({ failures }) => failures > 0);
  machine.knowledge.readUpTo = failing.length === 0 ? null : unixMs(Math.min(...failing.map(({ scannedUpTo }) => scannedUpTo ?? 0)));
  if (caughtUp || !Number.isFinite(machine.knowledge.newestMs)) return now;
  return unixMs(Math.min(now, machine.knowledge.newestMs));
}
