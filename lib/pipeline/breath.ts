import { setImmediate } from "node:timers/promises";

/** The pipeline shares its process with the pages: it lets go of the event loop after this much work. */
const WORK_MS = 12;

export interface Breath {
  since: number;
}

export const createBreath = (): Breath => ({ since: performance.now() });

/** Asked for each trace, so that only who must wait pays for a promise. */
export const isSpent = (breath: Breath): boolean => performance.now() - breath.since >= WORK_MS;

export async function takeBreath(breath: Breath): Promise<void> {
  if (!isSpent(breath)) return;
  await setImmediate();
  breath.since = performance.now();
}
