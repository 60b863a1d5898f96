// A line that breaks where nothing is known: null is a hole and never a zero.
//
//   values  3  4  null  5  null  6  7        path   3─4     ·5    6─7      lone points become dots
import { area, line } from "d3";

export interface Placed {
  readonly x: number;
  /** Pixels from the top; null: nothing is known here. */
  readonly y: number | null;
}

export interface LineShape {
  readonly path: string;
  readonly area: string;
  /** Points between two holes: a path of one point draws nothing. */
  readonly dots: readonly { readonly x: number; readonly y: number }[];
}

export function shapeLine(points: readonly Placed[], floor: number): LineShape {
  const known = (point: Placed): boolean => point.y !== null;
  const x = (point: Placed): number => round(point.x);
  const y = (point: Placed): number => round(point.y ?? 0);
  return {
    path: line<Placed>().defined(known).x(x).y(y)(points) ?? "",
    area: area<Placed>().defined(known).x(x).y0(floor).y1(y)(points) ?? "",
    dots: points.flatMap((point, i) =>
      point.y !== null && (points[i - 1]?.y ?? null) === null && (points[i + 1]?.y ?? null) === null ? [{ x: x(point), y: y(point) }] : [],
    ),
  };
}

/** Runs of buckets whose telemetry is missing, as `[first, past the last)`: drawn as hatching with words. */
export function findGaps(counts: readonly (number | null)[]): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = [];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] !== null) continue;
    const from = i;
    while (i < counts.length && counts[i] === null) i++;
    gaps.push([from, i]);
  }
  return gaps;
}

/** A tenth of a pixel: half the length of an export. */
const round = (value: number): number => Math.round(value * 10) / 10;
