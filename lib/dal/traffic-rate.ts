import type { UnixMs } from "../base/time.ts";

/**
 * What asking a backend costs a minute, from counters that only grow: the newest sample against the oldest of the last minutes.
 * Whoever looks takes the samples: every open page asks every five seconds.
 */
export interface TrafficSample {
  readonly at: UnixMs;
  readonly requests: number;
  readonly bytes: number;
}

export interface TrafficRate {
  readonly requestsPerMinute: number;
  readonly bytesPerMinute: number;
}

const WINDOW_MS = 180_000;
/** Over less, one scan more or less is all that would be seen. */
const LEAST_MS = 10_000;
const APART_MS = 4_000;

const taken = new Map<string, TrafficSample[]>();

/** Null until there is something to compare with. */
export function rateOf(sourceId: string, now: TrafficSample): TrafficRate | null {
  const known = (taken.get(sourceId) ?? []).filter(
    (one) => now.at - one.at <= WINDOW_MS && one.at <= now.at && one.requests <= now.requests,
  );
  const last = known.at(-1);
  if (last === undefined || now.at - last.at >= APART_MS) known.push(now);
  taken.set(sourceId, known);
  const first = known[0];
  if (first === undefined || now.at - first.at < LEAST_MS) return null;
  const minutes = (now.at - first.at) / 60_000;
  return { requestsPerMinute: (now.requests - first.requests) / minutes, bytesPerMinute: (now.bytes - first.bytes) / minutes };
}
