import "server-only";
import { collectClockObservations, type InstanceKey } from "../trace/clock-observations.ts";
import { estimateClockOffsets } from "../trace/clock-offset.ts";
import type { Trace } from "../trace/span.ts";

/** How far each instance's clock runs ahead, in ms, from the calls and messages of these very traces. */
export async function readClockOffsets(traces: readonly Trace[]): Promise<ReadonlyMap<InstanceKey, number>> {
  const found = estimateClockOffsets(collectClockObservations(...traces));
  return new Map([...found].map(([key, { offsetMs }]) => [key, offsetMs]));
}
