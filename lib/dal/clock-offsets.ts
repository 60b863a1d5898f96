import "server-only";
import { nsToMs } from "../base/time.ts";
import { runtime } from "../runtime.ts";
import { collectClockObservations, type InstanceKey, instanceKey, ofInstanceKey } from "../trace/clock-observations.ts";
import { estimateClockOffsets } from "../trace/clock-offset.ts";
import type { Trace } from "../trace/span.ts";
import { currentMasker } from "./masking.ts";

/**
 * How far each instance's clock ran ahead around these traces, in ms: what their own calls say, overruled by what the pipeline saw of all
 * traces of those minutes. A clock is wrong for a while, so today's offset says nothing of yesterday's order.
 * Keyed as readers see the instances, that is, masked.
 */
export function readClockOffsets(traces: readonly Trace[]): ReadonlyMap<InstanceKey, number> {
  const masker = currentMasker();
  const offsets = new Map<InstanceKey, number>();
  for (const [key, { offsetMs }] of estimateClockOffsets(collectClockObservations(...traces))) offsets.set(key, offsetMs);
  for (const trace of traces)
    for (const [key, offsetMs] of runtime().pipeline.clockOffsetsAt(nsToMs(trace.startUnixNs))) {
      const { service, instance } = ofInstanceKey(key);
      offsets.set(instanceKey(masker.text(service), instance === null ? null : masker.text(instance)), offsetMs);
    }
  return offsets;
}
