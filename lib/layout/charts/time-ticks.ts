// Marks on a chart's time axis: round on the reader's clock, in the reader's zone.
//
//   22:00    Tue 24    02:00    04:00          a midnight is named by its day, and counts as major
import { dayStart, offsetAt, toWall } from "./zone.ts";

export interface TimeTick {
  readonly at: number;
  readonly x: number;
  readonly label: string;
  readonly major: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE).concat([1, 2, 3, 6, 12].map((n) => n * HOUR));
const DAY_STEPS = [1, 2, 3, 4, 7, 14, 28, 91, 182, 365];
/** `Mon 16 Nov` in 11 px monospace, with air. */
const LEAST_PX = 76;

interface Span {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly zone: string;
  readonly lang: "en" | "ru";
}

export function placeTimeTicks({ from, to, width, zone, lang }: Span): readonly TimeTick[] {
  if (!(to > from) || !(width > 0)) return [];
  const least = ((to - from) / width) * LEAST_PX;
  const step = STEPS.find((one) => one >= least);
  const moments = step === undefined ? days(from, to, DAY_STEPS.find((n) => n * DAY >= least) ?? 365, zone) : hours(from, to, step, zone);
  return moments.map((at) => {
    const wall = toWall(at, zone);
    const midnight = wall.hour === 0 && wall.minute === 0;
    return {
      at,
      x: ((at - from) / (to - from)) * width,
      label: midnight ? nameDay(at, zone, lang) : `${two(wall.hour)}:${two(wall.minute)}`,
      major: midnight,
    };
  });
}

function hours(from: number, to: number, step: number, zone: string): readonly number[] {
  const moments: number[] = [];
  let offset = offsetAt(from, zone);
  for (let at = Math.ceil((from + offset) / step) * step - offset; at < to && moments.length < 400; at += step) {
    const now = offsetAt(at, zone);
    if (now !== offset) {
      // The clock was turned: round again by the new one.
      at = Math.ceil((at + now) / step) * step - now;
      offset = now;
      if (at >= to) break;
    }
    moments.push(at);
  }
  return moments;
}

function days(from: number, to: number, step: number, zone: string): readonly number[] {
  const moments: number[] = [];
  let at = dayStart(from, zone);
  if (at < from) at = dayStart(from, zone, 1);
  for (; at < to && moments.length < 400; at = dayStart(at, zone, step)) moments.push(at);
  return moments;
}

const names = new Map<string, Intl.DateTimeFormat>();

/** `Mon 16`, and where a month begins `1 Dec`. */
function nameDay(at: number, zone: string, lang: "en" | "ru"): string {
  const first = toWall(at, zone).day === 1;
  const key = `${zone} ${lang} ${first}`;
  let format = names.get(key);
  if (!format) {
    const shape: Intl.DateTimeFormatOptions = first ? { day: "numeric", month: "short" } : { weekday: "short" };
    format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru", { ...shape, timeZone: zone });
    names.set(key, format);
  }
  return first ? format.format(at) : `${format.format(at)} ${toWall(at, zone).day}`;
}

const two = (n: number): string => String(n).padStart(2, "0");
