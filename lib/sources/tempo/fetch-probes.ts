import type { Trace, TraceId } from "../../trace/span.ts";
import type { SamplingProbes } from "./sampling-probes.ts";
import type { TempoFailure } from "./search-question.ts";
import type { TempoApi } from "./tempo-api.ts";

/**
 * Fetches, beside the reading of windows and one at a time, the traces whose `tracestate` is wanted. Each was given before without it, and is given
 * once more: what it says of its services' sampling is learnt then, before the source says that nothing more is waiting.
 */
export interface ProbeFetcher {
  ask(traceIds: readonly TraceId[], signal: AbortSignal): void;
  /** What has come since the last time. */
  take(): readonly Trace[];
  /** Waits for all that was asked for. The failure that stopped it; null: all has come. */
  settle(signal: AbortSignal): Promise<TempoFailure | null>;
}

/** A trace that cannot be given (broken, too large) is left: another will say the same. */
const MOST_TRIES = 3;

export function createProbeFetcher(api: TempoApi, probes: SamplingProbes): ProbeFetcher {
  const owed = new Map<TraceId, number>();
  let come: Trace[] = [];
  let running: Promise<TempoFailure | null> | null = null;

  const fetchOwed = async (signal: AbortSignal): Promise<TempoFailure | null> => {
    for (const [traceId, tries] of owed) {
      const answer = await api.trace(traceId, signal);
      if (!answer.ok) {
        if (!signal.aborted && tries + 1 >= MOST_TRIES) owed.delete(traceId);
        else owed.set(traceId, signal.aborted ? tries : tries + 1);
        return answer.error;
      }
      owed.delete(traceId);
      if (answer.value === null) continue;
      come.push(answer.value);
      // What is added while a map is walked is walked too.
      for (const other of probes.learn(answer.value)) owed.set(other, 0);
    }
    return null;
  };

  const run = (signal: AbortSignal): Promise<TempoFailure | null> => {
    running ??= fetchOwed(signal).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    ask(traceIds, signal) {
      for (const traceId of traceIds) owed.set(traceId, 0);
      if (owed.size > 0) run(signal).catch(() => undefined);
    },
    take() {
      const taken = come;
      come = [];
      return taken;
    },
    async settle(signal) {
      while (owed.size > 0) {
        const failure = await run(signal);
        if (failure !== null) return failure;
      }
      return null;
    },
  };
}
