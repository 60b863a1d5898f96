// Wall clocks of a time zone. 2026-11-23T21:30Z in Europe/Moscow is { 2026-11-24, 00:30 }; its day began at 2026-11-23T21:00Z.

export interface Wall {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

export function toWall(ms: number, zone: string): Wall {
  const wall = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(zone).formatToParts(ms)) if (type in wall) wall[type as keyof typeof wall] = Number(value);
  return wall;
}

/** The zone's wall clock minus UTC at that moment, in milliseconds. */
export function offsetAt(ms: number, zone: string): number {
  if (zone === "UTC") return 0;
  const { year, month, day, hour, minute, second } = toWall(ms, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

/** The moment at which that wall clock is read; of two (the hour told twice) the first, of none (the hour left out) the next there is. */
export function fromWall(wall: Omit<Wall, "second">, zone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const early = asUtc - offsetAt(asUtc - 86_400_000, zone);
  const late = asUtc - offsetAt(asUtc + 86_400_000, zone);
  for (const guess of [Math.min(early, late), Math.max(early, late)]) if (guess + offsetAt(guess, zone) === asUtc) return guess;
  return Math.max(early, late);
}

/** Midnight of the day `days` after the one that `ms` lies in. `Date.UTC` carries over months and years. */
export function dayStart(ms: number, zone: string, days = 0): number {
  const { year, month, day } = toWall(ms, zone);
  return fromWall({ year, month, day: day + days, hour: 0, minute: 0 }, zone);
}

/** 0 Monday to 6 Sunday. */
export function weekdayOf(ms: number, zone: string): number {
  const { year, month, day } = toWall(ms, zone);
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

/** Monday's midnight of the week that `ms` lies in, or `weeks` after it. */
export const weekStart = (ms: number, zone: string, weeks = 0): number => dayStart(ms, zone, -weekdayOf(ms, zone) + weeks * 7);
