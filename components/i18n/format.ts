import type { Lang } from "./lang.ts";
import type { Words } from "./words-en.ts";

const NBSP = "\u00a0";

/** Two figures that a person can compare: `41 ms`, `1.9 s`, `37 min`, `2 h 05 min`, `3 d 4 h`. Never a negative one. */
export function formatDuration(ms: number, lang: Lang, unit: Words["unit"]): string {
  const figure = (value: number, digits: number) =>
    new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  if (!(ms > 0)) return `0${NBSP}${unit.ms}`;
  if (ms < 1) return `${figure(ms, 2)}${NBSP}${unit.ms}`;
  if (ms < 999.5) return `${figure(ms, ms < 10 ? 1 : 0)}${NBSP}${unit.ms}`;
  if (ms < 59_950) return `${figure(ms / 1000, ms < 9_950 ? 1 : 0)}${NBSP}${unit.s}`;
  return formatAge(ms, lang, unit, "fine");
}

/** Whole units, for what ticks: `4 s`, `37 min`, `2 h 5 min`. `fine` keeps the seconds of the first ten minutes, `coarse` drops the second unit. */
export function formatAge(ms: number, lang: Lang, unit: Words["unit"], grain: "coarse" | "plain" | "fine" = "plain"): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const join = (value: number, name: string) => `${new Intl.NumberFormat(lang).format(value)}${NBSP}${name}`;
  if (seconds < 60) return join(seconds, unit.s);
  if (minutes < 60)
    return grain === "fine" && minutes < 10 && seconds % 60 > 0
      ? `${join(minutes, unit.min)}${NBSP}${join(seconds % 60, unit.s)}`
      : join(minutes, unit.min);
  if (grain === "coarse" && minutes >= 100)
    return hours < 48 ? join(Math.round(minutes / 60), unit.h) : join(Math.floor(hours / 24), unit.d);
  if (hours < 24) return minutes % 60 > 0 ? `${join(hours, unit.h)}${NBSP}${join(minutes % 60, unit.min)}` : join(hours, unit.h);
  const days = Math.floor(hours / 24);
  return hours % 24 > 0 && days < 10 ? `${join(days, unit.d)}${NBSP}${join(hours % 24, unit.h)}` : join(days, unit.d);
}

export type TimeShape = "clock" | "precise" | "date-clock" | "year-clock";

/** `14:02:11`, `14:02:11.020`, `23 Nov, 14:02`: in the zone given. */
export function formatTime(ms: number, lang: Lang, zone: string, shape: TimeShape): string {
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const options: Intl.DateTimeFormatOptions =
    shape === "clock"
      ? clock
      : shape === "precise"
        ? { ...clock, fractionalSecondDigits: 3 }
        : { ...(shape === "year-clock" && { year: "numeric" }), day: "numeric", month: "short", ...clock };
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru", { ...options, timeZone: zone })
    .format(ms)
    .replace(",", shape === "precise" && lang === "ru" ? "." : ",");
}

export const formatUtc = (ms: number): string => `${new Date(ms).toISOString().replace("T", " ").replace("Z", "")} UTC`;

/**
 * `Europe/Moscow` → `Moscow, GMT+3`, `Москва, GMT+3`. By hand: Node and Chromium carry different names of zones, and the server's
 * text must be the browser's.
 */
export function nameZone(zone: string, lang: Lang, at: number): string {
  if (zone === "UTC") return "UTC";
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(at);
  const offset = parts.find((one) => one.type === "timeZoneName")?.value ?? "";
  return `${lang === "ru" ? (RUSSIAN[city] ?? city) : city}, ${offset}`;
}

const RUSSIAN: Readonly<Record<string, string>> = {
  Kaliningrad: "Калининград",
  Moscow: "Москва",
  Samara: "Самара",
  Yekaterinburg: "Екатеринбург",
  Omsk: "Омск",
  Novosibirsk: "Новосибирск",
  Krasnoyarsk: "Красноярск",
  Irkutsk: "Иркутск",
  Yakutsk: "Якутск",
  Vladivostok: "Владивосток",
  Kamchatka: "Камчатка",
  Minsk: "Минск",
  Almaty: "Алматы",
};
