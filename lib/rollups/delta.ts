import { type Cell, createCell } from "./cell.ts";
import { keyText, type SeriesKey, type SeriesKind } from "./series-key.ts";

/** What one round of the pipeline adds, by series and minute; hours and days are sums of the minutes. */
export interface Delta {
  readonly series: Map<string, SeriesDelta>;
}

export interface SeriesDelta {
  readonly key: SeriesKey;
  /** Minutes since 1970 → what happened in it. */
  readonly minutes: Map<number, Cell>;
}

export const createDelta = (): Delta => ({ series: new Map() });

export function seriesOf(delta: Delta, kind: SeriesKind, a: string, b = ""): SeriesDelta {
  const text = keyText({ kind, a, b });
  let series = delta.series.get(text);
  if (!series) {
    series = { key: { kind, a, b }, minutes: new Map() };
    delta.series.set(text, series);
  }
  return series;
}

export function cellOf({ minutes }: SeriesDelta, minute: number): Cell {
  let cell = minutes.get(minute);
  if (!cell) {
    cell = createCell();
    minutes.set(minute, cell);
  }
  return cell;
}

/** The cells at a coarser step, from the minutes; `minutesIn` of them make one. */
export function coarsen({ minutes }: SeriesDelta, minutesIn: number): ReadonlyMap<number, readonly Cell[]> {
  const buckets = new Map<number, Cell[]>();
  for (const [minute, cell] of minutes) {
    const bucket = Math.floor(minute / minutesIn);
    const known = buckets.get(bucket);
    if (known) known.push(cell);
    else buckets.set(bucket, [cell]);
  }
  return buckets;
}
