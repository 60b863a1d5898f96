import type { Lang } from "../i18n/lang.ts";
import { many } from "../i18n/plural.ts";

const en = {
  usual: (time: string) => `p95 ${time}`,
  waiting: (n: number, age: string) => `${n} · ${age}`,
  queue: (share: string) => `Queue: the oldest has used ${share} of its hard deadline`,
  nobody: "nobody here",
  passed: (n: number) => `${n} passed in the last hour`,
  p95: (time: string) => `95 of 100 take at most ${time} to get here`,
  oldest: (age: string) => `the oldest for ${age}`,
  cases: (n: number) => many("en", n, { one: "open case", other: "open cases" }),
  pick: (step: string) => `Show what hangs at ${step}`,
  map: (chain: string) => `Map of the chain: ${chain}`,
};

export const words: Readonly<Record<Lang, typeof en>> = {
  en,
  ru: {
    usual: (time: string) => `p95 ${time}`,
    waiting: (n: number, age: string) => `${n} · ${age}`,
    queue: (share: string) => `Очередь: старший прождал ${share} жёсткого срока`,
    nobody: "здесь никого",
    passed: (n: number) => `за час ${many("ru", n, { one: "прошёл", few: "прошли", other: "прошло" })}`,
    p95: (time: string) => `95 из 100 доходят сюда не дольше чем за ${time}`,
    oldest: (age: string) => `старший ${age}`,
    cases: (n: number) => many("ru", n, { one: "открытый случай", few: "открытых случая", other: "открытых случаев" }),
    pick: (step: string) => `Показать, что висит на шаге «${step}»`,
    map: (chain: string) => `Карта цепочки: ${chain}`,
  },
};
