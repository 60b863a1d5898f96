import "server-only";
import { runtime } from "../runtime.ts";
import { collectClockObservations, type InstanceKey, instanceKey } from "../trace/clock-observations.ts";
import { estimateClockOffsets } from "../trace/clock-offset.ts";
import type { Trace } from "../trace/span.ts";
import { currentMasker } from "./masking.ts";

/**
 * How far each instance's clock runs ahead, in ms: as the pipeline knows it from all traces, else from the calls of these alone.
 * Keyed as readers see the instances, that is, masked.
 */
export function readClockOffsets(traces: readonly Trace[]): ReadonlyMap<InstanceKey, number> {
  const masker = currentMasker();
  const offsets = new Map<InstanceKey, number>();
  for (const [key, { offsetMs }] of estimateClockOffsets(collectClockObservations(...traces))) offsets.set(key, offsetMs);
  for (const { service, instances } of runtime().pipeline.status().services)
    for (const { id, offsetMs } of instances)
      if (offsetMs !== null) offsets.set(instanceKey(masker.text(service), id === "" ? null : masker.text(id)), offsetMs);
  return offsets;
}
