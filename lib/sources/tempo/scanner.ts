import { err, ok, type Result } from "../../base/result.ts";
import { unixMs } from "../../base/time.ts";
import type { Trace } from "../../trace/span.ts";
import type { ScanBatch } from "../source.ts";
import type { Reading } from "./read-window.ts";
import { readWindow, sweep, type WindowRead } from "./read-window.ts";
import { formatCursor, readCursor } from "./scan-cursor.ts";
import type { ScanOptions } from "./scan-options.ts";
import { MOST_RESULTS, type TempoFailure } from "./tempo-api.ts";

/**
 * Reads a Tempo from where a cursor says up to now, in two ways:
 *
 *     history                                           frontier     hidden   now
 *     |----window----|--window--|-|-|---window---|        |  . . . . .|#######|
 *       one search each with its spans; halved while        sweeps: a light search over the lateness before the frontier and all
 *       its answer is full, doubled while it is small       after it; spans are asked for only of traces that are new or changed
 *
 * The frontier follows the present at the distance that Tempo hides and takes to write; all before it has been read at least once.
 * What a search gives beyond a batch's limit waits in memory: until it is given, the cursor stays where the search began.
 */
export interface Scanner {
  /** Null for a cursor that is none. */
  scan(cursor: string | null, most: number, signal: AbortSignal): Promise<Result<ScanBatch, TempoFailure> | null>;
  /** What it knows that it missed. */
  truncated(): string | null;
}

const LONGEST_WINDOW_S = 86_400;
const FIRST_WINDOW_S = 3_600;
/** So much of history read by short windows is then swept once for late spans. */
const STRETCH_S = 3_600;
const EMPTY_WINDOWS_A_SCAN = 30;
/** New spans are looked for in at least so much before the present; older ones by the full sweep. */
const NEAR_S = 90;
/** Clocks of services may be ahead by so much. */
const AHEAD_S = 60;
/** An idle scan moves its cursor only so often: each move is a write of whoever keeps it. */
const IDLE_MOVE_S = 15;

export function createScanner(reading: Reading, options: ScanOptions): Scanner {
  let frontier = 0;
  let next: string | null = null; // the cursor that goes on from memory
  let last: { readonly asked: string; readonly batch: ScanBatch } | null = null;
  let waiting: { readonly traces: Trace[]; readonly from: number; readonly caughtUp: boolean } = { traces: [], from: 0, caughtUp: false };
  let serial = 0;
  let windowS = FIRST_WINDOW_S;
  let limit = options.tracesAnAnswer;
  /** History is searched for late spans up to here. */
  let sweptTo = 0;
  let sweptAt = 0;
  let fullySweptAt = 0;
  let truncated: string | null = null;

  const nowS = () => Math.floor(options.clock() / 1_000);
  const behind = Math.ceil((options.hiddenMs + options.settleMs) / 1_000);
  const lookback = Math.ceil((options.latenessMs + options.hiddenMs) / 1_000);

  const take = ({ traces, hits, truncated: full }: WindowRead, from: number, caughtUp: boolean) => {
    for (const hit of hits) reading.given.add(hit);
    waiting = { traces: [...traces], from, caughtUp };
    if (full) truncated = `More traces than Tempo gives in one answer since ${new Date(from * 1_000).toISOString()}`;
  };

  const readHistory = async (signal: AbortSignal): Promise<TempoFailure | null> => {
    for (let windows = 0; windows < EMPTY_WINDOWS_A_SCAN; windows++) {
      const now = nowS();
      if (frontier - sweptTo >= STRETCH_S) return sweepStretch(frontier, signal);
      // A long window takes the late ones along; after many short ones a sweep does it.
      const late = windowS >= lookback * 8 ? lookback : 0;
      const range = { from: frontier, to: Math.min(frontier + windowS + late, now) };
      let read = await readWindow(reading, range, limit, signal);
      if (!read.ok && read.error === "too-much") {
        if (windowS > 1) {
          windowS = Math.max(1, Math.floor(Math.min(windowS, range.to - range.from) / 2));
          continue;
        }
        if (limit < MOST_RESULTS) {
          limit = Math.min(limit * 8, MOST_RESULTS);
          continue;
        }
        read = await sweep(reading, range, signal); // one second that no answer can hold: ids first, then a hundred at a time
      }
      if (!read.ok) return read.error === "too-much" ? null : read.error;
      take(read.value, frontier, false);
      const reachesNow = range.to >= now;
      const upTo = reachesNow ? Math.max(frontier, now - behind) : range.to - late;
      if (late > 0 && sweptTo >= frontier) sweptTo = reachesNow ? Math.min(upTo, now - lookback) : upTo;
      frontier = upTo;
      limit = options.tracesAnAnswer;
      if (read.value.hits.length < limit / 4) windowS = Math.min(windowS * 2, LONGEST_WINDOW_S);
      if (reachesNow || waiting.traces.length > 0) return null;
    }
    return null;
  };

  /** Late spans are filed under their arrival: a window that ended before it did not see them. */
  const sweepStretch = async (to: number, signal: AbortSignal): Promise<TempoFailure | null> => {
    const read = await sweep(reading, { from: sweptTo, to: to + lookback }, signal);
    if (!read.ok) return read.error;
    take(read.value, sweptTo, false);
    sweptTo = to;
    return null;
  };

  const readNews = async (signal: AbortSignal): Promise<TempoFailure | null> => {
    const askedAt = options.clock();
    waiting = { traces: [], from: frontier, caughtUp: true };
    if (askedAt - sweptAt < options.sweepEveryMs) return null;
    const isFull = askedAt - fullySweptAt >= options.fullSweepEveryMs;
    const now = nowS();
    const from = isFull ? Math.min(frontier, now - lookback, sweptTo) : Math.min(frontier, now - NEAR_S);
    const read = await sweep(reading, { from, to: now + AHEAD_S }, signal);
    if (!read.ok) return read.error;
    sweptAt = askedAt;
    if (isFull) {
      fullySweptAt = askedAt;
      sweptTo = Math.max(sweptTo, now - lookback);
    }
    take(read.value, frontier, true);
    frontier = Math.max(frontier, now - behind);
    return null;
  };

  const goTo = (from: number, swept: number) => {
    frontier = from;
    sweptTo = swept;
    reading.given.clear();
    waiting = { traces: [], from, caughtUp: false };
    windowS = FIRST_WINDOW_S;
    sweptAt = fullySweptAt = 0;
    last = null;
  };

  return {
    truncated: () => truncated,
    async scan(cursor, most, signal) {
      // Asked once more for what was given: whoever asks could not keep it.
      if (cursor !== null && last?.asked === cursor) return ok(last.batch);
      if (cursor === null) {
        const from = nowS() - Math.floor(options.historyMs / 1_000);
        goTo(from, from);
      } else if (cursor !== next) {
        const from = readCursor(cursor);
        if (from === null) return null;
        serial = from.serial; // a cursor is never given twice, by whichever process
        goTo(from.second, from.second - STRETCH_S + 1); // what was read before the restart may not have been swept for late spans
      }
      let idle = false;
      if (waiting.traces.length === 0) {
        const failure = frontier < nowS() - lookback ? await readHistory(signal) : await readNews(signal);
        if (failure) return err(failure);
        idle = waiting.traces.length === 0 && waiting.caughtUp;
      }
      const traces = waiting.traces.splice(0, Math.max(1, most));
      const isDrained = waiting.traces.length === 0;
      const at = isDrained ? frontier : waiting.from;
      const stays = cursor !== null && idle && at - (readCursor(cursor)?.second ?? 0) < IDLE_MOVE_S;
      next = stays ? cursor : formatCursor(at, ++serial);
      const batch = { traces, cursor: next, caughtUp: isDrained && waiting.caughtUp, scannedUpTo: unixMs(at * 1_000) };
      last = cursor === null || stays ? null : { asked: cursor, batch };
      return ok(batch);
    },
  };
}
