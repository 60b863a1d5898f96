import type { Chain } from "../../chains/definition.ts";
import type { Cause } from "../verdict.ts";
import type { Bilingual, CaseKind } from "./case.ts";
import type { Distinctive } from "./distinctive.ts";

const MANNERS: Readonly<Record<Cause, Bilingual>> = {
  "never-consumed": { en: "published, not consumed", ru: "опубликовано, не прочитано" },
  "consumer-failing": { en: "its consumer fails", ru: "обработчик завершается ошибкой" },
  "dead-lettered": { en: "given up to the dead-letter queue", ru: "ушло в очередь недоставленных" },
  "timed-out": { en: "timed out", ru: "превышено время ожидания" },
  error: { en: "ended in error", ru: "завершился ошибкой" },
  silent: { en: "the step never came", ru: "шаг не наступил" },
  "telemetry-gap": { en: "cannot be told", ru: "нельзя сказать" },
  slow: { en: "too slow", ru: "слишком медленно" },
};

export interface GroupNames {
  readonly kind: CaseKind;
  readonly chain: Chain | null;
  readonly chainId: string;
  readonly stepId: string | null;
  readonly cause: Cause | null;
  readonly service: string | null;
  readonly error: string | null;
}

/** "Price calculation → CRM API: published, not consumed" */
export function sayGroup({ kind, chain, chainId, stepId, cause, service, error }: GroupNames): Bilingual {
  const title = chain?.title ?? { en: chainId, ru: chainId };
  if (kind === "silent-service")
    return { en: `${service}: says nothing while orders wait for it`, ru: `${service}: молчит, а заказы его ждут` };
  if (kind === "volume") return { en: `${title.en}: far fewer orders than usual`, ru: `${title.ru}: заказов намного меньше обычного` };
  const step = chain?.steps.find((one) => one.id === stepId)?.title ?? { en: stepId ?? "", ru: stepId ?? "" };
  const manner = cause === null ? null : MANNERS[cause];
  const tail = (words: string | undefined) => (words === undefined ? "" : `: ${words}${error === null ? "" : ` (${error})`}`);
  return { en: `${title.en} → ${step.en}${tail(manner?.en)}`, ru: `${title.ru} → ${step.ru}${tail(manner?.ru)}` };
}

/** "41 hang, 100 % with crm-api.version 2.8.1; of those that passed 3 %." */
export function sayCommon(count: number, distinctive: Distinctive | null, passed: number | null): Bilingual {
  if (distinctive !== null) {
    const { key, value, stuckShare, passedShare, stuckOf } = distinctive;
    const title = titleOf(key);
    return {
      en: `${stuckOf} hang, ${percent(stuckShare)} with ${title.en} ${value}; of those that passed ${percent(passedShare)}`,
      ru: `Зависли: ${stuckOf}, из них ${percent(stuckShare)} с признаком «${title.ru}» ${value}; среди прошедших ${percent(passedShare)}`,
    };
  }
  if (count === 1 && passed !== null && passed > 0)
    return { en: `${passed} others passed meanwhile`, ru: `Остальные за это время прошли: ${passed}` };
  if (passed !== null && passed > 0)
    return {
      en: `${count} hang, ${passed} passed in the same time; nothing sets them apart`,
      ru: `Зависли: ${count}, прошли за то же время: ${passed}; отличий не найдено`,
    };
  return { en: `${count} hang`, ru: `Зависли: ${count}` };
}

/** `crm-api.version` → "crm-api version"; an attribute's key stands for itself. */
export function titleOf(key: string): Bilingual {
  const made = /^(.+)\.(version|instance|host)$/.exec(key);
  if (made) return { en: `${made[1]} ${made[2]}`, ru: `${OF_SERVICE[made[2] as keyof typeof OF_SERVICE]} ${made[1]}` };
  return key === "queue" ? { en: "queue", ru: "очередь" } : { en: key, ru: key };
}

const OF_SERVICE = { version: "версия", instance: "экземпляр", host: "узел" } as const;

/** A share that is not all, or not none, never looks so. */
function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? "<1" : value > 99 && value < 100 ? ">99" : Math.round(value)} %`;
}
