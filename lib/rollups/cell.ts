import { addValue, createSketch, mergeSketch, type Sketch } from "../base/sketch.ts";
import type { OperationStatus, TraceId } from "../trace/span.ts";

/** A trace to look at behind a bucket. */
export interface Exemplar {
  readonly traceId: TraceId;
  readonly ns: number;
  readonly failed: boolean;
}

/** One series in one bucket of time. In a delta its numbers may be negative: what is taken out again. */
export interface Cell {
  /** Errors and timeouts are apart, and both among the count. */
  count: number;
  errors: number;
  timeouts: number;
  readonly sketch: Sketch;
  /** Further counts whose meaning is the kind's own (`execution-events.ts`, `cover.ts`); what is not there is 0. */
  readonly tally: number[];
  exemplars: readonly Exemplar[];
}

export const createCell = (): Cell => ({ count: 0, errors: 0, timeouts: 0, sketch: createSketch(), tally: [], exemplars: [] });

export function countOne(cell: Cell, status: OperationStatus, ns: number, weight = 1): void {
  cell.count += weight;
  if (status === "error") cell.errors += weight;
  else if (status === "timeout") cell.timeouts += weight;
  addValue(cell.sketch, ns, weight);
}

export function tallyOne(cell: Cell, index: number, by = 1): void {
  while (cell.tally.length <= index) cell.tally.push(0);
  cell.tally[index]! += by;
}

export function mergeCell(into: Cell, other: Cell): void {
  into.count += other.count;
  into.errors += other.errors;
  into.timeouts += other.timeouts;
  mergeSketch(into.sketch, other.sketch);
  for (const [index, count] of other.tally.entries()) if (count !== 0) tallyOne(into, index, count);
  for (const exemplar of other.exemplars) offerExemplar(into, exemplar);
}

export const isEmptyCell = (cell: Cell): boolean =>
  cell.count === 0 &&
  cell.errors === 0 &&
  cell.timeouts === 0 &&
  cell.sketch.buckets.size === 0 &&
  cell.tally.every((count) => count === 0);

const MOST_EXEMPLARS = 4;
/** Keeps the slowest, one that failed, and others as far apart as can be: whoever clicks at a place of the heatmap should find one near. */
export function offerExemplar(cell: Cell, exemplar: Exemplar): void {
  const known = cell.exemplars;
  if (known.length >= MOST_EXEMPLARS && !isBetter(known, exemplar)) return;
  if (known.some((one) => one.traceId === exemplar.traceId)) return;
  const all = [...known, exemplar].sort((a, b) => a.ns - b.ns);
  if (all.length > MOST_EXEMPLARS) all.splice(leastWorth(all), 1);
  cell.exemplars = all;
}

/** By the hour and day one is enough, for thousands of buckets are kept: one that failed, else the slowest. */
export const oneExemplar = ({ exemplars }: Cell): readonly Exemplar[] =>
  exemplars.length <= 1 ? exemplars : [exemplars.findLast((one) => one.failed) ?? exemplars.at(-1)!];

const isBetter = (known: readonly Exemplar[], { ns, failed }: Exemplar): boolean =>
  ns > known.at(-1)!.ns || ns < known[0]!.ns || (failed && !known.some((one) => one.failed));

/** Of those in the middle, the one with the nearest neighbours (by ratio); never the only one that failed. */
function leastWorth(all: readonly Exemplar[]): number {
  const failures = all.filter((one) => one.failed).length;
  let worst = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < all.length - 1; at++) {
    if (all[at]!.failed && failures === 1) continue;
    const spread = (all[at + 1]!.ns + 1) / (all[at - 1]!.ns + 1);
    if (spread < least) {
      least = spread;
      worst = at;
    }
  }
  return worst;
}
