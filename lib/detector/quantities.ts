import type { Ms, UnixMs } from "../base/time.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../base/time.ts";

/** Times and lengths as a sentence says them. The units are abbreviations that Russian does not decline. */
export type Language = "en" | "ru";

const UNITS = {
  en: { ms: "ms", s: "s", min: "min", h: "h", d: "d" },
  ru: { ms: "мс", s: "с", min: "мин", h: "ч", d: "д" },
} as const;
const DAY_MS = 24 * HOUR_MS;

/** Two units at most, the second only where it matters: 850 ms · 8.2 s · 1 min 20 s · 37 min · 2 h 5 min · 3 d 4 h. */
export function sayLength(ms: Ms, language: Language): string {
  const unit = UNITS[language];
  const length = Math.max(0, ms);
  if (length < SECOND_MS) return `${Math.round(length)} ${unit.ms}`;
  if (length < 9.95 * SECOND_MS) return `${decimal(length / SECOND_MS, language)} ${unit.s}`;
  if (length < 59.5 * SECOND_MS) return `${Math.round(length / SECOND_MS)} ${unit.s}`;
  if (length < 10 * MINUTE_MS) return two(length, MINUTE_MS, unit.min, SECOND_MS, unit.s);
  if (length < 2 * HOUR_MS) return `${Math.floor(length / MINUTE_MS)} ${unit.min}`;
  if (length < DAY_MS) return two(length, HOUR_MS, unit.h, MINUTE_MS, unit.min);
  return two(length, DAY_MS, unit.d, HOUR_MS, unit.h);
}

function two(ms: Ms, big: Ms, bigUnit: string, small: Ms, smallUnit: string): string {
  const smalls = Math.round(ms / small);
  const perBig = big / small;
  const rest = smalls % perBig;
  const whole = `${Math.floor(smalls / perBig)} ${bigUnit}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallUnit}`;
}

export function decimal(value: number, language: Language): string {
  const text = (Math.round(value * 10) / 10).toString();
  return language === "ru" ? text.replace(".", ",") : text;
}

const LAST_TIME = 8.64e15;

/** In UTC, and saying so; with the date where it is not today's. */
export function sayTime(at: UnixMs, now: UnixMs): string {
  if (!(Math.abs(at) <= LAST_TIME)) return "?";
  // As a date counts: whole milliseconds, towards zero.
  const ms = Math.trunc(at);
  const day = Math.floor(ms / DAY_MS);
  const second = Math.floor((ms - day * DAY_MS) / SECOND_MS);
  const clock = `${twoDigits(second / 3600)}:${twoDigits((second / 60) % 60)}:${twoDigits(second % 60)}`;
  return day === Math.floor(Math.trunc(now) / DAY_MS) ? `${clock} UTC` : `${new Date(ms).toISOString().split("T", 1)[0]} ${clock} UTC`;
}

const twoDigits = (value: number): string => (value < 10 ? `0${Math.floor(value)}` : `${Math.floor(value)}`);

/** 1 заказ, 2 заказа, 5 заказов, 11 заказов, 21 заказ. */
export function pluralRu(count: number, one: string, few: string, many: string): string {
  const last = count % 10;
  const lastTwo = count % 100;
  if (last === 1 && lastTwo !== 11) return one;
  return last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14) ? few : many;
}

/** In the middle of a sentence; abbreviations keep their capitals. */
export function lowerFirst(text: string): string {
  const second = text.charAt(1);
  return second !== "" && second === second.toUpperCase() && second !== second.toLowerCase()
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
}
