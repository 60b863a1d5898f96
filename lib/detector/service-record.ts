import { HOUR_MS, type UnixMs, unixMs } from "../base/time.ts";
import { createInstance, type InstanceRecord, isLive } from "./instances.ts";
import { type Hearing, hear, type Silence } from "./silences.ts";
import { BUCKET_MS, bucketOf, bucketsIn, countInside, createTimeBits, setBit, type TimeBits } from "./time-bits.ts";

/** All that is known of one service's telemetry, filled span by span in any order. */
export interface ServiceRecord {
  readonly service: string;
  readonly instances: Map<string, InstanceRecord>;
  /** Callers' words: when its calls were served, and when refused or timed out. */
  readonly served: TimeBits;
  readonly refused: TimeBits;
  /** Messages that it read only after minutes: when published → when read. */
  readonly lateReads: Map<number, number>;
  /** Entry spans: when it exported without sampling of its own, and with which threshold. */
  readonly unsampled: TimeBits;
  readonly thresholds: Map<number, string>;
  newestMs: UnixMs;
  view: ServiceView | null;
}

export const createService = (service: string): ServiceRecord => ({
  service,
  instances: new Map(),
  served: createTimeBits(),
  refused: createTimeBits(),
  lateReads: new Map(),
  unsampled: createTimeBits(),
  thresholds: new Map(),
  newestMs: unixMs(Number.NEGATIVE_INFINITY),
  view: null,
});

export function instanceOf(record: ServiceRecord, id: string): InstanceRecord {
  let instance = record.instances.get(id);
  if (!instance) {
    instance = createInstance(id);
    record.instances.set(id, instance);
  }
  return instance;
}

/** What the records add up to; made again when they have changed. */
export interface ServiceView {
  /** Of the whole service: nobody was heard. */
  readonly whole: Hearing | null;
  readonly silences: readonly ServiceSilence[];
  readonly heardUpTo: UnixMs | null;
  readonly live: ReadonlySet<string>;
  readonly sampled: readonly SampledTime[];
}

export interface ServiceSilence extends Silence, CallersWords {
  /** Null: the whole service. */
  readonly instance: string | null;
}

export interface CallersWords {
  readonly served: number;
  readonly refused: number;
  /** Messages from its first part that were read right after it: nobody read them meanwhile. */
  readonly unread: number;
}

const FEWEST_UNREAD = 2;
const READ_AFTER_MS = HOUR_MS / 12;

export interface SampledTime {
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly threshold: string;
}

export function viewOf(record: ServiceRecord): ServiceView {
  record.view ??= makeView(record);
  return record.view;
}

function makeView(record: ServiceRecord): ServiceView {
  const all = [...record.instances.values()];
  const live = all.filter((instance) => isLive(instance, all, record.newestMs));
  const whole = hear(unite(all.map((instance) => instance.heard)));
  const silences: ServiceSilence[] = (whole?.silences ?? []).map((silence) => ({
    ...silence,
    instance: null,
    ...wordsOn(record, silence),
  }));
  if (all.length > 1) {
    for (const instance of all) {
      for (const silence of silencesOfOne(instance, live.includes(instance) ? record.newestMs : null)) {
        const covered = silences.some((s) => s.instance === null && s.from - BUCKET_MS <= silence.from && silence.to <= s.to + BUCKET_MS);
        if (!covered) silences.push({ ...silence, instance: instance.id, served: 0, refused: 0, unread: 0 });
      }
    }
  }
  let heardUpTo: UnixMs | null = null;
  for (const instance of live) if (heardUpTo === null || instance.newestMs < heardUpTo) heardUpTo = instance.newestMs;
  return { whole, silences, heardUpTo, live: new Set(live.map((instance) => instance.id)), sampled: sampledTimes(record) };
}

/** A sender that usually pauses longer than this (a person at a desk) says nothing by being silent while its service is heard. */
export const STEADY_MS = HOUR_MS / 6;

/** Its finished silences, and one that lasts while others of its service are heard. */
function silencesOfOne(instance: InstanceRecord, othersNewestMs: UnixMs | null): readonly Silence[] {
  const hearing = hear(instance.heard);
  if (hearing === null || (hearing.rhythm.usualMs ?? 0) > STEADY_MS) return [];
  const lasting = othersNewestMs !== null && othersNewestMs - instance.newestMs > hearing.rhythm.gapMs;
  return lasting ? [...hearing.silences, { from: instance.newestMs, to: othersNewestMs }] : hearing.silences;
}

/** Callers' words inside a silence; its edges left out, where the last or first of its calls lie. */
export const wordsOn = (record: ServiceRecord, { from, to }: Silence): CallersWords => ({
  served: countInside(record.served, from + BUCKET_MS, to - 2 * BUCKET_MS),
  refused: countInside(record.refused, from, to),
  unread: countUnread(record, from, to),
});

function countUnread({ lateReads }: ServiceRecord, from: UnixMs, to: UnixMs): number {
  let count = 0;
  for (const [published, read] of lateReads) {
    const early = published >= from - READ_AFTER_MS && published <= from + (to - from) / 3;
    if (early && read >= to - 2 * BUCKET_MS && read <= to + READ_AFTER_MS) count++;
  }
  return count;
}

/** Silent and refusing: not mute but down. */
export const wasDown = (words: CallersWords): boolean =>
  words.refused > words.served || (words.served === 0 && words.unread >= FEWEST_UNREAD);

function unite(sets: readonly TimeBits[]): TimeBits {
  const united = createTimeBits();
  for (const set of sets) {
    for (const [hour, bytes] of set.hours) {
      const into = united.hours.get(hour);
      if (into) for (let index = 0; index < bytes.length; index++) into[index]! |= bytes[index]!;
      else united.hours.set(hour, bytes.slice());
    }
  }
  return united;
}

/** How far beyond the first and last sampled span a sampling may have reached unseen. */
const LONGEST_EDGE_MS = HOUR_MS / 6;

/**
 * From the last unsampled entry span before a sampled one to the first unsampled one after it: in between it is only known to have
 * been sampled at some time.
 *
 *   entry spans   u u u · · s · · s s · s · · u u        u unsampled, s sampled
 *   sampled           [─────────────────────]
 */
function sampledTimes(record: ServiceRecord): readonly SampledTime[] {
  const marked = [...record.thresholds.keys()].sort((a, b) => a - b);
  if (marked.length === 0) return [];
  const plain = [...bucketsIn(record.unsampled)];
  const times: SampledTime[] = [];
  let position = 0;
  for (const bucket of marked) {
    while (position < plain.length && plain[position]! < bucket) position++;
    const before = plain[position - 1];
    const after = plain[position] === bucket ? bucket : plain[position];
    const from = Math.max(before === undefined ? Number.NEGATIVE_INFINITY : before * BUCKET_MS, bucket * BUCKET_MS - LONGEST_EDGE_MS);
    const to = Math.min(
      after === undefined ? Number.POSITIVE_INFINITY : (after + 1) * BUCKET_MS,
      (bucket + 1) * BUCKET_MS + LONGEST_EDGE_MS,
    );
    const last = times.at(-1);
    const threshold = record.thresholds.get(bucket)!;
    if (last && last.to >= from && last.threshold === threshold) times[times.length - 1] = { ...last, to: unixMs(Math.max(last.to, to)) };
    else times.push({ from: unixMs(from), to: unixMs(to), threshold });
  }
  return times;
}

/** Where two samplings meet in one bucket, the stricter is remembered: less was kept. */
export function markThreshold(record: ServiceRecord, ms: number, threshold: string): boolean {
  const bucket = bucketOf(ms);
  const before = record.thresholds.get(bucket);
  if (before !== undefined && before >= threshold) return false;
  record.thresholds.set(bucket, threshold);
  return true;
}

export const markUnsampled = (record: ServiceRecord, ms: number): boolean => setBit(record.unsampled, ms);
