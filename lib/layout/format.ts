// Lengths and moments as text, in the units of the reader's language. Three figures are enough to compare two bars.

export type Lang = "en" | "ru";

const UNITS = {
  en: { ns: "ns", us: "µs", ms: "ms", s: "s", min: "min", h: "h", d: "d" },
  ru: { ns: "нс", us: "мкс", ms: "мс", s: "с", min: "мин", h: "ч", d: "д" },
} as const;

const figures = (value: number): string =>
  value >= 100 ? Math.round(value).toString() : value >= 10 ? trim(value.toFixed(1)) : trim(value.toFixed(2));
const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
const localised = (text: string, lang: Lang): string => (lang === "ru" ? text.replace(".", ",") : text);

export function formatDuration(ns: number, lang: Lang): string {
  const unit = UNITS[lang];
  const one = (value: number, name: string): string => `${localised(figures(value), lang)} ${name}`;
  if (ns < 1e3) return one(ns, unit.ns);
  if (ns < 1e6) return one(ns / 1e3, unit.us);
  if (ns < 999.5e6) return one(ns / 1e6, unit.ms);
  if (ns < 100e9) return one(ns / 1e9, unit.s);
  const minutes = ns / 60e9;
  if (minutes < 10) return two(Math.floor(ns / 1e9), 60, unit.min, unit.s);
  // Whole ones that have passed, as everywhere on the page: one wait is one number.
  if (minutes < 100) return `${Math.floor(minutes)} ${unit.min}`;
  if (minutes < 48 * 60) return two(Math.floor(minutes), 60, unit.h, unit.min);
  const days = Math.floor(minutes / 60 / 24);
  return `${days < 1e6 ? days : localised(days.toExponential(1), lang)} ${unit.d}`;
}

function two(small: number, of: number, bigName: string, smallName: string): string {
  const rest = small % of;
  return rest === 0 ? `${Math.floor(small / of)} ${bigName}` : `${Math.floor(small / of)} ${bigName} ${rest} ${smallName}`;
}

/** A moment as an offset from the waterfall's start. */
export interface Moment {
  readonly startUnixNs: bigint;
  readonly timeZone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function clockFormat(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    formats.set(timeZone, format);
  }
  return format;
}

/** Whole nanoseconds since 1970; offsets are exact to 104 days. */
export const momentNs = (moment: Moment, offsetNs: number): bigint => moment.startUnixNs + BigInt(Math.round(offsetNs));

/** A date's range is ±8.64e15 ms; beyond it there is no clock time to show. */
const LAST_MS = 8_640_000_000_000_000n;

/** `14:02:11`, with as many digits after it as asked for (0, 3, 6 or 9). */
export function formatClock(moment: Moment, offsetNs: number, digits: 0 | 3 | 6 | 9): string {
  if (!Number.isFinite(offsetNs)) return "–";
  const ns = momentNs(moment, offsetNs);
  const ms = floorDiv(ns, 1_000_000n);
  if (ms > LAST_MS || ms < -LAST_MS) return `${ms / 86_400_000n} d`;
  const clock = clockFormat(moment.timeZone).format(Number(ms));
  if (digits === 0) return clock;
  const part = (ns - floorDiv(ns, 1_000_000_000n) * 1_000_000_000n).toString().padStart(9, "0").slice(0, digits);
  return `${clock}.${part}`;
}

/** `2026-11-23`: where the axis counts in days, a time of day says nothing. */
export function formatDay(moment: Moment, offsetNs: number): string {
  const ms = Number.isFinite(offsetNs) ? floorDiv(momentNs(moment, offsetNs), 1_000_000n) : LAST_MS + 1n;
  if (ms > LAST_MS || ms < -LAST_MS) return "–";
  let format = dayFormats.get(moment.timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: moment.timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    dayFormats.set(moment.timeZone, format);
  }
  return format.format(Number(ms));
}
const dayFormats = new Map<string, Intl.DateTimeFormat>();

export const floorDiv = (a: bigint, b: bigint): bigint => (a >= 0n || a % b === 0n ? a / b : a / b - 1n);
