import { err, ok, type Result } from "../../base/result.ts";
import { nsToMs, unixMs } from "../../base/time.ts";
import type { Trace } from "../../trace/span.ts";
import type { ScanBatch } from "../source.ts";
import { createConfirmation } from "./confirmation.ts";
import { createProbeFetcher } from "./fetch-probes.ts";
import type { Hit } from "./hit.ts";
import type { Reading } from "./read-window.ts";
import { isTooMuch, mayBeTooMuch, readCounted, sweep, takeCensus, takeWholeCensus, type WindowRead } from "./read-window.ts";
import { formatCursor, readCursor } from "./scan-cursor.ts";
import type { ScanOptions } from "./scan-options.ts";
import type { TempoFailure } from "./search-question.ts";
import { createSweepLayers } from "./sweep-layers.ts";

/**
 * Reads a Tempo from where a cursor says up to now, in two ways:
 *
 *     history                                           frontier     hidden   now
 *     |--------stretch---------|---stretch---| . . .        |  . . . . .|#######|
 *      1 a census: which traces, how many spans each         a census every second or two of all after the frontier, now and then
 *        (halved while its answer is full)                   of the whole lateness before it; spans are asked for only of traces
 *      2 |--|-|-----|----| searches with spans, cut          that are new or have changed
 *        so that none is full
 *
 * The frontier follows the present at the distance that Tempo hides and takes to write; all before it has been read at least once.
 * History is counted again until nothing more of it comes (`confirmation.ts`).
 * What a search gives beyond a batch's limit waits in memory: until it is given, the cursor stays where the search began.
 */
export interface Scanner {
  /** Null for a cursor that is none. */
  scan(cursor: string | null, most: number, signal: AbortSignal): Promise<Result<ScanBatch, TempoFailure> | null>;
  /** What it knows that it missed. */
  truncated(): string | null;
}

/** Short: nothing is read until it is counted. */
const FIRST_STRETCH_S = 1_200;
const LONGEST_STRETCH_S = 86_400;
/** Each stretch is counted together with the lateness after it: shorter ones would count most of it twice. */
const SHORTEST_STRETCH_S = 900;
/** A full census halves the stretch. */
const CENSUS_LIMIT = 32_768;
const EMPTY_STRETCHES_A_SCAN = 30;
/** Further behind than this the spans are planned and read by windows, not looked up one by one. */
const HISTORY_S = 150;
/** Clocks of services may be ahead by so much. */
const AHEAD_S = 60;
/** In flight: Tempo works on two while others are on their way, wait for a trace by its id, or are in the pipeline's hands. */
const READINGS_AT_ONCE = 4;
/** An idle scan moves its cursor only so often: each move is a write of whoever keeps it. */
const IDLE_MOVE_S = 15;

interface Counting {
  readonly from: number;
  readonly to: number;
  /** When it was asked for. */
  readonly now: number;
  readonly census: ReturnType<typeof takeCensus>;
}

interface Flight {
  readonly readings: { readonly part: readonly Hit[]; readonly read: ReturnType<typeof readCounted> }[];
  readonly callOff: AbortController;
}

const createFlight = (): Flight => ({ readings: [], callOff: new AbortController() });

export function createScanner(reading: Reading, options: ScanOptions): Scanner {
  let frontier = 0;
  let next: string | null = null; // the cursor that goes on from memory
  let last: { readonly asked: string; readonly batch: ScanBatch } | null = null;
  let waiting: { readonly traces: Trace[]; readonly from: number; readonly caughtUp: boolean } = { traces: [], from: 0, caughtUp: false };
  let serial = 0;
  let stretchS = FIRST_STRETCH_S;
  /** Counted, not read yet, by start; all of it begins before `planTo`. */
  let plan: readonly Hit[] = [];
  let planTo = 0;
  let truncated: string | null = null;
  /** Traces of one search: fewer after an answer that did not come in time. */
  let mostAtOnce: number = options.tracesAnAnswer;

  const prober = createProbeFetcher(reading.api, reading.probes);
  /** Parts of the plan that were asked for and not taken yet, in its order. */
  let flight: Flight = createFlight();
  /** Of the stretch after the plan: taken while that is read. */
  let counting: Counting | null = null;

  const nowS = () => Math.floor(options.clock() / 1_000);
  const behind = Math.ceil((options.hiddenMs + options.settleMs) / 1_000);
  const lookback = Math.ceil((options.latenessMs + options.hiddenMs) / 1_000);
  const confirmation = createConfirmation({ visibleAfterMs: options.hiddenMs + options.settleMs });
  const layers = createSweepLayers(options);
  /** All that begins before is certainly read. */
  const readUpTo = () => Math.min(frontier, confirmation.from() ?? frontier);

  const take = ({ traces, hits }: WindowRead, from: number, caughtUp: boolean) => {
    for (const hit of hits) reading.given.add(hit);
    // What came for its tracestate comes after what it was given as before.
    const all = [...traces, ...prober.take()];
    for (const { traceId, startUnixNs } of all) reading.given.began(traceId, nsToMs(startUnixNs) / 1_000);
    waiting = { traces: all, from, caughtUp };
  };
  const land = () => {
    flight.callOff.abort();
    flight = createFlight();
    counting = null;
  };
  const launch = (signal: AbortSignal) => {
    const either = AbortSignal.any([signal, flight.callOff.signal]);
    // Twice as many have to fit into an answer: others reach into the same time.
    const fits = Math.max(10, Math.floor((reading.api.mostResults() - 100) / 2));
    const most = Math.min(options.tracesAnAnswer, fits, mostAtOnce);
    let from = flight.readings.reduce((sum, { part }) => sum + part.length, 0);
    while (flight.readings.length < READINGS_AT_ONCE && from < plan.length) {
      const part = plan.slice(from, from + most);
      const read = readCounted(reading, part, planTo + lookback, either);
      read.catch(() => undefined); // a bug shows where it is awaited, not as a rejection that nobody handles
      flight.readings.push({ part, read });
      from += part.length;
    }
    const isNearlyAll = plan.length > 0 && plan.length - from <= READINGS_AT_ONCE * most;
    if (isNearlyAll && counting === null && planTo < nowS() - HISTORY_S) counting = count(planTo, signal);
  };
  const noteTruncation = (from: number) => {
    truncated = `More traces than Tempo gives in one answer since ${new Date(from * 1_000).toISOString()}`;
  };

  const count = (from: number, signal: AbortSignal): Counting => {
    const now = nowS();
    const to = Math.min(from + stretchS, now);
    // Beyond its end, for what came late and is filed under its arrival.
    const range = { from, to: Math.min(to + lookback, now + AHEAD_S) };
    const either = AbortSignal.any([signal, flight.callOff.signal]);
    const census =
      stretchS > SHORTEST_STRETCH_S ? takeCensus(reading, range, CENSUS_LIMIT, either) : takeWholeCensus(reading, range, either);
    census.catch(() => undefined);
    return { from, to, now, census };
  };

  /** Finds a stretch with something in it, and counts that. A failure, or null. */
  const planAhead = async (signal: AbortSignal): Promise<TempoFailure | null> => {
    for (let stretches = 0; stretches < EMPTY_STRETCHES_A_SCAN; stretches++) {
      const counted = counting?.from === frontier ? counting : count(frontier, signal);
      counting = null;
      const { to, now } = counted;
      const census = await counted.census;
      if (stretchS > SHORTEST_STRETCH_S && (census.ok ? census.value.isFull : isTooMuch(census.error)))
        stretchS = Math.max(SHORTEST_STRETCH_S, Math.floor((to - frontier) / 2));
      else {
        if (!census.ok) {
          if (mayBeTooMuch(census.error)) stretchS = Math.max(SHORTEST_STRETCH_S, Math.floor(stretchS / 2));
          return census.error;
        }
        if (census.value.isFull) noteTruncation(frontier);
        // Counted while the stretch before was still being read: what reaches into both has been given since.
        const fresh = census.value.hits.filter((hit) => hit.startS <= to && !reading.given.has(hit));
        plan = fresh.sort((one, other) => one.startS - other.startS);
        confirmation.counted(frontier, plan.length);
        confirmation.found(plan.map(({ startS }) => startS));
        planTo = to >= now ? Math.max(frontier, now - behind) : to;
        if (census.value.hits.length < CENSUS_LIMIT / 4) stretchS = Math.min(stretchS * 2, LONGEST_STRETCH_S);
        if (plan.length > 0) return null;
        frontier = planTo;
        if (to >= now) return null;
      }
    }
    return null;
  };

  const readHistory = async (signal: AbortSignal): Promise<TempoFailure | null> => {
    waiting = { traces: [], from: readUpTo(), caughtUp: false };
    if (plan.length === 0) {
      const failure = await planAhead(signal);
      if (failure || plan.length === 0) return failure;
    }
    for (;;) {
      launch(signal);
      const { part, read: asked } = flight.readings.shift()!;
      const read = await asked;
      if (!read.ok) {
        land();
        const isFewer = part.length > 1 && (isTooMuch(read.error) || mayBeTooMuch(read.error));
        if (isFewer || mayBeTooMuch(read.error)) mostAtOnce = Math.max(1, Math.ceil(part.length / 2));
        if (isFewer && isTooMuch(read.error)) continue;
        return read.error;
      }
      mostAtOnce = Math.max(mostAtOnce, part.length * 2);
      const from = readUpTo();
      plan = plan.slice(part.length);
      // In order of their starts: all before the next one's has been read.
      const next = plan[0];
      frontier = next ? Math.max(frontier, next.startS) : planTo;
      launch(signal);
      prober.ask(read.value.probes, signal);
      take(read.value, from, false);
      return null;
    }
  };

  const readNews = async (isGoingBack: boolean, signal: AbortSignal): Promise<TempoFailure | null> => {
    const askedAt = options.clock();
    waiting = { traces: [], from: readUpTo(), caughtUp: true };
    // Before it is said that nothing more is waiting.
    const owed = await prober.settle(signal);
    waiting.traces.push(...prober.take());
    if (owed !== null) return waiting.traces.length > 0 ? null : owed;
    const due = layers.due(askedAt);
    if (due === null && !isGoingBack) return null;
    const now = nowS();
    const from = Math.min(frontier, due ?? frontier);
    const read = await sweep(reading, { from, to: now + AHEAD_S }, signal);
    if (!read.ok) return read.error;
    layers.looked(from, askedAt, options.clock() - askedAt);
    if (read.value.truncated) noteTruncation(from);
    confirmation.found(read.value.hits.map(({ startS }) => startS));
    prober.ask(read.value.probes, signal);
    await prober.settle(signal); // what it could not fetch is asked for once more the next time
    const before = waiting.traces;
    take(read.value, readUpTo(), true);
    waiting.traces.unshift(...before);
    frontier = Math.max(frontier, now - behind);
    return null;
  };

  const goTo = (from: number) => {
    frontier = from;
    land();
    plan = [];
    reading.given.clear();
    waiting = { traces: [], from, caughtUp: false };
    stretchS = FIRST_STRETCH_S;
    last = null;
    layers.restart(options.clock());
    confirmation.begin(from, options.clock());
  };

  return {
    truncated: () => truncated,
    async scan(cursor, most, signal) {
      // Asked once more for what was given: whoever asks could not keep it.
      if (cursor !== null && last?.asked === cursor) return ok(last.batch);
      if (cursor === null) goTo(nowS() - Math.floor(options.historyMs / 1_000));
      else if (cursor !== next) {
        const from = readCursor(cursor);
        if (from === null) return null;
        serial = from.serial; // a cursor is never given twice, by whichever process
        goTo(from.second - (from.isUnconfirmed ? 0 : lookback)); // what came late while nobody looked
      }
      let idle = false;
      if (waiting.traces.length === 0) {
        const isPresent = plan.length === 0 && frontier >= nowS() - HISTORY_S;
        const goesBack = isPresent && confirmation.goesBack(options.clock());
        if (goesBack) frontier = Math.min(frontier, confirmation.from() ?? frontier);
        const isHistory = plan.length > 0 || frontier < nowS() - HISTORY_S;
        const failure = isHistory ? await readHistory(signal) : await readNews(goesBack, signal);
        if (failure && goesBack) confirmation.missed();
        if (failure) return err(failure);
        idle = waiting.traces.length === 0 && waiting.caughtUp;
      }
      const traces = waiting.traces.splice(0, Math.max(1, most));
      const isDrained = waiting.traces.length === 0;
      const at = isDrained ? readUpTo() : waiting.from;
      const stays = cursor !== null && idle && at - (readCursor(cursor)?.second ?? 0) < IDLE_MOVE_S;
      next = stays ? cursor : formatCursor({ second: at, serial: ++serial, isUnconfirmed: confirmation.from() !== null });
      const batch = {
        traces,
        cursor: next,
        caughtUp: isDrained && waiting.caughtUp,
        scannedUpTo: unixMs(at * 1_000),
        warnings: truncated === null ? [] : [truncated],
      };
      last = cursor === null || stays ? null : { asked: cursor, batch };
      return ok(batch);
    },
  };
}
