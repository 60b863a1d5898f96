import { DAY_S, HOUR_S, KEEP_MS, KEPT_STEPS, type KeptStep, MINUTE_S } from "./series-key.ts";

/** Buckets `from` ≤ number < `to` at one step. */
export interface Piece {
  readonly step: KeptStep;
  readonly from: number;
  readonly to: number;
}

/** From two days on, a sum begins at a whole hour: a minute more or less is nothing beside it, and costs a page no hundred rows a series. */
const MINUTES_MATTER_MS = 48 * HOUR_S * 1_000;
/** Where many series are compared over weeks (`coarse`), whole days do. */
const HOURS_MATTER_MS = 8 * DAY_S * 1_000;

/**
 * The few buckets whose sum is a range: days in its middle, hours and minutes at its ends. So a month costs about as much as an afternoon.
 *
 *   10:58                                                            today 14:23
 *   ··|hours to midnight|day|day|day|day|…|day|day|hours|minutes·····
 *
 * Rounded outwards to whole minutes (hours where minutes are not kept, or the range is long). Beyond `now` nothing has happened: a range that
 * reaches it takes the running day whole.
 */
export function planRange(fromMs: number, toMs: number, nowMs: number, coarse = false): readonly Piece[] {
  const length = toMs - fromMs;
  const least = coarse && length > HOURS_MATTER_MS ? DAY_S : length > MINUTES_MATTER_MS ? HOUR_S : MINUTE_S;
  const finest = KEPT_STEPS.find((step) => step >= least && fromMs >= nowMs - KEEP_MS[step]) ?? DAY_S;
  const steps = KEPT_STEPS.filter((step) => step >= finest).toReversed();
  const end = toMs >= nowMs ? Math.ceil(nowMs / (DAY_S * 1_000)) * DAY_S * 1_000 : toMs;
  return cover(fromMs, Math.max(end, toMs), steps);
}

function cover(from: number, to: number, [step, ...finer]: readonly KeptStep[]): readonly Piece[] {
  if (step === undefined || from >= to) return [];
  const size = step * 1_000;
  if (finer.length === 0) return [{ step, from: Math.floor(from / size), to: Math.ceil(to / size) }];
  const first = Math.ceil(from / size);
  const last = Math.floor(to / size);
  if (first >= last) return cover(from, to, finer);
  return [...cover(from, first * size, finer), { step, from: first, to: last }, ...cover(last * size, to, finer)];
}

/** From when on minutes, or hours, or days are kept: the first whole bucket. */
export const keptSince = (step: KeptStep, nowMs: number): number => Math.floor((nowMs - KEEP_MS[step]) / (step * 1_000)) * step * 1_000;

/** The step that is kept of which `seconds` is a multiple. */
export const keptStepOf = (seconds: number): KeptStep => (seconds >= DAY_S ? DAY_S : seconds >= HOUR_S ? HOUR_S : MINUTE_S);
