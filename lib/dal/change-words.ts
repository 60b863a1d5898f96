import type { ChangeDto } from "../contract/dashboards.ts";

type Bilingual = ChangeDto["title"];

const round = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(2)));

function figure(value: number | null, unit: ChangeDto["unit"], lang: "en" | "ru"): string {
  if (value === null) return "–";
  const number = (x: number) => (lang === "ru" ? String(x).replace(".", ",") : String(x));
  if (unit === "share") return `${number(round(value * 100))}${lang === "ru" ? " " : ""}%`;
  if (unit === "per-minute") return `${number(round(value))}${lang === "ru" ? " в мин" : "/min"}`;
  if (value < 1_000) return `${number(round(value))} ${lang === "ru" ? "мс" : "ms"}`;
  if (value < 120_000) return `${number(round(value / 1_000))} ${lang === "ru" ? "с" : "s"}`;
  return `${number(round(value / 60_000))} ${lang === "ru" ? "мин" : "min"}`;
}

const MEASURES: Readonly<Record<ChangeDto["measure"], Bilingual>> = {
  errors: { en: "errors", ru: "ошибки" },
  timeouts: { en: "timeouts", ru: "таймауты" },
  latency: { en: "p95", ru: "p95" },
  wait: { en: "queue wait p95", ru: "ожидание в очереди, p95" },
  rate: { en: "rate", ru: "частота" },
  "on-time": { en: "on time", ru: "в срок" },
};

/** `mes-api: p95 120 ms → 340 ms`. */
export function sayChange(
  title: Bilingual,
  measure: ChangeDto["measure"],
  unit: ChangeDto["unit"],
  before: number | null,
  now: number | null,
): Bilingual {
  const say = (lang: "en" | "ru") =>
    `${title[lang]}: ${MEASURES[measure][lang]} ${figure(before, unit, lang)} → ${figure(now, unit, lang)}`;
  return { en: say("en"), ru: say("ru") };
}
