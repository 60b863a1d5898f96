import { HOUR_MS, MINUTE_MS, unixMs } from "../base/time.ts";
import { countFalseAlarms } from "../detector/passes.ts";
import type { CaseStore } from "../store/case-store.ts";
import type { Machine } from "./machine.ts";

const EVERY_MS = MINUTE_MS;
/** As long as what is usual is remembered. */
const LOOKED_BACK_MS = 35 * 24 * HOUR_MS;
const MOST = 20_000;

/**
 * A person who finds that the work was done marks the case a false alarm: that counts into the step's visibility. Counted anew from the cases
 * each time, so nothing counts twice, whoever marked it and wherever.
 */
export async function learnFalseAlarms(machine: Machine, cases: CaseStore): Promise<void> {
  const now = machine.clock();
  if (Math.abs(now - machine.sweep.learntAt) < EVERY_MS) return;
  machine.sweep.learntAt = now;
  const times = await cases.times(unixMs(now - LOOKED_BACK_MS), unixMs(now + MINUTE_MS), MOST);
  machine.knowledge.passes.falseAlarms = countFalseAlarms(times.filter((one) => one.falseAlarm && one.kind === "execution"));
}
