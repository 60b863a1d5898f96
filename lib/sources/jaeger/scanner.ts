import type { Trace, TraceId } from "#lib/trace/span";
import { err, ok, type Result } from "../../base/result.ts";
import { type Clock, type Ms, unixMs } from "../../base/time.ts";
import type { HttpFailure } from "../http/http-client.ts";
import type { ScanBatch } from "../source.ts";
import type { JaegerApi } from "./jaeger-api.ts";
import { keepNewer, readWindow, type ServerHabits, type WindowLimits, type WindowTraces } from "./read-window.ts";
import { afterSweep, type Layer, planSweep, readScanCursor, type ScanState, type Sweep, writeScanCursor } from "./scan-cursor.ts";
import { createSeenTraces } from "./seen-traces.ts";
import { createSlowSpans } from "./slow-spans.ts";
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

const FIRST_WINDOW_US = 60 * 1e6;
const LONGEST_WINDOW_US = 6 * 3_600 * 1e6;
const SHORTEST_WINDOW_US = 1_000;
/** In flight: the server works on some while others are on their way or being parsed. */
const WINDOWS_AT_ONCE = 4;
/** Of one scan: an empty week is done in one call, and a call ends within seconds. */
const WINDOWS_A_SCAN = 64;

const BAD_CURSOR = "cursor";

interface Window {
  readonly sizeUs: number;
  readonly toUs: number;
  readonly read: Promise<Result<WindowTraces, HttpFailure>>;
}

/** Windows that were asked for and not taken yet, in order. */
interface Flight {
  readonly windows: Window[];
  readonly callOff: AbortController;
}

/** Reads what is new, window by window. One scan at a time. */
export function createScanner(options: ScannerOptions, habits: ServerHabits) {
  const { layers, clock } = options;
  const seen = createSeenTraces();
  const slow = createSlowSpans(Math.max(...layers.map(({ lateMs }) => lateMs)));
  const limits: WindowLimits = {
    ...options.limits,
    onFound: (trace) => {
      if (seen.isNew(trace)) trace.read();
    },
  };
  let longestUs = LONGEST_WINDOW_US;
  /** What is on its way for the next scan, while the caller still works on this one's traces. */
  let ahead: { readonly cursor: string; readonly flight: Flight } | null = null;

  const launch = (
    api: JaegerApi,
    { windows, callOff }: Flight,
    sweep: Sweep,
    positionUs: number,
    windowUs: number,
    signal: AbortSignal,
  ) => {
    for (let from = windows.at(-1)?.toUs ?? positionUs; from < sweep.endUs && windows.length < WINDOWS_AT_ONCE; ) {
      // Never more than there is: seconds that were nearly empty do not say that minutes are.
      const sizeUs = Math.max(SHORTEST_WINDOW_US, Math.min(windowUs, longestUs, sweep.beganMs * 1_000 - from));
      // Nearly nothing starts in the future: no window of its own for that.
      const toUs = from + sizeUs >= sweep.beganMs * 1_000 ? sweep.endUs : from + sizeUs;
      const either = AbortSignal.any([signal, callOff.signal]);
      const read = readWindow(api, { service: null, fromUs: from, toUs, background: true }, habits, limits, either);
      read.catch(() => undefined); // a bug shows where it is awaited, not as a rejection that nobody handles
      windows.push({ sizeUs, toUs, read });
      from = toUs;
    }
  };

  const takeAhead = (cursor: string | null): Flight => {
    const taken = ahead;
    ahead = null;
    if (taken?.cursor === cursor) return taken.flight;
    taken?.flight.callOff.abort();
    return { windows: [], callOff: new AbortController() };
  };

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
    let failure: HttpFailure | null = null;
    const flight = takeAhead(cursor);
    for (let taken = 0; position < sweep.endUs && found.size < limit && taken < WINDOWS_A_SCAN; taken++) {
      launch(api, flight, sweep, position, windowUs, signal);
      const { sizeUs, toUs, read } = flight.windows.shift()!;
      const answer = await read;
      if (!answer.ok) {
        failure = answer.error;
        flight.callOff.abort();
        if (failure.reason === "timeout") longestUs = Math.max(SHORTEST_WINDOW_US, Math.floor(sizeUs / 4));
        break;
      }
      longestUs = Math.min(LONGEST_WINDOW_US, longestUs * 2);
      for (const trace of answer.value.traces.values()) if (seen.isNew(trace)) keepNewer(found, trace);
      for (const warning of answer.value.warnings) warnings.add(warning);
      windowUs = nextWindow(sizeUs, answer.value.most, answer.value.limitMet, limits.limit);
      position = toUs;
    }
    // What was read before a failure is good: the failure shows at the next scan.
    if (failure && (position === sweep.positionUs || failure.reason === "called-off")) return err(failure);
    const done = position >= sweep.endUs;
    if (done && state.readAt !== null) {
      for (const wish of slow.due(sweep.beganMs)) {
        const read = await readWindow(api, wish, habits, limits, signal);
        if (read.ok) for (const trace of read.value.traces.values()) if (seen.isNew(trace)) keepNewer(found, trace);
        if (!read.ok && [400, 500, 501].includes(read.error.status ?? 0)) slow.giveUp();
      }
    }
    const next: ScanState = {
      count: state.count + 1,
      windowUs,
      sweep: done ? null : { ...sweep, positionUs: position },
      readAt: done ? afterSweep(state.readAt, layers, sweep) : state.readAt,
    };
    const written = writeScanCursor(next);
    seen.end(written, found.values());
    if (!done && !failure) {
      launch(api, flight, sweep, position, windowUs, signal);
      ahead = { cursor: written, flight };
    }
    const upTo = Math.max(state.readAt?.[0] ?? 0, Math.min(position / 1_000, sweep.beganMs));
    return ok({
      traces: await readTraces(found.values(), warnings),
      cursor: written,
      caughtUp: done,
      scannedUpTo: unixMs(upTo),
      warnings: [...warnings],
    });
  };
}

/** Aims at half the limit, so that a busier minute still fits. */
function nextWindow(sizeUs: number, traces: number, limitMet: boolean, limit: number): number {
  const factor = Math.min(limitMet ? 0.5 : 4, Math.max(1 / 64, limit / 2 / Math.max(traces, limit / 8)));
  return Math.round(Math.min(LONGEST_WINDOW_US, Math.max(SHORTEST_WINDOW_US, sizeUs * factor)));
}

/** Others get a turn now and then: decoding a thousand traces takes tens of milliseconds. */
async function readTraces(raw: Iterable<RawTrace>, warnings: Set<string>): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  let spans = 0;
  for (const trace of raw) {
    const read = trace.read();
    if (read.spans.length > 0) traces.push(read);
    else warnings.add(`Trace ${trace.traceId} could not be read`);
    spans += trace.spanCount;
    if (spans < 1_000) continue;
    spans = 0;
    await new Promise(setImmediate);
  }
  return traces;
}
