import { unixMs } from "../base/time.ts";
import type { Unknown } from "./absence.ts";
import type { Usual } from "./baselines.ts";
import { type Meanwhile, RETRY_WITHIN_MS } from "./context.ts";
import type { SlowStep } from "./front.ts";
import { lowerFirst, pluralRu, sayLength, sayTime } from "./quantities.ts";
import { visiblyUnseen } from "./visibility.ts";
import { cite, type FactsOf, open, type Piece, shortMessage, stress, type Telling, type Wording, wait } from "./wording.ts";

/** Names of steps and services stand in quotes or after a noun of their own ("сервис", "шаг"): they are not declined. */
const length = (ms: number): string => sayLength(ms, "ru");
const quoted = (title: string): string => `«${title}»`;

export const russian: Wording = {
  opening: ({ execution }, title) => [
    open("order", `${execution.orderId === null ? "Запрос" : `Заказ ${execution.orderId}`} · `),
    open("chain", lowerFirst(title)),
    open("chain", execution.attempt > 1 ? `, попытка ${execution.attempt}: ` : ": "),
  ],

  ended: ({ last, slow }, { execution, now }) => {
    const took = Math.max(0, last.endMs - execution.startedMs);
    const done: Piece[] = [stress("ended", "выполнено"), " в ", cite("ended", sayTime(last.endMs, now)), ` за ${length(took)}`];
    return slow === null ? done : [...done, "; ", ...slowWords(slow)];
  },

  wentOn: ({ laterMs, unseen, slow }, { now }) => [
    stress("later-chain", "выполнено"),
    `: шаг ${quoted(unseen.title.ru)} и следующие не замечены, но в `,
    cite("later-chain", sayTime(laterMs, now)),
    " заказ перешёл к следующей цепочке",
    ...(slow === null ? [] : ["; ", ...slowWords(slow)]),
  ],

  waiting: ({ seen, at, next, clockMs, usual }, { finding, now }) => {
    if (seen === null || at === null) return ["пока ничего не замечено"];
    const reached: Piece[] = [`дошёл до шага ${quoted(at.title.ru)} в `, cite("seen", sayTime(seen.reachedMs, now))];
    if (next === null) return [...reached, ", ожидается результат"];
    if (finding.state === "running") return [...reached, `, ожидается шаг ${quoted(next.title.ru)}`];
    const beyond = next.softMs === null ? [] : [" при сроке ", cite("deadline", length(next.softMs))];
    return [...reached, `, шаг ${quoted(next.title.ru)} ожидается уже `, wait(length(now - clockMs)), ...beyond, ...usually(usual)];
  },

  retryAwaited: ({ at, failure }, { now }) => [
    stress("failed", failureWords(at.title.ru, failure.seen.status)),
    " в ",
    cite("failed", sayTime(failure.endMs, now)),
    `; повтор ожидается до ${sayTime(unixMs(failure.endMs + RETRY_WITHIN_MS), now)}`,
  ],

  missing: (facts, telling) => {
    const { now, finding } = telling;
    const { seen, at, next, clockMs } = facts;
    const waited = wait(length(now - clockMs));
    const limit: Piece[] = next.hardMs === null ? [] : [" при сроке ", cite("deadline", length(next.hardMs))];
    if (finding.cause === "never-consumed") {
      const message = shortMessage(telling.execution);
      return [
        `опубликовано в ${at.title.ru} в `,
        cite("published", sayTime(seen.reachedMs, now)),
        message === null ? "" : ` (сообщение ${message})`,
        `, не прочитано сервисом ${next.title.ru} уже `,
        waited,
        ...limit,
        ...usually(facts.usual),
        ...surroundings(facts, telling),
      ];
    }
    return [
      `дошёл до шага ${quoted(at.title.ru)} в `,
      cite("seen", sayTime(seen.reachedMs, now)),
      `, дальше ничего: шага ${quoted(next.title.ru)} нет уже `,
      waited,
      ...limit,
      ...(facts.heardMs === null || facts.down !== null ? [] : [", хотя его сервис ", cite("watermark", "на связи")]),
      ...usually(facts.usual),
      ...surroundings(facts, telling),
    ];
  },

  unknown: ({ seen, at, next, why }, { now }) => [
    `дошёл до шага ${quoted(at.title.ru)} в `,
    cite("seen", sayTime(seen.reachedMs, now)),
    at.id === next.id ? "; был ли повтор, " : `; был ли выполнен шаг ${quoted(next.title.ru)}, `,
    "сказать нельзя: ",
    ...unknownWords(why, now),
  ],

  failed: ({ at, failure, meanwhile }, { now }) => {
    const took: Piece[] =
      failure.seen.status === "timeout" ? [" через ", cite("failed", length(failure.seen.endMs - failure.seen.startMs))] : [];
    return [
      stress("failed", failureWords(at.title.ru, failure.seen.status)),
      ...took,
      " в ",
      cite("failed", sayTime(failure.seen.endMs, now)),
      ", ",
      cite("retry", "и за 2 мин повтора не было"),
      ...others(meanwhile, "did not"),
    ];
  },

  givenUp: ({ at, deliveries, last, meanwhile }, { now }) => [
    stress("failed", `сервис ${at.title.ru} не смог обработать сообщение ${times(deliveries)}`),
    ", последний раз в ",
    cite("failed", sayTime(last.endMs, now)),
    ...others(meanwhile, "did not"),
  ],

  deadLettered: ({ at, deliveries, letter, meanwhile }, { now }) => [
    deliveries === 0
      ? ""
      : `сервис ${at.title.ru} не смог обработать сообщение (${deliveries} ${pluralRu(deliveries, "попытка", "попытки", "попыток")}), `,
    deliveries === 0 ? "сообщение " : "и ",
    stress("dead-letter", deliveries === 0 ? "попало в очередь недоставленных" : "оно попало в очередь недоставленных"),
    letter.destination === "" ? "" : ` ${letter.destination}`,
    " в ",
    cite("dead-letter", sayTime(letter.atMs, now)),
    ...others(meanwhile, "did not"),
  ],

  recovered: ({ state, from, to }) => [
    state === "failed" ? "; считался сбоем " : "; был в состоянии «завис» ",
    stress("was", length(Math.max(0, to - from))),
  ],
};

const usually = (usual: Usual | null): readonly Piece[] =>
  usual === null ? [] : ["; обычно ", cite("usual", `${length(usual.p99)} (p99)`)];

const failureWords = (title: string, status: string): string =>
  status === "timeout" ? `шаг ${quoted(title)} прерван по времени` : `шаг ${quoted(title)} завершился ошибкой`;

const times = (count: number): string => `${count} ${pluralRu(count, "раз", "раза", "раз")}`;

const slowWords = (slow: SlowStep): readonly Piece[] => [
  stress("slow", `шаг ${quoted(slow.title.ru)} занял ${length(slow.tookMs)}`),
  ` при сроке ${length(slow.softMs)}`,
];

function others(meanwhile: Meanwhile | null, verb: "hangs" | "did not"): readonly Piece[] {
  if (meanwhile === null || meanwhile.passed + meanwhile.hanging < 2) return [];
  const { passed, hanging } = meanwhile;
  const total = passed + hanging;
  const went = pluralRu(passed, "прошёл", "прошли", "прошли");
  const hung = pluralRu(hanging, "завис", "зависли", "зависли");
  const alone = verb === "hangs" ? ": завис только этот" : ": не прошёл только этот";
  const many = verb === "hangs" ? `: здесь ${hung} ${hanging}` : `: не прошли ${hanging}`;
  const share = `За это время этот шаг ${went} ${passed} из ${total} ${pluralRu(total, "заказа", "заказов", "заказов")}`;
  return [". ", cite("passed-meanwhile", share), hanging <= 1 ? alone : many];
}

function surroundings(facts: FactsOf<"missing">, { now }: Telling): readonly Piece[] {
  const words: Piece[] = [];
  if (facts.down !== null) {
    const { refused, from, to } = facts.down;
    const calls = `${pluralRu(refused, "отклонён", "отклонено", "отклонено")} ${refused} ${pluralRu(refused, "вызов", "вызова", "вызовов")}`;
    const proof = refused > 0 ? calls : "сообщения никто не читал";
    words.push(
      to === null ? "; его сервис не работает: " : "; его сервис не работал: ",
      cite("refused-calls", `с ${sayTime(from, now)} ${proof}`),
    );
  }
  words.push(...others(facts.meanwhile, "hangs"));
  const unseen = visiblyUnseen(facts.visibility);
  if (unseen !== null) words.push(". ", cite("visibility", `1 из ${unseen} прохождений этого шага не оставляет следа`));
  return words;
}

function unknownWords(why: Unknown, now: Telling["now"]): readonly Piece[] {
  switch (why.kind) {
    case "silent":
      if (why.heardMs === null) return [stress("silence", `от сервиса ${why.service} данных ещё не было`)];
      return [
        stress("silence", `сервис ${why.service} молчит с ${sayTime(why.heardMs, now)}`),
        ": либо он не работает, либо не передаёт телеметрию",
      ];
    case "sampled":
      return ["в это время ", stress("sampling", `сервис ${why.service} сохранял лишь ${percent(why.sampling.keptShare)} трасс`)];
    case "gap": {
      const whose = why.gap.instance === null ? why.service : `${why.service} (${why.gap.instance})`;
      const from = cite("gap", sayTime(why.gap.from, now));
      const until: Piece[] = why.gap.to === null ? [] : [" до ", cite("gap-end", sayTime(why.gap.to, now))];
      const served: Piece[] = why.gap.served > 0 ? [", хотя ", cite("served-calls", "вызовы к нему проходили")] : [];
      return [stress("gap", `нет телеметрии сервиса ${whose}`), " с ", from, ...until, ...served];
    }
  }
}

const percent = (share: number): string => (share < 0.005 ? "менее 1 %" : `${Math.round(share * 100)} %`);
