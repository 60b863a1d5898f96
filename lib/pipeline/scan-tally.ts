import type { Ms, UnixMs } from "../base/time.ts";
import type { Trace } from "../trace/span.ts";

/** What reading one source has given and cost since the start, and how fast it gives now. */
export interface ScanTally {
  scans: number;
  traces: number;
  spans: number;
  /** Spent waiting for its answers, and on what they gave. */
  askedMs: Ms;
  takenInMs: Ms;
  /** Ten-second buckets of the last minutes, by `at / BUCKET_MS`. */
  readonly recent: Map<number, { traces: number; spans: number }>;
}

const BUCKET_MS = 10_000;
const BUCKETS = 18;

export const createTally = (): ScanTally => ({ scans: 0, traces: 0, spans: 0, askedMs: 0, takenInMs: 0, recent: new Map() });

export function countScan(tally: ScanTally, traces: readonly Trace[], at: UnixMs, askedMs: Ms): void {
  const spans = traces.reduce((sum, trace) => sum + trace.spans.length, 0);
  tally.scans++;
  tally.traces += traces.length;
  tally.spans += spans;
  tally.askedMs += askedMs;
  if (traces.length === 0) return;
  const bucket = Math.floor(at / BUCKET_MS);
  const known = tally.recent.get(bucket) ?? { traces: 0, spans: 0 };
  tally.recent.set(bucket, { traces: known.traces + traces.length, spans: known.spans + spans });
  for (const old of tally.recent.keys()) if (old <= bucket - BUCKETS) tally.recent.delete(old);
}

/** Over the last three minutes, the bucket that is still filling left in: it is at most a sixteenth of them. */
export function readRates(tally: ScanTally, now: UnixMs): { readonly tracesPerSecond: number; readonly spansPerSecond: number } {
  const newest = Math.floor(now / BUCKET_MS);
  let traces = 0;
  let spans = 0;
  for (const [bucket, count] of tally.recent) {
    if (bucket <= newest - BUCKETS || bucket > newest) continue;
    traces += count.traces;
    spans += count.spans;
  }
  const seconds = ((BUCKETS - 1) * BUCKET_MS + (now - newest * BUCKET_MS)) / 1_000;
  return { tracesPerSecond: traces / seconds, spansPerSecond: spans / seconds };
}
