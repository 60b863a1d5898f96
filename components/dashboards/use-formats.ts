"use client";

import { useMemo } from "react";
import { useLang, useWords, useZone } from "../i18n/context.tsx";
import { formatDuration } from "../i18n/format.ts";
import type { Lang } from "../i18n/lang.ts";
import { formatMinute } from "../i18n/minute.ts";
import type { Words } from "../i18n/words-en.ts";

const NBSP = "\u00a0";

export interface Formats {
  readonly ms: (value: number) => string;
  /** On an axis: `1 s`, not `1.0 s`; `1.5 min`, not `1 min 30 s`. */
  readonly tick: (value: number) => string;
  readonly number: (value: number) => string;
  /** 0.0084 → `0.84 %`; near one `98.6 %`. */
  readonly share: (value: number) => string;
  /** A difference of shares, in points: `0.31`. */
  readonly points: (value: number) => string;
  readonly rate: (perMinute: number) => string;
  readonly bytes: (value: number) => string;
  readonly times: (ratio: number) => string;
  readonly moment: (at: number | string, zone?: string) => string;
}

/** The same functions for as long as language and zone are the same: what is computed with them is computed once. */
export function useFormats(): Formats {
  const lang = useLang();
  const own = useZone();
  const { unit } = useWords();
  return useMemo(() => makeFormats(lang, own, unit), [lang, own, unit]);
}

function makeFormats(lang: Lang, own: string, unit: Words["unit"]): Formats {
  const figure = (value: number, most: number, least = 0) =>
    new Intl.NumberFormat(lang, { maximumFractionDigits: most, minimumFractionDigits: least }).format(value);
  const three = (value: number) => figure(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
  return {
    ms: (value) => formatDuration(value, lang, unit),
    tick: (value) => {
      const [size, name] = value >= 3_600_000 ? [3_600_000, unit.h] : value >= 60_000 ? [60_000, unit.min] : [0, ""];
      return size > 0 ? `${figure(value / size, 2)}${NBSP}${name}` : formatDuration(value, lang, unit).replace(/[.,]0+(?=\D|$)/, "");
    },
    number: (value) => figure(value, Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0),
    share: (value) => {
      const percent = value * 100;
      // Toward one, the digits that count are those of what is missing: 99.98 % is not 100 %.
      const digits = percent === 0 || percent === 100 ? 0 : percent < 10 ? 2 : percent > 99 ? 2 : percent >= 99.995 ? 3 : 1;
      return `${figure(percent, digits)}${NBSP}%`;
    },
    points: (value) => figure(Math.abs(value * 100), Math.abs(value * 100) < 10 ? 2 : 1),
    rate: (perMinute) => three(perMinute),
    bytes: (value) => {
      const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
      return `${three(value / 1000 ** power)}${NBSP}${(lang === "ru" ? ["Б", "кБ", "МБ", "ГБ", "ТБ"] : ["B", "kB", "MB", "GB", "TB"])[power]}`;
    },
    times: (ratio) => `×${figure(ratio, ratio < 10 ? 1 : 0)}`,
    moment: (at, zone) => formatMinute(typeof at === "string" ? Date.parse(at) : at, lang, zone ?? own),
  };
}
