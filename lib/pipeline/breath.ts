import { setImmediate } from "node:timers/promises";

/** The pipeline shares its process with the pages: it lets go of the event loop after this much work. */
const WORK_MS = 12;

export interface Breath {
  since: number;
}

export const createBreath = (): Breath => ({ since: performance.now() });

export async function takeBreath(breath: Breath): Promise<void> {
  if (performance.now() - breath.since < WORK_MS) return;
  await setImmediate();
  breath.since = performance.now();
}
