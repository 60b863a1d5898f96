import type { SourcesDto } from "#lib/contract/sources";

export type Service = SourcesDto["services"][number];
export type Instance = Service["instances"][number];
export type Gap = Service["gaps"][number];

/** Lateness that is allowed, and the arrival's own: whoever is heard of no more than this behind is heard. */
export const SILENT_AFTER_MS = 140_000;
/** Verdicts reckon with an offset; a person should know of one like this. */
export const WORTH_A_LOOK_MS = 1_000;
export const HOUR_MS = 3_600_000;

export const isSilent = ({ live, watermark }: Instance, now: number): boolean =>
  live && (watermark === null || now - Date.parse(watermark) > SILENT_AFTER_MS);

export const openGap = (service: Service): Gap | undefined => service.gaps.find((gap) => gap.to === null && gap.instance === null);

/** Gaps of the last hour as shares of it from the left: what a strip draws. Those of one instance first: the whole service's go on top. */
export function gapsOfHour(service: Service, now: number): readonly { readonly left: number; readonly width: number; readonly gap: Gap }[] {
  const from = now - HOUR_MS;
  const order = (gap: Gap): number => (gap.instance === null ? 1 : 0);
  return [...service.gaps]
    .sort((a, b) => order(a) - order(b))
    .flatMap((gap) => {
      const begins = Math.max(from, Date.parse(gap.from));
      const ends = Math.min(now, gap.to === null ? now : Date.parse(gap.to));
      return ends <= begins ? [] : [{ left: (begins - from) / HOUR_MS, width: (ends - begins) / HOUR_MS, gap }];
    });
}

/** How many times in the last hour nobody of the service was heard. */
export const wholeGaps = (service: Service, now: number): number =>
  gapsOfHour(service, now).filter(({ gap }) => gap.instance === null).length;

/** A silence that is noticed later than this is noticed late: orders wait for it. */
export const NOTICED_LATE_MS = 180_000;
const STILL_MS = 15 * 60_000;

/** It sampled a moment ago: its share of kept traces; null where it does not, or it cannot be told. */
export const keptShare = ({ sampled }: Service, now: number): number | null =>
  sampled !== null && now - Date.parse(sampled.to) < STILL_MS ? sampled.keptShare : null;

/** The live instance whose clock is off the most. */
export function worstOffset(service: Service): number | null {
  const offsets = service.instances.flatMap(({ live, offsetMs }) => (live && offsetMs !== null ? [offsetMs] : []));
  return offsets.reduce<number | null>((worst, one) => (worst === null || Math.abs(one) > Math.abs(worst) ? one : worst), null);
}

/** What needs a look stands first: an open gap, then a silent instance, then a gap lately, then a clock; else by name. */
export function rankServices(services: readonly Service[], now: number): readonly Service[] {
  const rank = (service: Service): number => {
    if (openGap(service)) return 0;
    if (service.instances.some((one) => isSilent(one, now))) return 1;
    if (wholeGaps(service, now) > 0) return 2;
    return Math.abs(worstOffset(service) ?? 0) >= WORTH_A_LOOK_MS ? 3 : 4;
  };
  return services
    .map((service) => ({ service, at: rank(service) }))
    .sort((a, b) => a.at - b.at)
    .map(({ service }) => service);
}
