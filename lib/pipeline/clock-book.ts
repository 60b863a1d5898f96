import { MINUTE_MS, nsToMs } from "../base/time.ts";
import type { ClockOffsets } from "../chains/span-index.ts";
import type { IndexStore } from "../store/index-store.ts";
import { type ClockObservation, collectClockObservations } from "../trace/clock-observations.ts";
import { estimateClockOffsets } from "../trace/clock-offset.ts";
import type { Trace } from "../trace/span.ts";

/**
 * What calls between instances say of their clocks, by ten minutes of event time: a clock is wrong for a while, so an order is corrected
 * by what was seen around its own time.
 */
export interface ClockBook {
  readonly windows: Map<number, ClockWindow>;
}

interface ClockWindow {
  readonly observations: ClockObservation[];
  offsets: ClockOffsets | null;
  /** Not written down yet. */
  isNews: boolean;
}

const WINDOW_MS = 10 * MINUTE_MS;
const MOST_WINDOWS = 60;
const MOST_OBSERVATIONS = 2_000;
/** Below this many a trace's own observations would move an estimate about: it is made again after as many new ones. */
const REFRESH_SHARE = 0.25;

export const createClockBook = (): ClockBook => ({ windows: new Map() });

const windowOf = (ms: number): number => Math.floor(ms / WINDOW_MS);

export function observeClocks(book: ClockBook, trace: Trace): void {
  if (trace.spans.length < 2 || !hasSeveralSenders(trace)) return;
  const key = windowOf(nsToMs(trace.startUnixNs));
  const known = book.windows.get(key);
  if (known && known.observations.length >= MOST_OBSERVATIONS) return;
  const found = collectClockObservations(trace);
  if (found.length === 0) return;
  const window = known ?? { observations: [], offsets: null, isNews: true };
  const before = window.observations.length;
  window.observations.push(...found.slice(0, MOST_OBSERVATIONS));
  if (Math.floor(Math.log(before + 1) / REFRESH_SHARE) !== Math.floor(Math.log(window.observations.length + 1) / REFRESH_SHARE)) {
    window.offsets = null;
    window.isNews = true;
  }
  if (known) return;
  book.windows.set(key, window);
  if (book.windows.size > MOST_WINDOWS) book.windows.delete(Math.min(...book.windows.keys()));
}

function hasSeveralSenders(trace: Trace): boolean {
  const first = trace.spans[0]!.resource;
  return trace.spans.some(({ resource }) => resource.service !== first.service || resource.instance !== first.instance);
}

/** The offsets around `ms`; none where nothing was observed. */
export function offsetsAt(book: ClockBook, ms: number): ClockOffsets {
  const window = book.windows.get(windowOf(ms));
  if (!window) return NONE;
  if (window.offsets === null) {
    const estimated = estimateClockOffsets(window.observations);
    window.offsets = new Map([...estimated].map(([instance, { offsetMs }]) => [instance, offsetMs]));
  }
  return window.offsets;
}

const NONE: ClockOffsets = new Map();

const keyOf = (window: number): string => `pipeline:clocks:${window % MOST_WINDOWS}`;

/** The windows whose estimate has changed, as documents of the round that changed it: a share of new observations, so a handful an hour. */
export function saveClocks(book: ClockBook): readonly { readonly key: string; readonly value: string }[] {
  return [...book.windows].flatMap(([window, state]) => {
    if (!state.isNews) return [];
    state.isNews = false;
    const names = [...new Set(state.observations.flatMap(({ caller, callee }) => [caller, callee]))];
    const place = new Map(names.map((name, at) => [name, at]));
    const rows = state.observations.map((one) => [
      place.get(one.caller)!,
      place.get(one.callee)!,
      Number.isFinite(one.atLeastMs) ? one.atLeastMs : null,
      one.atMostMs,
    ]);
    return [{ key: keyOf(window), value: JSON.stringify({ window, names, rows }) }];
  });
}

/** What clocks were seen to do before a restart. A document that cannot be read is left out: offsets are estimated anew. */
export async function loadClocks(index: IndexStore): Promise<ClockBook> {
  const book = createClockBook();
  const documents = await Promise.all(Array.from({ length: MOST_WINDOWS }, (_, place) => index.getState(keyOf(place))));
  for (const text of documents) {
    const kept = text === null ? null : readWindow(text);
    if (kept) book.windows.set(kept.window, { observations: [...kept.observations], offsets: null, isNews: false });
  }
  return book;
}

function readWindow(text: string): { readonly window: number; readonly observations: readonly ClockObservation[] } | null {
  try {
    const { window, names, rows } = JSON.parse(text) as { window: number; names: string[]; rows: (number | null)[][] };
    const observations = rows.map(([caller, callee, atLeastMs, atMostMs]): ClockObservation => {
      const ends = [names[caller ?? -1], names[callee ?? -1]] as const;
      if (typeof ends[0] !== "string" || typeof ends[1] !== "string" || typeof atMostMs !== "number")
        throw new RangeError("no observation");
      return { caller: ends[0], callee: ends[1], atLeastMs: atLeastMs ?? Number.NEGATIVE_INFINITY, atMostMs };
    });
    return Number.isSafeInteger(window) ? { window, observations } : null;
  } catch {
    return null;
  }
}
