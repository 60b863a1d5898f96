import { HOUR_MS, type UnixMs } from "../base/time.ts";
import { forgetOld, type Knowledge } from "../detector/knowledge.ts";
import { hourKey, keptHours, readHour, writeHour } from "../detector/knowledge-documents.ts";
import type { IndexStore } from "../store/index-store.ts";

/** An hour's document that cannot be read (another version's, a damaged file) is left out and told: the pipeline must start all the same. */
export async function loadKnowledge(knowledge: Knowledge, index: IndexStore, now: UnixMs, log: (message: string) => void): Promise<void> {
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
  knowledge.changedHours.clear();
  return documents;
}

export function trimKnowledge(knowledge: Knowledge, now: UnixMs): void {
  forgetOld(knowledge, now);
}
