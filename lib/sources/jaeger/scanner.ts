import type { Trace, TraceId } from "#lib/trace/span";
import { err, ok, type Result } from "../../base/result.ts";
import { type Clock, type Ms, unixMs } from "../../base/time.ts";
import type { HttpFailure } from "../http/http-client.ts";
import type { ScanBatch } from "../source.ts";
import type { JaegerApi } from "./jaeger-api.ts";
import { keepNewer, readWindow, type ServerHabits, type WindowLimits } from "./read-window.ts";
import { afterSweep, type Layer, planSweep, readScanCursor, type ScanState, writeScanCursor } from "./scan-cursor.ts";
import { createSeenTraces } from "./seen-traces.ts";
import type { RawTrace } from "./to-trace.ts";

export interface ScannerOptions {
  readonly layers: readonly Layer[];
  /** How far back the first scan begins. */
  readonly historyMs: Ms;
  /** Spans that begin later than this from now wait: the clocks that wrote them are wrong. */
  readonly aheadMs: Ms;
  readonly limits: WindowLimits;
  readonly clock: Clock;
}

const FIRST_WINDOW_US = 10 * 60 * 1e6;
const LONGEST_WINDOW_US = 6 * 3_600 * 1e6;
const SHORTEST_WINDOW_US = 1_000;
/** Windows of one scan: an empty week is done in one call, and a call ends within seconds. */
const WINDOWS_A_SCAN = 60;

const BAD_CURSOR = "cursor";

/** Reads what is new, window by window. One scan at a time. */
export function createScanner(options: ScannerOptions, habits: ServerHabits) {
  const { layers, clock, limits } = options;
  const seen = createSeenTraces();
  let longestUs = LONGEST_WINDOW_US;

  return async (
    api: JaegerApi,
    cursor: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<ScanBatch, HttpFailure | typeof BAD_CURSOR>> => {
    const state: ScanState | null =
      cursor === null ? { count: 0, readAt: null, sweep: null, windowUs: FIRST_WINDOW_US } : readScanCursor(cursor, layers.length);
    if (!state) return err(BAD_CURSOR);
    seen.begin(cursor);
    const sweep = state.sweep ?? planSweep(state.readAt, layers, clock(), options);
    const found = new Map<TraceId, RawTrace>();
    const warnings = new Set<string>();
    let { windowUs } = state;
    let position = sweep.positionUs;
    for (let windows = 0; position < sweep.endUs && found.size < limit && windows < WINDOWS_A_SCAN; windows++) {
      const size = Math.min(windowUs, longestUs);
      // Nearly nothing starts in the future: no window of its own for that.
      const toUs = position + size >= sweep.beganMs * 1_000 ? sweep.endUs : position + size;
      const read = await readWindow(api, { service: null, fromUs: position, toUs }, habits, limits, signal);
      if (!read.ok) {
        if (read.error.reason === "timeout") longestUs = Math.max(SHORTEST_WINDOW_US, Math.floor(size / 4));
        if (position === sweep.positionUs || read.error.reason === "called-off") return read;
        break; // What was read so far is good; the failure shows at the next scan.
      }
      longestUs = Math.min(LONGEST_WINDOW_US, longestUs * 2);
      for (const trace of read.value.traces.values()) if (seen.isNew(trace)) keepNewer(found, trace);
      for (const warning of read.value.warnings) warnings.add(warning);
      windowUs = nextWindow(size, read.value.traces.size, read.value.limitMet, limits.limit);
      position = toUs;
    }
    const done = position >= sweep.endUs;
    const next: ScanState = {
      count: state.count + 1,
      windowUs,
      sweep: done ? null : { ...sweep, positionUs: position },
      readAt: done ? afterSweep(state.readAt, layers, sweep) : state.readAt,
    };
    const written = writeScanCursor(next);
    seen.end(written, found.values());
    const upTo = Math.max(state.readAt?.[0] ?? 0, Math.min(position / 1_000, sweep.beganMs));
    return ok({
      traces: await readTraces(found.values()),
      cursor: written,
      caughtUp: done,
      scannedUpTo: unixMs(upTo),
      warnings: [...warnings],
    });
  };
}

/** Aims at half the limit, so that a busier minute still fits. */
function nextWindow(sizeUs: number, traces: number, limitMet: boolean, limit: number): number {
  const factor = limitMet ? 0.5 : traces === 0 ? 4 : Math.min(4, Math.max(0.5, limit / 2 / traces));
  return Math.round(Math.min(LONGEST_WINDOW_US, Math.max(SHORTEST_WINDOW_US, sizeUs * factor)));
}

/** Others get a turn now and then: decoding a thousand traces takes tens of milliseconds. */
async function readTraces(raw: Iterable<RawTrace>): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  let spans = 0;
  for (const trace of raw) {
    traces.push(trace.read());
    spans += trace.spanCount;
    if (spans < 1_000) continue;
    spans = 0;
    await new Promise(setImmediate);
  }
  return traces;
}
