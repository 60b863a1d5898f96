import { HOUR_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { type BaselineBook, createBaselines } from "./baselines.ts";
import { ALLOWED_LATENESS_MS, type ServiceKnowledge } from "./context.ts";
import { createPassBook, forgetPasses, type PassBook } from "./passes.ts";
import { keptShareOf } from "./sampling.ts";
import { createService, type ServiceRecord, STEADY_MS, viewOf, wasDown, wordsOn } from "./service-record.ts";
import { BUCKET_MS, bucketOf, countBuckets, forgetBefore, hourOf } from "./time-bits.ts";
import { createVolumes, type VolumeBook } from "./volumes.ts";

/** What is known of all services' telemetry. Filled by `observe-trace.ts` and `observe-witnesses.ts`, kept by `knowledge-documents.ts`. */
export interface Knowledge {
  readonly services: Map<string, ServiceRecord>;
  /** Hours in which something changed since they were last written. */
  readonly changedHours: Set<number>;
  /** Newest end of all: where event time stands. */
  newestMs: UnixMs;
  readonly keepMs: Ms;
  /** Up to when arrivals were read, while a source cannot be asked; null while all can. */
  readUpTo: UnixMs | null;
  /** Hours that were older than `keepMs` when something of them came, and when: history loaded today is kept as long as today is. */
  readonly oldHours: Map<number, UnixMs>;
  readonly passes: PassBook;
  readonly baselines: BaselineBook;
  readonly volumes: VolumeBook;
  readonly arrivals: Arrivals;
}

/** Older than this nothing is taken in: a clock that is wrong by years must not fill the memory. */
export const OLDEST_MS: Ms = 800 * 24 * HOUR_MS;

/** Names come from outside: beyond this many, new services are not kept book of (judged as never heard: cannot tell). */
const MOST_SERVICES = 2_000;
export const MOST_INSTANCES = 500;

export const createKnowledge = (keepMs: Ms = 48 * HOUR_MS): Knowledge => ({
  services: new Map(),
  changedHours: new Set(),
  newestMs: unixMs(Number.NEGATIVE_INFINITY),
  keepMs,
  readUpTo: null,
  oldHours: new Map(),
  passes: createPassBook(),
  baselines: createBaselines(),
  volumes: createVolumes(),
  arrivals: createArrivals(),
});

/** What happened then must be known in this hour's document. */
export function touchHour(knowledge: Knowledge, ms: number, now: UnixMs): void {
  const hour = hourOf(ms);
  knowledge.changedHours.add(hour);
  if (ms < now - knowledge.keepMs) knowledge.oldHours.set(hour, now);
}

/** From when on services' telemetry is remembered, for what happened at `ms`: of what was before it, only what was said of it then. */
export const knownFrom = ({ keepMs, oldHours }: Knowledge, now: UnixMs, ms: UnixMs): UnixMs =>
  unixMs(oldHours.has(hourOf(ms)) ? Number.NEGATIVE_INFINITY : now - keepMs);

export function serviceOf(knowledge: Knowledge, service: string): ServiceRecord | null {
  let record = knowledge.services.get(service);
  if (!record) {
    if (knowledge.services.size >= MOST_SERVICES) return null;
    record = createService(service);
    knowledge.services.set(service, record);
  }
  return record;
}

/** The questions that `judge` asks. */
export function asServiceKnowledge(knowledge: Knowledge, configured?: ReadonlyMap<string, number>): ServiceKnowledge {
  const heard = (service: string): ServiceRecord | null => {
    const record = knowledge.services.get(service);
    return record && record.instances.size > 0 ? record : null;
  };
  return {
    heardUpTo(service) {
      const record = heard(service);
      return record === null ? null : viewOf(record).heardUpTo;
    },

    gap(service, from, to) {
      const record = heard(service);
      if (record === null) return null;
      const { silences, whole } = viewOf(record);
      for (const silence of silences) {
        if (silence.from >= to || silence.to <= from) continue;
        if (silence.instance === null && wasDown(silence)) continue;
        return { from: silence.from, to: silence.to, instance: silence.instance, served: silence.served };
      }
      return whole === null ? null : unheardWindow(record, whole.firstMs, whole.rhythm.gapMs, from, to);
    },

    down(service, from, to) {
      const record = heard(service);
      if (record === null) return null;
      const { silences } = viewOf(record);
      for (const silence of silences) {
        if (silence.instance !== null || silence.from >= to || silence.to <= from || !wasDown(silence)) continue;
        return { from: silence.from, to: silence.to, refused: silence.refused, unread: silence.unread };
      }
      if (record.newestMs >= to) return null;
      const words = wordsOn(record, { from: record.newestMs, to: unixMs(Number.MAX_SAFE_INTEGER) });
      return wasDown(words) ? { from: record.newestMs, to: null, refused: words.refused, unread: 0 } : null;
    },

    steady(service) {
      const record = heard(service);
      const usualMs = record === null ? null : (viewOf(record).whole?.rhythm.usualMs ?? null);
      return usualMs !== null && usualMs <= STEADY_MS;
    },

    sampling(service, from, to) {
      const record = heard(service);
      if (record === null) return null;
      for (const time of viewOf(record).sampled) {
        if (time.from < to && time.to > from) return { threshold: time.threshold, keptShare: keptShareOf(time.threshold) };
      }
      const keptShare = configured?.get(service) ?? 1;
      return keptShare < 1 ? { threshold: null, keptShare } : null;
    },
  };
}

/** A service that speaks seldom, or was first heard of later: unless it was heard at all around the window, nothing is known of it. */
function unheardWindow(record: ServiceRecord, firstMs: UnixMs, gapMs: Ms, from: UnixMs, to: UnixMs) {
  const nobody = { instance: null, served: 0 } as const;
  if (firstMs - from > gapMs) return { from, to: firstMs, ...nobody };
  if (gapMs <= to - from) return null;
  const [first, last] = [bucketOf(from), bucketOf(to + ALLOWED_LATENESS_MS)];
  for (const { heard } of record.instances.values()) if (countBuckets(heard, first, last, 1) > 0) return null;
  return { from, to: unixMs(to + ALLOWED_LATENESS_MS), ...nobody };
}

/** Retention: presence older than what is kept can judge nothing; hours of history that was loaded lately are kept, each for itself. */
export function forgetOld(knowledge: Knowledge, now: UnixMs): void {
  const { oldHours, keepMs, changedHours } = knowledge;
  for (const [hour, touchedAt] of oldHours) if (touchedAt < now - keepMs) oldHours.delete(hour);
  const before = now - keepMs;
  const isKept = (ms: number): boolean => ms >= before || oldHours.has(hourOf(ms));
  forgetPasses(knowledge.passes, isKept);
  for (const [name, record] of knowledge.services) {
    for (const [id, instance] of record.instances) {
      // Their documents are written anew, with nothing in them.
      for (const hour of instance.heard.hours.keys()) if (hour < hourOf(before) && !oldHours.has(hour)) changedHours.add(hour);
      forgetBefore(instance.heard, before, oldHours);
      for (const minute of instance.work.keys()) if (!isKept(minute * 60_000)) instance.work.delete(minute);
      if (instance.heard.hours.size === 0) record.instances.delete(id);
    }
    for (const bits of [record.served, record.refused, record.unsampled]) forgetBefore(bits, before, oldHours);
    for (const bucket of record.thresholds.keys()) if (!isKept(bucket * BUCKET_MS)) record.thresholds.delete(bucket);
    for (const published of record.lateReads.keys()) if (!isKept(published)) record.lateReads.delete(published);
    record.view = null;
    if (record.instances.size === 0 && record.served.hours.size === 0 && record.refused.hours.size === 0) knowledge.services.delete(name);
  }
}
