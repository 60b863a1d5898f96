import type { Ms } from "../base/time.ts";
import type { CaseRecord } from "../detector/cases/case.ts";
import { sayLength } from "../detector/quantities.ts";
import type { Phase } from "./bundle.ts";

interface Words {
  readonly since: (at: string) => string;
  readonly orders: (some: readonly string[], all: number) => string;
  readonly queue: (name: string) => string;
  readonly version: (name: string) => string;
  readonly error: (text: string) => string;
  readonly wasLate: (ms: Ms) => string;
  readonly more: (groups: number) => string;
  readonly afterQuiet: (count: number) => string;
  readonly afterOutage: (from: string | null, to: string, opened: number, closed: number) => string;
  readonly test: (route: string) => string;
  readonly testLine: string;
  readonly repeated: string;
  readonly open: string;
}

const en: Words = {
  since: (at) => `the oldest since ${at}`,
  orders: (some, all) => `orders ${some.join(", ")}${all > some.length ? ` and ${all - some.length} more` : ""}`,
  queue: (name) => `queue ${name}`,
  version: (name) => `consumer's version ${name}`,
  error: (text) => `error: ${text}`,
  wasLate: (ms) => `it was late ${sayLength(ms, "en")}`,
  more: (groups) => `and ${groups} more groups`,
  afterQuiet: (count) =>
    count === 0 ? "In the quiet hours something hung; nothing of it hangs now" : `In the quiet hours: ${count} cases hang`,
  afterOutage: (from, to, opened, closed) =>
    `Loupe could not watch${from === null ? "" : ` from ${from}`} until ${to}: ${opened} cases of that time hang, ${closed} went on`,
  test: (route) => `Loupe: a test of the route ${route}`,
  testLine: "Nothing hangs because of this message.",
  repeated: "This may be a repetition: Loupe was stopped while it was sending.",
  open: "Open in Loupe",
};

const ru: Words = {
  since: (at) => `самый давний с ${at}`,
  orders: (some, all) => `заказы ${some.join(", ")}${all > some.length ? ` и ещё ${all - some.length}` : ""}`,
  queue: (name) => `очередь ${name}`,
  version: (name) => `версия потребителя ${name}`,
  error: (text) => `ошибка: ${text}`,
  wasLate: (ms) => `опоздание ${sayLength(ms, "ru")}`,
  more: (groups) => `и ещё групп: ${groups}`,
  afterQuiet: (count) =>
    count === 0 ? "В тихие часы что-то зависало; сейчас из этого ничего не висит" : `За тихие часы: висит случаев — ${count}`,
  afterOutage: (from, to, opened, closed) =>
    `Loupe не мог следить${from === null ? "" : ` с ${from}`} до ${to}: с того времени висит случаев — ${opened}, продолжилось — ${closed}`,
  test: (route) => `Loupe: проверка маршрута ${route}`,
  testLine: "Из-за этого сообщения ничего не висит.",
  repeated: "Возможен повтор: Loupe остановили во время отправки.",
  open: "Открыть в Loupe",
};

export const WORDS: Readonly<Record<"ru" | "en", Words>> = { ru, en };

/** What happened, in three words and a number. */
export function headline(language: "ru" | "en", phase: Phase, { kind, verdict }: CaseRecord, count: number): string {
  const failed = verdict.state === "failed";
  if (language === "en") {
    if (kind === "silent-service") return phase === "over" ? "Heard again" : "A service is silent, and orders wait for it";
    if (kind === "volume") return phase === "over" ? "As many as usual again" : "Far fewer than usual";
    const orders = `${count} ${count === 1 ? "order" : "orders"}`;
    if (phase === "over") return `Over: ${orders} ${failed ? "had failed" : "hung"}`;
    return `${phase === "update" ? "By now " : ""}${orders} ${failed ? "failed" : count === 1 ? "is stuck" : "are stuck"}`;
  }
  if (kind === "silent-service") return phase === "over" ? "Снова слышен" : "Сервис молчит, а заказы его ждут";
  if (kind === "volume") return phase === "over" ? "Снова как обычно" : "Гораздо меньше обычного";
  const form = new Intl.PluralRules("ru").select(count);
  const orders = `${count} ${form === "one" ? "заказ" : form === "few" ? "заказа" : "заказов"}`;
  const one = form === "one";
  if (phase === "over")
    return `Кончилось: ${orders} ${failed ? (one ? "завершался ошибкой" : "завершались ошибкой") : one ? "висел" : "висели"}`;
  return `${phase === "update" ? "Уже " : ""}${orders} ${failed ? (one ? "не прошёл" : "не прошли") : one ? "завис" : "зависли"}`;
}
