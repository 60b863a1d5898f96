import type { Lang } from "../i18n/lang.ts";

/** `0.4`, `12`, `4,512`, `1.2M`: as many figures as say something. */
export function formatCount(value: number, lang: Lang): string {
  if (value >= 1e6) return new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 1 }).format(value);
  return new Intl.NumberFormat(lang, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

const UNITS = { en: ["B", "kB", "MB", "GB", "TB"], ru: ["Б", "КБ", "МБ", "ГБ", "ТБ"] } as const;

/** By thousands, three figures: `38.2 MB`. */
export function formatBytes(bytes: number, lang: Lang): string {
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const figure = new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 }).format(bytes / 1000 ** power);
  return `${figure}\u00a0${UNITS[lang][power]}`;
}

export const formatShare = (share: number, lang: Lang): string =>
  new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 }).format(share);
