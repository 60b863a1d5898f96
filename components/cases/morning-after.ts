const HOUR_MS = 3_600_000;
const MORNING = 9;

/** The next nine o'clock in the morning of this zone that is at least four hours away: "tomorrow" said at 2 in the night is the coming morning. */
export function morningAfter(now: number, zone: string): number {
  const hourIn = (at: number) => Number(new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", timeZone: zone }).format(at));
  // Quarter hours: no zone's offset is finer.
  const quarter = HOUR_MS / 4;
  let at = Math.ceil((now + 4 * HOUR_MS) / quarter) * quarter;
  for (let tries = 0; tries < 4 * 25 && !(hourIn(at) === MORNING && hourIn(at - quarter) === MORNING - 1); tries++) at += quarter;
  return at;
}
