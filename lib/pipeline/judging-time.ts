import { type UnixMs, unixMs } from "../base/time.ts";
import { timeByArrivals } from "../detector/arrivals.ts";
import type { Machine } from "./machine.ts";

/**
 * While arrivals are waiting (history being loaded, a backend that was away), only event time tells how late it is: judged by the wall
 * clock, everything that waits to be read would look missing. Nor is our own clock believed when it alone jumps ahead.
 */
export function judgingTime(machine: Machine, caughtUp = machine.caughtUp): UnixMs {
  const now = timeByArrivals(machine.knowledge.arrivals, machine.clock());
  if (caughtUp || !Number.isFinite(machine.knowledge.newestMs)) return now;
  return unixMs(Math.min(now, machine.knowledge.newestMs));
}
