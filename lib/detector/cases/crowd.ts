import { HOUR_MS, MINUTE_MS, type UnixMs } from "../../base/time.ts";
import { type PassBook, stepKey } from "../passes.ts";
import type { Hang } from "./hanging.ts";

/** How many of each group came to hang in each minute: for what has no word of its own on whether it is alone (failures, dead letters). */
export interface Crowd {
  /** Counted once each. */
  readonly counted: Set<string>;
  readonly byGroup: Map<string, Map<number, number>>;
}

export const createCrowd = (): Crowd => ({ counted: new Set(), byGroup: new Map() });

const KEPT_MINUTES = 120;
const MOST_COUNTED = 200_000;

export function joinCrowd(crowd: Crowd, subject: string, group: string, breachAt: UnixMs): void {
  if (crowd.counted.has(subject)) return;
  crowd.counted.add(subject);
  const minute = Math.floor(breachAt / MINUTE_MS);
  const minutes = crowd.byGroup.get(group) ?? new Map<number, number>();
  crowd.byGroup.set(group, minutes);
  minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  if (crowd.counted.size > MOST_COUNTED) for (const old of [...crowd.counted].slice(0, MOST_COUNTED / 10)) crowd.counted.delete(old);
}

export function forgetCrowd(crowd: Crowd, now: UnixMs): void {
  const before = Math.floor(now / MINUTE_MS) - KEPT_MINUTES;
  for (const [group, minutes] of crowd.byGroup) {
    for (const minute of minutes.keys()) if (minute < before) minutes.delete(minute);
    if (minutes.size === 0) crowd.byGroup.delete(group);
  }
}

/** As the verdict says it where it can: alone, or beside twenty that passed for each that hangs; here over the hour before it. */
const PASSED_FOR_EACH = 20;
const ENOUGH = 20;

/** Null where too few came to the step to say. */
export function isAlone(crowd: Crowd, passes: PassBook, { group, chainId, stepId, breachAt }: Hang): boolean | null {
  if (stepId === null) return null;
  const last = Math.floor(breachAt / MINUTE_MS);
  const first = Math.floor((breachAt - HOUR_MS) / MINUTE_MS);
  const hung = crowd.byGroup.get(group.id) ?? new Map<number, number>();
  const passed = passes.passed.get(stepKey(chainId, stepId)) ?? new Map<number, number>();
  let hanging = 0;
  let wentOn = 0;
  for (let minute = first; minute <= last; minute++) {
    hanging += hung.get(minute) ?? 0;
    wentOn += passed.get(minute) ?? 0;
  }
  if (hanging + wentOn < ENOUGH) return null;
  return hanging <= 1 || wentOn >= PASSED_FOR_EACH * hanging;
}
