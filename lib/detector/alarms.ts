import { MINUTE_MS, type Ms, type UnixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Alarm } from "./cases/case.ts";
import { ALLOWED_LATENESS_MS } from "./context.ts";
import { asServiceKnowledge, type Knowledge } from "./knowledge.ts";
import { lowerFirst, pluralRu, sayTime } from "./quantities.ts";
import { type ServiceRecord, viewOf, wasDown, wordsOn } from "./service-record.ts";
import type { Evidence } from "./verdict.ts";
import { findMissingVolume, type Volume } from "./volumes.ts";

/** What waits for a service: as many orders, at this step of this chain. */
export interface Waiting {
  readonly service: string;
  readonly chainId: string;
  readonly stepId: string;
  readonly count: number;
}

/**
 * Services that are heard no more, though their callers do not say that they are down (rule 4): they may be mute, so nothing that waits for
 * them is called stuck, and that is said at once.
 */
export function findSilentServices(knowledge: Knowledge, now: UnixMs): readonly ServiceRecord[] {
  return [...knowledge.services.values()].filter((record) => {
    if (record.instances.size === 0 || now - record.newestMs > knowledge.keepMs) return false;
    const { whole } = viewOf(record);
    if (whole === null || whole.rhythm.usualMs === null) return false;
    if (now - record.newestMs <= whole.rhythm.gapMs + ALLOWED_LATENESS_MS) return false;
    return !wasDown(wordsOn(record, { from: record.newestMs, to: now }));
  });
}

/** One for each silent service that orders wait for. Where nobody at all is heard, one says so: it is the telemetry's way that is cut. */
export function silentServiceAlarms(
  silent: readonly ServiceRecord[],
  waiting: readonly Waiting[],
  somebodyIsHeard: boolean,
  now: UnixMs,
): readonly Alarm[] {
  const alarms = silent.flatMap((record): readonly Alarm[] => {
    const mine = waiting.filter(({ service, count }) => service === record.service && count > 0).sort((a, b) => b.count - a.count);
    const most = mine[0];
    if (!most) return [];
    const count = mine.reduce((sum, one) => sum + one.count, 0);
    const { service, newestMs: since } = record;
    const nobody = somebodyIsHeard
      ? { en: "", ru: "" }
      : { en: ", and no other service is heard either", ru: ", и другие сервисы тоже не слышны" };
    return [
      {
        ...{ kind: "silent-service", service, chainId: most.chainId, stepId: most.stepId, since, count, confidence: null },
        text: {
          en: `${service} has said nothing since ${sayTime(since, now)}, and ${count === 1 ? "1 order waits" : `${count} orders wait`} for it: it is down, or its telemetry does not arrive${nobody.en}`,
          ru: `Сервис ${service} молчит с ${sayTime(since, now)}, его ${count === 1 ? "ждёт" : "ждут"} ${count} ${pluralRu(count, "заказ", "заказа", "заказов")}: он не работает или не доходит его телеметрия${nobody.ru}`,
        },
        evidence: [silence(service, since)],
      },
    ];
  });
  return somebodyIsHeard ? alarms : alarms.toSorted((a, b) => b.count - a.count).slice(0, 1);
}

const silence = (service: string, at: UnixMs): Evidence => ({
  ...{ kind: "silence", traceId: null, spanId: null, at, service },
  note: { en: `${service} last heard`, ru: `последние данные от ${service}` },
});

/** The services that begin a chain must have been heard of this lately, else it is their silence that is told. */
const HEARD_WITHIN_MS: Ms = 3 * MINUTE_MS;

/** Chains that begin far more seldom than is usual at this hour, though the services that begin them are heard and left nothing out. */
export function volumeAlarms(knowledge: Knowledge, chains: readonly Chain[], now: UnixMs): readonly Alarm[] {
  const services = asServiceKnowledge(knowledge);
  const upTo = (now - ALLOWED_LATENESS_MS) as UnixMs;
  return chains.flatMap((chain): readonly Alarm[] => {
    if (chain.keyedBy !== "order") return [];
    const volume = findMissingVolume(knowledge.volumes, chain.id, upTo);
    if (volume === null) return [];
    const beginners = [...new Set(chain.steps.slice(0, 2).flatMap((step) => step.services))];
    const isHeard = (service: string): boolean =>
      (services.heardUpTo(service) ?? 0) >= now - HEARD_WITHIN_MS &&
      services.gap(service, volume.from, volume.to) === null &&
      services.sampling(service, volume.from, volume.to) === null;
    return beginners.every(isHeard) ? [volumeAlarm(chain, volume, now)] : [];
  });
}

function volumeAlarm(chain: Chain, { from, begun, usual }: Volume, now: UnixMs): Alarm {
  const since = sayTime(from, now);
  return {
    ...{
      kind: "volume",
      service: null,
      chainId: chain.id,
      stepId: chain.steps[0]?.id ?? null,
      since: from,
      count: usual - begun,
      confidence: null,
    },
    text: {
      en: `${begun === 0 ? "No order has" : `Only ${begun} orders have`} begun ${lowerFirst(chain.title.en)} since ${since}: ${usual} are usual in that time. Its services are heard`,
      ru: `${begun === 0 ? "Ни один заказ не начал" : `Только ${begun} ${pluralRu(begun, "заказ начал", "заказа начали", "заказов начали")}`} цепочку «${chain.title.ru}» с ${since}: обычно за это время их ${usual}. Её сервисы на связи`,
    },
    evidence: [
      {
        ...{ kind: "volume", traceId: null, spanId: null, at: from, counts: { passed: begun, hanging: usual - begun } },
        note: { en: `${begun} began, ${usual} are usual`, ru: `началось: ${begun}, обычно: ${usual}` },
      },
    ],
  };
}
