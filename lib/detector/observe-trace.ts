import { MINUTE_MS, nsToMs, type UnixMs, unixMs } from "../base/time.ts";
import type { Execution, Witness } from "../chains/execution.ts";
import type { Span, SpanId, Trace } from "../trace/span.ts";
import { noteArrival } from "./arrivals.ts";
import { type Knowledge, MOST_INSTANCES, OLDEST_MS, serviceOf, touchHour } from "./knowledge.ts";
import { readThreshold } from "./sampling.ts";
import { instanceOf, markThreshold, markUnsampled, type ServiceRecord } from "./service-record.ts";
import { setBit } from "./time-bits.ts";

const NS_PER_MS = 1e6;
const UNNAMED = "";

/**
 * Takes from a trace what it says of its services: when each was heard, how much it did, whether it sampled. Telling the same trace twice
 * changes nothing but the shares of work, for which only spans that arrived after `newAfter` count.
 */
export function observeTrace(knowledge: Knowledge, trace: Trace, now: UnixMs, newAfter: UnixMs | null = null): void {
  const startMs = nsToMs(trace.startUnixNs);
  const oldest = now - OLDEST_MS;
  let byId: Map<SpanId, Span> | null = null;
  for (const span of trace.spans) {
    const endMs = startMs + (span.startNs + span.durationNs) / NS_PER_MS;
    // Never beyond its own arrival: a clock that runs ahead must not vouch for a time that has not come.
    const heardMs = Math.min(endMs, span.receivedAt ?? now, now);
    if (!(heardMs > oldest)) continue;
    noteArrival(knowledge.arrivals, span.receivedAt ?? now, endMs);
    const record = serviceOf(knowledge, span.resource.service);
    if (record === null) continue;
    const isNew = span.receivedAt === null || newAfter === null || span.receivedAt > newAfter;
    observeEnd(knowledge, record, span, heardMs, isNew, now);
    const entry = span.kind === "server" || span.kind === "consumer" || (span.parentSpanId === null && trace.spans.length > 1);
    if (entry) {
      byId ??= new Map(trace.spans.map((one) => [one.spanId, one]));
      const spanStart = Math.min(startMs + span.startNs / NS_PER_MS, heardMs);
      if (observeSampling(record, span, byId, spanStart)) touch(knowledge, record, spanStart, now);
    }
  }
}

function observeEnd(knowledge: Knowledge, record: ServiceRecord, span: Span, heardMs: number, isNew: boolean, now: UnixMs): void {
  const id = span.resource.instance ?? UNNAMED;
  if (!record.instances.has(id) && record.instances.size >= MOST_INSTANCES) return;
  const instance = instanceOf(record, id);
  const fresh = setBit(instance.heard, heardMs);
  if (heardMs > instance.newestMs) {
    instance.newestMs = unixMs(heardMs);
    if (heardMs > record.newestMs) record.newestMs = instance.newestMs;
    if (heardMs > knowledge.newestMs) knowledge.newestMs = instance.newestMs;
    record.view = null;
  }
  const works = isNew && (span.kind === "server" || span.kind === "consumer");
  if (works) {
    const minute = Math.floor(heardMs / 60_000);
    instance.work.set(minute, (instance.work.get(minute) ?? 0) + 1);
  }
  if (fresh || works) touch(knowledge, record, heardMs, now);
}

function touch(knowledge: Knowledge, record: ServiceRecord, ms: number, now: UnixMs): void {
  record.view = null;
  touchHour(knowledge, ms, now);
}

/** A threshold that the parent states too was decided further up, and says nothing of this service. */
function observeSampling(record: ServiceRecord, span: Span, byId: ReadonlyMap<SpanId, Span>, startMs: number): boolean {
  const threshold = readThreshold(span.traceState);
  if (threshold === null) return markUnsampled(record, startMs);
  if (span.parentSpanId === null) return markThreshold(record, startMs, threshold);
  const parent = byId.get(span.parentSpanId);
  // Parent unseen: whoever decided cannot be told.
  if (!parent || readThreshold(parent.traceState) === threshold) return false;
  return markThreshold(record, startMs, threshold);
}

/** Callers' words. */
export function observeWitnesses(knowledge: Knowledge, witnesses: readonly Witness[], now: UnixMs): void {
  for (const { service, atMs, outcome } of witnesses) {
    if (!(atMs > now - OLDEST_MS) || atMs > now) continue;
    const record = serviceOf(knowledge, service);
    if (record === null) continue;
    if (setBit(outcome === "served" ? record.served : record.refused, atMs)) touch(knowledge, record, atMs, now);
  }
}

/** What a message's wait says of its reader: read so late, it was read by nobody before. */
const LATE_READ_MS = 2 * MINUTE_MS;
const MOST_LATE_READS = 5_000;

export function observeWaits(knowledge: Knowledge, execution: Execution, now: UnixMs): void {
  for (const step of execution.steps) {
    if (step === null || step.waitMs === null || step.waitMs < LATE_READ_MS || !(step.startMs > now - OLDEST_MS)) continue;
    const record = serviceOf(knowledge, step.service);
    const read = step.deliveries[0]?.startMs ?? step.startMs;
    const published = read - step.waitMs;
    if (record === null || record.lateReads.has(published) || record.lateReads.size >= MOST_LATE_READS) continue;
    record.lateReads.set(published, read);
    touch(knowledge, record, published, now);
  }
}
