import { MINUTE_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";

export interface QuietHours {
  /** `HH:MM` in `zone`. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

export function isZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Until when it is quiet at `now`; null where it is not.
 *
 *   22:00 ──────── 08:00      at 23:15 → the next 08:00; at 12:00 → null
 *
 * Found by stepping minutes of real time, so that a clock put forward or back in the night makes neither a gap nor a second night.
 */
export function quietUntil(quiet: QuietHours, now: UnixMs): UnixMs | null {
  const from = minuteOf(quiet.from);
  const to = minuteOf(quiet.to);
  const clock = clockOf(quiet.zone);
  const within = (at: number): boolean => {
    const minute = minuteOf(clock.format(at));
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  if (!within(now)) return null;
  const start = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  // What is left by the wall clock, then corrected where the clock was put forward or back on the way.
  const left = (to - minuteOf(clock.format(now)) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  let end = start + left * MINUTE_MS;
  while (within(end - MINUTE_MS) === false && end - MINUTE_MS > now) end -= MINUTE_MS;
  while (within(end)) end += MINUTE_MS;
  return unixMs(end);
}

const DAY_MINUTES: Ms = 24 * 60;

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError where there is no such zone */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  clocks.set(zone, made);
  return made;
}
