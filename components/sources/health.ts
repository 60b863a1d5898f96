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

export const openGap = (service: Service): Gap | undefined => service.gaps.find((gap) => gap.to === null);

/** Gaps of the last hour as shares of it from the left: what a strip draws. */
export function gapsOfHour(service: Service, now: number): readonly { readonly left: number; readonly width: number; readonly gap: Gap }[] {
  const from = now - HOUR_MS;
  return service.gaps.flatMap((gap) => {
    const begins = Math.max(from, Date.parse(gap.from));
    const ends = Math.min(now, gap.to === null ? now : Date.parse(gap.to));
    return ends <= begins ? [] : [{ left: (begins - from) / HOUR_MS, width: (ends - begins) / HOUR_MS, gap }];
  });
}

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
    if (gapsOfHour(service, now).length > 0) return 2;
    return Math.abs(worstOffset(service) ?? 0) >= WORTH_A_LOOK_MS ? 3 : 4;
  };
  return services
    .map((service) => ({ service, at: rank(service) }))
    .sort((a, b) => a.at - b.at)
    .map(({ service }) => service);
}
