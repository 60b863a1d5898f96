import { SECOND_MS } from "../base/time.ts";
import { findSilentServices, silentServiceAlarms, volumeAlarms, type Waiting } from "../detector/alarms.ts";
import type { Machine } from "./machine.ts";

const EVERY_MS = 5 * SECOND_MS;
/** More than these are not counted: the alarm is the same. */
const MOST_COUNTED = 2_000;
const PAGE = 500;

/**
 * What hangs and is no execution: services that say nothing while orders wait for them, chains that begin too seldom. Only while everything
 * that arrived is read: when a source cannot be asked, it is not the services that are silent.
 */
export async function detectAlarms(machine: Machine): Promise<void> {
  const now = machine.clock();
  if (Math.abs(now - machine.sweep.alarmsAt) < EVERY_MS) return;
  if (!machine.caughtUp || [...machine.progress.values()].some(({ failures }) => failures > 0)) return;
  machine.sweep.alarmsAt = now;
  const silent = findSilentServices(machine.knowledge, now);
  const waiting = silent.length === 0 ? [] : await countWaiting(machine);
  const silentNames = new Set(silent.map(({ service }) => service));
  const somebody = [...machine.knowledge.services.values()].some(
    ({ service, instances, newestMs }) => instances.size > 0 && !silentNames.has(service) && now - newestMs < 5 * 60 * SECOND_MS,
  );
  machine.alarms = [...silentServiceAlarms(silent, waiting, somebody, now), ...volumeAlarms(machine.knowledge, machine.chains.chains, now)];
}

/** Orders by the service that should do their next step. */
async function countWaiting({ index, chains }: Machine): Promise<readonly Waiting[]> {
  const counts = new Map<string, { service: string; chainId: string; stepId: string; count: number }>();
  const steps = new Map(chains.chains.flatMap((chain) => chain.steps.map((step) => [`${chain.id} ${step.id}`, step])));
  let cursor: string | undefined;
  for (let seen = 0; seen < MOST_COUNTED; seen += PAGE) {
    const page = await index.listExecutions({ states: ["running", "slow", "late", "cannot-tell"], limit: PAGE, cursor });
    for (const { execution, judgement } of page.items) {
      const step = steps.get(`${execution.chainId} ${judgement.stepId}`);
      if (!step || execution.orderId === null) continue;
      for (const service of step.services) {
        const key = `${service} ${execution.chainId} ${step.id}`;
        const known = counts.get(key) ?? { service, chainId: execution.chainId, stepId: step.id, count: 0 };
        known.count++;
        counts.set(key, known);
      }
    }
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return [...counts.values()];
}
