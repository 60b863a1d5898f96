// Where a chart's parts stand, in CSS pixels: marker names on top, the plot, times below; values at the left.

export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly plotWidth: number;
  readonly plotHeight: number;
}

const LEFT = 58;
const NARROW_LEFT = 50;
const RIGHT = 10;
const TOP = 18;
const BOTTOM = 22;

export function placePlot(width: number, height: number): Plot {
  const left = width < 480 ? NARROW_LEFT : LEFT;
  return { width, height, left, top: TOP, plotWidth: Math.max(40, width - left - RIGHT), plotHeight: Math.max(20, height - TOP - BOTTOM) };
}

/** A chart's stretch of time, in ms, half-open. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export const timeToX = ({ from, to }: TimeSpan, at: number, width: number): number => ((at - from) / (to - from)) * width;
export const xToTime = ({ from, to }: TimeSpan, x: number, width: number): number => from + (x / width) * (to - from);
