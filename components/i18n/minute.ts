import type { Lang } from "./lang.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** `23 Nov, 14:02`: where a chart's bucket is the finest that is known, seconds would say too much. */
export function formatMinute(ms: number, lang: Lang, zone: string): string {
  const key = `${lang} ${zone}`;
  let format = formats.get(key);
  if (!format) {
    const shape = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone } as const;
    format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru", shape);
    formats.set(key, format);
  }
  return Number.isFinite(ms) ? format.format(ms) : "–";
}
