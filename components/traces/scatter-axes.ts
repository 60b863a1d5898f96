import type { Field } from "#lib/layout/scatter";
import { formatDuration, formatTime } from "../i18n/format.ts";
import type { Lang } from "../i18n/lang.ts";
import type { Words } from "../i18n/words-en.ts";

const DAY_MS = 86_400_000;

/** A mark's label says as little as tells it from its neighbours: no day within one day, no seconds over hours. */
export function timeLabel(field: Field, lang: Lang, zone: string): (at: number) => string {
  const span = field.toMs - field.fromMs;
  if (span < 3_000) return (at) => formatTime(at, lang, zone, "precise");
  if (span < 15 * 60_000) return (at) => formatTime(at, lang, zone, "clock");
  const options: Intl.DateTimeFormatOptions =
    span < DAY_MS
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : span < 3 * DAY_MS
        ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : { day: "numeric", month: "short" };
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru", { ...options, timeZone: zone });
  return (at) => format.format(at);
}

/** Round marks need no `.0`: `1 s`, not `1.0 s`. */
export function durationLabel(lang: Lang, unit: Words["unit"]): (ms: number) => string {
  return (ms) => {
    const [name, size] = ms >= 36e5 ? [unit.h, 36e5] : ms >= 6e4 ? [unit.min, 6e4] : ms >= 1e3 ? [unit.s, 1e3] : [unit.ms, 1];
    const figure = ms / size;
    return Number.isInteger(Number(figure.toPrecision(3))) || figure < 1
      ? `${new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 }).format(figure)}\u00a0${name}`
      : formatDuration(ms, lang, unit);
  };
}
