import type { Lang } from "../i18n/lang.ts";

const en = {
  label: "Personal data",
  masked: "Personal data are masked.",
  ask: "Reveal…",
  askOrder: "Reveal personal data of this order?",
  askTrace: "Reveal personal data of this trace?",
  hint: "For ten minutes, to you alone, in this browser. Your name, the reason and each look are written to the audit log. Passwords, tokens, cookies and card numbers stay hidden.",
  reason: "Why do you have to see them?",
  reasonHint: "A ticket's number, who asks and what for: at least 10 characters",
  reveal: "Reveal for 10 minutes",
  cancel: "Cancel",
  active: "Personal data are visible to you",
  left: "left",
  why: "Reason:",
  ofOrder: (id: string) => `Revealed for order ${id}`,
  hide: "Hide again",
  ended: "Hidden again: what you saw is masked as for everybody.",
  over: "The ten minutes are over: personal data are masked again.",
  lastMinute: "Personal data are hidden again in one minute.",
  mark: "Revealed to you",
  marked: "revealed",
};

export type RevealWords = typeof en;

const ru: RevealWords = {
  label: "Персональные данные",
  masked: "Персональные данные скрыты.",
  ask: "Показать…",
  askOrder: "Показать персональные данные этого заказа?",
  askTrace: "Показать персональные данные этого трейса?",
  hint: "На десять минут, только вам и только в этом браузере. Ваше имя, причина и каждый просмотр попадут в журнал аудита. Пароли, токены, куки и номера карт останутся скрыты.",
  reason: "Зачем вам нужно их видеть?",
  reasonHint: "Номер обращения, кто спрашивает и для чего: не меньше 10 знаков",
  reveal: "Показать на 10 минут",
  cancel: "Отмена",
  active: "Персональные данные видны вам",
  left: "осталось",
  why: "Причина:",
  ofOrder: (id: string) => `Показано для заказа ${id}`,
  hide: "Скрыть снова",
  ended: "Скрыто: то, что вы видели, снова замаскировано, как у всех.",
  over: "Десять минут истекли: персональные данные снова скрыты.",
  lastMinute: "Через минуту персональные данные снова будут скрыты.",
  mark: "Показано вам",
  marked: "показано",
};

export const revealWords: Readonly<Record<Lang, RevealWords>> = { en, ru };
