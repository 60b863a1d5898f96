import { HOUR_MS, MINUTE_MS, type UnixMs, unixMs } from "../base/time.ts";
import { type Knowledge, serviceOf } from "./knowledge.ts";
import { type PassHour, readPasses, writePasses } from "./passes.ts";
import { instanceOf, type ServiceRecord } from "./service-record.ts";
import { BUCKET_MS, bucketsIn, decodeHour, encodeHour, hourOf } from "./time-bits.ts";

/** One document an hour of event time, so that a round writes only the hours it touched. */
export interface HourDocument {
  readonly services: Readonly<Record<string, ServiceHour>>;
  readonly passes?: PassHour;
}

interface ServiceHour {
  readonly instances: readonly {
    readonly id: string;
    readonly heard: string | null;
    readonly work: readonly (readonly [number, number])[];
  }[];
  readonly served: string | null;
  readonly refused: string | null;
  readonly unsampled: string | null;
  readonly lateReads: readonly (readonly [number, number])[];
  readonly thresholds: readonly (readonly [number, string])[];
}

export const hourKey = (hour: number): string => `knowledge:${hour}`;

/** Which hours of old history are kept, and since when. */
export const OLD_HOURS_KEY = "knowledge:old-hours";
export const writeOldHours = ({ oldHours }: Knowledge): string => JSON.stringify([...oldHours]);
export function readOldHours(knowledge: Knowledge, text: string): void {
  for (const [hour, touchedAt] of JSON.parse(text) as readonly (readonly [number, number])[])
    if (Number.isInteger(hour) && Number.isFinite(touchedAt)) knowledge.oldHours.set(hour, unixMs(touchedAt));
}

/** Hours that may hold something, for a knowledge that is read back at `now`. */
export function* keptHours(knowledge: Knowledge, now: UnixMs): Generator<number> {
  yield* [...knowledge.oldHours.keys()].filter((hour) => hour < hourOf(now - knowledge.keepMs));
  for (let hour = hourOf(now - knowledge.keepMs); hour <= hourOf(now) + 1; hour++) yield hour;
}

export function writeHour(knowledge: Knowledge, hour: number): HourDocument {
  const services: Record<string, ServiceHour> = Object.create(null);
  for (const [name, record] of knowledge.services) {
    const written = writeService(record, hour);
    if (written !== null) services[name] = written;
  }
  return { services, passes: writePasses(knowledge.passes, hour) };
}

function writeService(record: ServiceRecord, hour: number): ServiceHour | null {
  const inHour = (unitMs: number) => (unit: number) => Math.floor((unit * unitMs) / HOUR_MS) === hour;
  const instances = [...record.instances.values()].flatMap((instance) => {
    const heard = encodeHour(instance.heard, hour);
    if (heard === null) return [];
    return [{ id: instance.id, heard, work: [...instance.work].filter(([minute]) => inHour(MINUTE_MS)(minute)) }];
  });
  const [served, refused, unsampled] = [record.served, record.refused, record.unsampled].map((bits) => encodeHour(bits, hour));
  const lateReads = [...record.lateReads].filter(([published]) => inHour(1)(published));
  const thresholds = [...record.thresholds].filter(([bucket]) => inHour(BUCKET_MS)(bucket));
  if (instances.length === 0 && !served && !refused && !unsampled && lateReads.length === 0 && thresholds.length === 0) return null;
  return { instances, served: served ?? null, refused: refused ?? null, unsampled: unsampled ?? null, lateReads, thresholds };
}

export function readHour(knowledge: Knowledge, hour: number, document: HourDocument): void {
  readPasses(knowledge.passes, hour, document.passes);
  for (const [name, written] of Object.entries(document.services)) {
    const record = serviceOf(knowledge, name);
    if (record === null) continue;
    for (const one of written.instances) {
      const instance = instanceOf(record, one.id);
      decodeHour(instance.heard, hour, one.heard);
      for (const [minute, count] of one.work) instance.work.set(minute, count);
      // To the bucket's beginning: a restart may wait some seconds longer, never claim more than was heard.
      for (const bucket of bucketsIn(instance.heard))
        if (bucket * BUCKET_MS > instance.newestMs) instance.newestMs = unixMs(bucket * BUCKET_MS);
      if (instance.newestMs > record.newestMs) record.newestMs = instance.newestMs;
      if (instance.newestMs > knowledge.newestMs) knowledge.newestMs = instance.newestMs;
    }
    decodeHour(record.served, hour, written.served);
    decodeHour(record.refused, hour, written.refused);
    decodeHour(record.unsampled, hour, written.unsampled);
    for (const [published, read] of written.lateReads) record.lateReads.set(published, read);
    for (const [bucket, threshold] of written.thresholds) record.thresholds.set(bucket, threshold);
    record.view = null;
  }
}
