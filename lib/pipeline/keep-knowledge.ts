import { HOUR_MS, MINUTE_MS, type UnixMs } from "../base/time.ts";
import { keptBaselineHours, readBaselineHour, trimBaselines, writeBaselineHour } from "../detector/baselines.ts";
import { forgetOld, type Knowledge } from "../detector/knowledge.ts";
import { hourKey, keptHours, OLD_HOURS_KEY, readHour, readOldHours, writeHour, writeOldHours } from "../detector/knowledge-documents.ts";
import { keptVolumeHours, readVolumeHour, trimVolumes, writeVolumeHour } from "../detector/volumes.ts";
import type { IndexStore } from "../store/index-store.ts";

/** An hour's document that cannot be read (another version's, a damaged file) is left out and told: the pipeline must start all the same. */
export async function loadKnowledge(knowledge: Knowledge, index: IndexStore, now: UnixMs, log: (message: string) => void): Promise<void> {
  await loadBaselines(knowledge, index, log);
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

/** What is usual, of five weeks. */
async function loadBaselines({ baselines, volumes }: Knowledge, index: IndexStore, log: (message: string) => void): Promise<void> {
  for (const hour of readList((await index.getState(BASELINE_HOURS_KEY)) || "[]")) {
    try {
      const { usual = {}, begun } = JSON.parse((await index.getState(baselineHourKey(hour))) || "{}");
      readBaselineHour(baselines, hour, usual);
      readVolumeHour(volumes, hour, begun);
    } catch (error) {
      log(`what was usual around ${new Date(hour * HOUR_MS).toISOString()} cannot be read and is left out: ${error}`);
    }
  }
}

function readList(text: string): readonly number[] {
  try {
    const listed: unknown = JSON.parse(text);
    return Array.isArray(listed) ? listed.filter((hour) => Number.isInteger(hour)) : [];
  } catch {
    return [];
  }
}

const BASELINE_HOURS_KEY = "baseline:hours";
const baselineHourKey = (hour: number): string => `baseline:${hour}`;

/** A minute of samples more or less changes nothing that is usual: not every round needs to write them. */
const BASELINES_EVERY_MS = MINUTE_MS;

function saveBaselines({ baselines, volumes, newestMs }: Knowledge): { key: string; value: string }[] {
  for (const hour of volumes.changed) baselines.changed.add(hour);
  volumes.changed.clear();
  if (baselines.changed.size === 0 || Math.abs(newestMs - baselines.savedAtMs) < BASELINES_EVERY_MS) return [];
  baselines.savedAtMs = newestMs;
  const documents = [...baselines.changed].map((hour) => ({
    key: baselineHourKey(hour),
    value: JSON.stringify({ usual: writeBaselineHour(baselines, hour), begun: writeVolumeHour(volumes, hour) }),
  }));
  baselines.changed.clear();
  return [
    ...documents,
    { key: BASELINE_HOURS_KEY, value: JSON.stringify([...keptBaselineHours(baselines).union(keptVolumeHours(volumes))]) },
  ];
}

/** The hours that changed, as documents of the round that changed them. */
export function saveKnowledge(knowledge: Knowledge): readonly { readonly key: string; readonly value: string }[] {
  const documents = [...knowledge.changedHours].map((hour) => ({ key: hourKey(hour), value: JSON.stringify(writeHour(knowledge, hour)) }));
  if ([...knowledge.changedHours].some((hour) => knowledge.oldHours.has(hour)))
    documents.push({ key: OLD_HOURS_KEY, value: writeOldHours(knowledge) });
  knowledge.changedHours.clear();
  documents.push(...saveBaselines(knowledge));
  return documents;
}

export function trimKnowledge(knowledge: Knowledge, now: UnixMs): void {
  forgetOld(knowledge, now);
  // Their documents are emptied with the next round.
  trimVolumes(knowledge.volumes, knowledge.newestMs);
  for (const hour of trimBaselines(knowledge.baselines)) knowledge.baselines.changed.add(hour);
}
