import { HOUR_MS, type UnixMs } from "../base/time.ts";
import { forgetOld, type Knowledge } from "../detector/knowledge.ts";
import { hourKey, keptHours, OLD_HOURS_KEY, readHour, readOldHours, writeHour, writeOldHours } from "../detector/knowledge-documents.ts";
import type { IndexStore } from "../store/index-store.ts";

/** An hour's document that cannot be read (another version's, a damaged file) is left out and told: the pipeline must start all the same. */
export async function loadKnowledge(knowledge: Knowledge, index: IndexStore, now: UnixMs, log: (message: string) => void): Promise<void> {
  const old = await index.getState(OLD_HOURS_KEY);
  try {
    if (old) readOldHours(knowledge, old);
  } catch (error) {
    log(`which hours of old history are known cannot be read, and they are left out: ${error}`);
  }
  for (const hour of keptHours(knowledge, now)) {
    const text = await index.getState(hourKey(hour));
    if (text === null || text === "") continue;
    try {
      readHour(knowledge, hour, JSON.parse(text));
    } catch (error) {
      log(
        `what was known of the services' telemetry around ${new Date(hour * HOUR_MS).toISOString()} cannot be read and is left out: ${error}`,
      );
    }
  }
}

/** The hours that changed, as documents of the round that changed them. */
export function saveKnowledge(knowledge: Knowledge): readonly { readonly key: string; readonly value: string }[] {
  const documents = [...knowledge.changedHours].map((hour) => ({ key: hourKey(hour), value: JSON.stringify(writeHour(knowledge, hour)) }));
  if ([...knowledge.changedHours].some((hour) => knowledge.oldHours.has(hour)))
    documents.push({ key: OLD_HOURS_KEY, value: writeOldHours(knowledge) });
  knowledge.changedHours.clear();
  return documents;
}

export function trimKnowledge(knowledge: Knowledge, now: UnixMs): void {
  forgetOld(knowledge, now);
}
