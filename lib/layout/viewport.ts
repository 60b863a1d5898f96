// Zoom and pan as arithmetic on a range of axis units. Ranges are kept inside the axis and never empty.

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ten nanoseconds over the whole width: closer there is nothing to see. */
const LEAST_UNITS = 10;
/** A little air after the end, for the labels behind the last bars. */
const AIR = 0.01;

export const wholeRange = (length: number): Range => ({ from: 0, to: length * (1 + AIR) });

export function clampRange(range: Range, length: number): Range {
  const whole = wholeRange(length);
  const least = Math.min(LEAST_UNITS, whole.to);
  const size = Math.min(whole.to, Math.max(least, range.to - range.from));
  if (!Number.isFinite(size) || !Number.isFinite(range.from)) return whole;
  const from = Math.min(Math.max(0, range.from), whole.to - size);
  return { from, to: from + size };
}

/** `factor` < 1 comes closer; the point under the pointer (`at`, 0…1 of the width) stays where it is. */
export function zoomRange(range: Range, at: number, factor: number, length: number): Range {
  const size = range.to - range.from;
  const most = wholeRange(length).to;
  const next = Math.min(most, Math.max(Math.min(LEAST_UNITS, most), size * factor));
  const point = range.from + at * size;
  const from = point - at * next;
  return clampRange({ from, to: from + next }, length);
}

/** `by` in shares of the width: 0.1 shows what lies a tenth further on. */
export function panRange(range: Range, by: number, length: number): Range {
  const move = (range.to - range.from) * by;
  return clampRange({ from: range.from + move, to: range.to + move }, length);
}

export const isWhole = (range: Range, length: number): boolean => range.from <= 0 && range.to >= length;

export const toPixel = (range: Range, units: number, width: number): number => ((units - range.from) / (range.to - range.from)) * width;
export const fromPixel = (range: Range, x: number, width: number): number =>
  range.from + (x / Math.max(1, width)) * (range.to - range.from);
