import type { SourceFailure } from "../sources/source.ts";
import type { Machine, SourceState } from "./machine.ts";

const LONGEST_PAUSE_MS = 60_000;

/** A source that cannot be asked is asked again, ever more seldom; what is waiting for it is not judged missing meanwhile. */
export function noteFailure(machine: Machine, state: SourceState, { source, kind, detail, retryAfterMs }: SourceFailure): void {
  state.failures++;
  const pause = retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** Math.min(6, state.failures - 1));
  state.retryAt = machine.clock() + pause;
  if (state.lastError !== detail) machine.log(`source ${source}: ${detail}`);
  state.lastError = detail;
  state.lastFailure = { at: machine.clock(), kind, detail };
}

/** It failed a moment ago, and its pause is not over. */
export const isResting = (machine: Machine, sourceId: string): boolean => (machine.progress.get(sourceId)?.retryAt ?? 0) > machine.clock();
