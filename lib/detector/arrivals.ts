import { MINUTE_MS, type Ms, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";

/**
 * How far behind our clock what arrives has ended: seconds, while both clocks are right. When our own clock jumps ahead, all that arrives is suddenly an hour
 * old, and by that clock half the company would hang: then it is judged by the time that the arriving spans tell.
 *
 *   our clock     12:00:00 12:00:10 ║ 13:00:20 13:00:30      it was set ahead
 *   newest ends   11:59:58 12:00:09 ║ 12:00:19 12:00:29      all that arrives lies an hour behind it
 *   judged at     12:00:00 12:00:10 ║ 12:00:20 12:00:30
 */
export interface Arrivals {
  /** Minute of our clock → the least lag of what arrived in it. */
  readonly leastLag: Map<number, Ms>;
  /** What arrives has been fresh before: an old log that is loaded is no jump. */
  live: boolean;
  lagMs: Ms;
  lastNow: number;
  lastArrival: number;
  /** Our clock has jumped, or we slept: until something arrives nobody knows which. */
  hold: { readonly from: number; readonly at: number } | null;
}

const FRESH_MS: Ms = MINUTE_MS;
const JUMP_MS: Ms = 5 * MINUTE_MS;
/** A trace backend may show its newest spans as late as that: no reason to wait longer still. */
const BACKEND_HIDES_MS: Ms = 3 * MINUTE_MS;
const HELD_FOR_MS: Ms = 150 * SECOND_MS;

export const createArrivals = (): Arrivals => ({
  ...{ leastLag: new Map(), live: false, lagMs: 0, hold: null },
  ...{ lastNow: Number.NEGATIVE_INFINITY, lastArrival: Number.NEGATIVE_INFINITY },
});

export function noteArrival(arrivals: Arrivals, receivedAt: UnixMs, endMs: number): void {
  const minute = Math.floor(receivedAt / MINUTE_MS);
  const lag = Math.max(0, receivedAt - endMs);
  const known = arrivals.leastLag.get(minute);
  if (known === undefined || lag < known) arrivals.leastLag.set(minute, lag);
  if (receivedAt > arrivals.lastArrival) arrivals.lastArrival = receivedAt;
}

/** `now` by what arrives: our clock, while it is right. */
export function timeByArrivals(arrivals: Arrivals, now: UnixMs): UnixMs {
  const { lastNow, leastLag } = arrivals;
  if (arrivals.live && now - lastNow > JUMP_MS) arrivals.hold = { from: lastNow - arrivals.lagMs, at: now };
  arrivals.lastNow = now;
  const minute = Math.floor(now / MINUTE_MS);
  for (const old of leastLag.keys()) if (old < minute - 2) leastLag.delete(old);
  const { hold } = arrivals;
  if (hold !== null) {
    if (arrivals.lastArrival < hold.at && now - hold.at < HELD_FOR_MS) return unixMs(hold.from + Math.max(0, now - hold.at));
    arrivals.hold = null;
  }
  const least = Math.min(leastLag.get(minute) ?? Number.POSITIVE_INFINITY, leastLag.get(minute - 1) ?? Number.POSITIVE_INFINITY);
  if (least < FRESH_MS) Object.assign(arrivals, { live: true, lagMs: 0 });
  else if (arrivals.live && Number.isFinite(least)) arrivals.lagMs = least < BACKEND_HIDES_MS ? 0 : least;
  return unixMs(now - arrivals.lagMs);
}
