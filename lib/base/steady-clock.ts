import { type Clock, type Ms, type UnixMs, unixMs } from "./time.ts";

/** Corrections of a network time daemon are smaller: they are waited out. */
const STEP_MS: Ms = 1_000;

/**
 * A clock that never goes back. When the wall clock is set back by an hour, what arrives would lie an hour in the future, and nothing would be due for
 * that long: this one goes on at the pace of `monotonicMs` until the wall clock has caught up. Forwards it follows at once.
 */
export function createSteadyClock(wall: () => number, monotonicMs: () => number): Clock {
  let last = Number.NEGATIVE_INFINITY;
  let lastTick = 0;
  return (): UnixMs => {
    const now = wall();
    const tick = monotonicMs();
    const goneOn = last + Math.max(0, tick - lastTick);
    last = now < goneOn - STEP_MS ? goneOn : Math.max(now, last);
    lastTick = tick;
    return unixMs(last);
  };
}
