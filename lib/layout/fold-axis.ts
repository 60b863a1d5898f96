// A broken time axis. An order works for seconds and waits for half an hour; drawn to scale, all work is one pixel.
// Busy time keeps its scale, idle time longer than half of all busy time shrinks to a piece of constant width:
//
//   ns     0 ─────── 7 s ═══════ 37 min ═══════ 2227 s ── 2229 s
//   units  0 ─────── 7e9 ══ ⋯ 37 min ⋯ ══ 9.3e9 ───────── 11.3e9
//
// One unit is one nanosecond outside folds. The map is piecewise linear, monotone and invertible; zoom and pan happen in units.

import { SPAN, type SpanTable } from "./span-table.ts";

export interface FoldAxis {
  /** Breakpoints in ns and in units, ascending, the same length; piece k lies between k and k + 1. */
  readonly ns: Float64Array;
  readonly units: Float64Array;
  /** 1 where piece k is folded idle time. */
  readonly folded: Uint8Array;
}

/** Below this a gap is not worth a reader's attention. */
const LEAST_FOLD_NS = 1e6;
const LEAST_SHARE_OF_BUSY = 0.5;

export function buildFoldAxis(table: SpanTable, endNs: number, fold: boolean): FoldAxis {
  const end = Math.max(endNs, 1);
  if (!fold) return { ns: Float64Array.of(0, end), units: Float64Array.of(0, end), folded: Uint8Array.of(0) };
  const { from, to } = busyTimes(table);
  let busy = 0;
  for (let i = 0; i < from.length; i++) busy += to[i]! - from[i]!;
  const least = Math.max(LEAST_FOLD_NS, busy * LEAST_SHARE_OF_BUSY);
  const gaps: { readonly from: number; readonly to: number }[] = [];
  let at = 0;
  for (let i = 0; i <= from.length; i++) {
    const next = i < from.length ? from[i]! : end;
    if (next - at > least) gaps.push({ from: at, to: next });
    if (i < from.length) at = Math.max(at, to[i]!);
  }
  return foldGaps(gaps, end);
}

/**
 * One fold takes a fifth of the axis, many together a third at most. The idle time up to now counts twice: what hangs is drawn in it,
 * and its wait and its ghost have words on them.
 */
function foldGaps(gaps: readonly { readonly from: number; readonly to: number }[], end: number): FoldAxis {
  let idle = 0;
  for (const gap of gaps) idle += gap.to - gap.from;
  const isLast = (gap: { readonly to: number }): boolean => gap.to === end;
  const weights = gaps.length + (gaps.some(isLast) ? 1 : 0);
  const share = Math.min(0.35, 0.12 + 0.08 * weights);
  // Nothing but a gap: one millisecond stands for the work that there was not.
  const open = Math.max(end - idle, 1e6);
  const width = gaps.length === 0 ? 0 : (open * share) / (1 - share) / weights;
  const ns: number[] = [0];
  const units: number[] = [0];
  const folded: number[] = [];
  const addPiece = (toNs: number, length: number, isFold: number): void => {
    if (toNs <= ns[ns.length - 1]!) return;
    ns.push(toNs);
    units.push(units[units.length - 1]! + length);
    folded.push(isFold);
  };
  for (const gap of gaps) {
    addPiece(gap.from, gap.from - ns[ns.length - 1]!, 0);
    addPiece(gap.to, isLast(gap) ? 2 * width : width, 1);
  }
  addPiece(end, end - ns[ns.length - 1]!, 0);
  return { ns: Float64Array.from(ns), units: Float64Array.from(units), folded: Uint8Array.from(folded) };
}

/** Union of the spans' times, ascending. A span inside its parent adds nothing, so few have to be sorted. */
export function busyTimes(table: SpanTable): { readonly from: readonly number[]; readonly to: readonly number[] } {
  const { start, duration, parent, shape } = table;
  const loose: number[] = [];
  for (let i = 0; i < table.count; i++) {
    if (shape[i] !== SPAN) continue;
    const p = parent[i]!;
    const inside = p >= 0 && shape[p] === SPAN && start[i]! >= start[p]! && start[i]! + duration[i]! <= start[p]! + duration[p]!;
    if (!inside) loose.push(i);
  }
  loose.sort((a, b) => start[a]! - start[b]!);
  const from: number[] = [];
  const to: number[] = [];
  for (const i of loose) {
    const end = start[i]! + duration[i]!;
    const last = to.length - 1;
    if (last >= 0 && start[i]! <= to[last]!) to[last] = Math.max(to[last]!, end);
    else {
      from.push(start[i]!);
      to.push(end);
    }
  }
  return { from, to };
}

export const axisLength = (axis: FoldAxis): number => axis.units[axis.units.length - 1]!;
export const axisEnd = (axis: FoldAxis): number => axis.ns[axis.ns.length - 1]!;

/** Beyond the ends the first and last scale go on. */
export const toUnits = (axis: FoldAxis, ns: number): number => mapPiece(axis.ns, axis.units, ns);
export const toNs = (axis: FoldAxis, units: number): number => mapPiece(axis.units, axis.ns, units);

function mapPiece(from: Float64Array, to: Float64Array, value: number): number {
  const k = pieceAt(from, value);
  const length = from[k + 1]! - from[k]!;
  if (value === from[k + 1]) return to[k + 1]!;
  return to[k]! + ((value - from[k]!) / length) * (to[k + 1]! - to[k]!);
}

/** The piece that holds the value; the first or last one for values outside. */
export function pieceAt(breaks: Float64Array, value: number): number {
  let low = 0;
  let high = breaks.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (breaks[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
