import type { Lang } from "../i18n/lang.ts";

const en = {
  label: "The order as it was known",
  asKnown: "As it was known at",
  boardLabel: "The board as it was known",
  boardTitle: "What hung then",
  learnt: "Loupe learnt this later, from history: shown as if it had been watching. It was read at",
  nothing: "Nothing was said of this order yet.",
  toNow: "Back to now",
  previous: "Previous change",
  next: "Next change",
  slider: "Moments at which something else was said",
  of: (at: number, of: number) => `change ${at} of ${of}`,
  open: (n: number) => (n === 1 ? "What was said when: 1 change" : `What was said when: ${n} changes`),
  failed: "What was said when cannot be asked:",
  gone: "turned out to be another's",
  earlier: (minutes: number) => `${minutes} min earlier`,
  later: (minutes: number) => `${minutes} min later`,
  at: "Moment",
  past: "An earlier moment…",
  noFlow: "How it flowed is not kept for the past: only what stood and hung where.",
};

const ru: typeof en = {
  label: "Заказ, каким его знали",
  asKnown: "Как было известно на",
  boardLabel: "Доска, какой её знали",
  boardTitle: "Что висело тогда",
  learnt: "Loupe узнала это позже, из истории: показано так, как если бы она наблюдала. Прочитано в",
  nothing: "Об этом заказе ещё ничего не было сказано.",
  toNow: "К настоящему",
  previous: "Предыдущее изменение",
  next: "Следующее изменение",
  slider: "Моменты, когда вывод менялся",
  of: (at, of) => `изменение ${at} из ${of}`,
  open: (n) => `Что и когда говорилось: изменений — ${n}`,
  failed: "Нельзя узнать, что и когда говорилось:",
  gone: "оказалось частью другого",
  earlier: (minutes) => `на ${minutes} мин раньше`,
  later: (minutes) => `на ${minutes} мин позже`,
  at: "Момент",
  past: "Более ранний момент…",
  noFlow: "Поток за прошлое не хранится: только что где стояло и висело.",
};

export const asOfWords: Readonly<Record<Lang, typeof en>> = { en, ru };
