import type { AdviceDto } from "../contract/coverage.ts";
import type { Cell } from "../rollups/cell.ts";
import { COVER } from "../rollups/cover.ts";
import { shareOf } from "./rollup-sums.ts";

/** What is known of one service's tracing. */
export interface ServiceFacts {
  readonly service: string;
  readonly cover: Cell;
  /** Takes part in a chain that runs for orders. */
  readonly servesOrders: boolean;
  readonly clockOffsetMs: number | null;
  readonly silenceNoticedAfterMs: number | null;
  readonly keptShare: number | null;
  readonly orderKey: string;
  readonly userKey: string;
}

const percent = (share: number, lang: "en" | "ru"): string => {
  const number = share > 0 && share < 0.1 ? (share * 100).toFixed(1) : String(Math.round(share * 100));
  return lang === "ru" ? `${number.replace(".", ",")} %` : `${number}%`;
};

const MINUTES_UNHEARD_MS = 2 * 60_000;
const CLOCK_OFF_MS = 500;

/** One piece of advice for each of the user's list that is not kept to, with the exact attribute or header. */
export function adviseService(facts: ServiceFacts): AdviceDto[] {
  const { service, cover, servesOrders, orderKey, userKey } = facts;
  const of = (place: number) => cover.tally[place] ?? 0;
  const advice: AdviceDto[] = [];
  const add = (kind: AdviceDto["kind"], severity: AdviceDto["severity"], attribute: string | null, en: string, ru: string) =>
    advice.push({ kind, service, attribute, severity, text: { en, ru } });

  const entries = of(COVER.entries);
  const withOrder = shareOf(of(COVER.entriesWithOrder), entries);
  if (servesOrders && withOrder !== null && withOrder < 0.95)
    add(
      "order-id",
      withOrder < 0.5 ? "high" : "medium",
      orderKey,
      `${service}: set ${orderKey} on SERVER and CONSUMER spans; ${percent(withOrder, "en")} of them carry it`,
      `${service}: ставьте ${orderKey} на спаны SERVER и CONSUMER; сейчас он есть у ${percent(withOrder, "ru")}`,
    );
  const withUser = shareOf(of(COVER.entriesWithUser), entries);
  if (withUser !== null && withUser < 0.5)
    add(
      "user-id",
      "low",
      userKey,
      `${service}: set ${userKey} on SERVER spans; ${percent(withUser, "en")} of its entry spans carry it`,
      `${service}: ставьте ${userKey} на спаны SERVER; сейчас он есть у ${percent(withUser, "ru")} входных спанов`,
    );
  const withStatus = shareOf(of(COVER.status), of(COVER.spans));
  if (withStatus !== null && withStatus < 0.5)
    add(
      "status",
      "medium",
      "operation_status",
      `${service}: set operation_status (success, error, timeout); ${percent(withStatus, "en")} of its spans say how they went`,
      `${service}: ставьте operation_status (success, error, timeout); итог указан у ${percent(withStatus, "ru")} спанов`,
    );
  const orphans = shareOf(of(COVER.orphans), of(COVER.spans));
  if (orphans !== null && orphans > 0.01)
    add(
      "orphans",
      orphans > 0.1 ? "high" : "medium",
      "traceparent",
      `${service}: ${percent(orphans, "en")} of its spans name a parent that never came; look at who calls it and does not export, or samples otherwise`,
      `${service}: у ${percent(orphans, "ru")} спанов родитель не пришёл; проверьте, кто её вызывает и не отправляет спаны или отбирает их иначе`,
    );
  const lost = shareOf(of(COVER.contextLost), of(COVER.consumed));
  if (lost !== null && lost > 0.005)
    add(
      "context-lost",
      lost > 0.1 ? "high" : "medium",
      "traceparent",
      `${service}: ${percent(lost, "en")} of the messages it takes come without the header traceparent; the publisher must inject it`,
      `${service}: ${percent(lost, "ru")} сообщений приходят без заголовка traceparent; его должен добавлять отправитель`,
    );
  adviseTiming(facts, add);
  return advice;
}

type Add = (kind: AdviceDto["kind"], severity: AdviceDto["severity"], attribute: string | null, en: string, ru: string) => void;

function adviseTiming({ service, clockOffsetMs, silenceNoticedAfterMs, keptShare }: ServiceFacts, add: Add): void {
  if (clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_OFF_MS) {
    const seconds = (Math.abs(clockOffsetMs) / 1_000).toFixed(1);
    const [en, ru] = clockOffsetMs > 0 ? ["ahead", "спешат"] : ["behind", "отстают"];
    add(
      "clock",
      "medium",
      null,
      `${service}: a clock is ${seconds} s ${en}; check NTP`,
      `${service}: часы ${ru} на ${seconds.replace(".", ",")} с; проверьте NTP`,
    );
  }
  if (silenceNoticedAfterMs !== null && silenceNoticedAfterMs > MINUTES_UNHEARD_MS) {
    const minutes = Math.round(silenceNoticedAfterMs / 60_000);
    add(
      "silence",
      "low",
      null,
      `${service}: its silence is noticed after ${minutes} min only; let every instance end a heartbeat span each 5 s`,
      `${service}: её молчание заметно только через ${minutes} мин; пусть каждый экземпляр завершает спан-пульс каждые 5 с`,
    );
  }
  if (keptShare !== null && keptShare < 1)
    add(
      "sampling",
      "low",
      null,
      `${service}: keeps ${percent(keptShare, "en")} of its traces; what it leaves out cannot be judged`,
      `${service}: сохраняет ${percent(keptShare, "ru")} трейсов; об остальных ничего сказать нельзя`,
    );
}

const WORST_FIRST = ["high", "medium", "low"];
/** The most useful first. */
export const rankAdvice = (advice: readonly AdviceDto[]): AdviceDto[] =>
  advice.toSorted((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
